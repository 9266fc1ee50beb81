"""Receiving a dispatch or a receipt: every check, then one transaction, then our receipt.

1. It opens, and checks 2 to 8 hold on its header (`check`), against what the store knows now.
2. Its parts are staged, sealed, under ids that nothing refers to; their hashes hold to the end.
3. In one transaction the checks are made again, since another desk may have received meanwhile; then
   what was seen of the sender's log advances, and the arrival, its files and its entry are kept.
4. What was proven is kept outside the store too, and our receipt is written.

Whatever is refused before the third step leaves nothing behind. An incident is kept with its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from exchange.clock import to_millis
from exchange.codes import Channel, Direction, Nature, TransmissionStatus
from exchange.errors import Conflict, Refused
from exchange.requests.attachments import refer
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import may_open
from exchange.requests.leg_rows import find_leg
from exchange.requests.model import Leg, Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session
from exchange.transmission.acknowledging import receive_receipt
from exchange.transmission.check import CheckedDispatch, check_dispatch, check_number
from exchange.transmission.container import Header, Incoming, open_container
from exchange.transmission.continuity import TreeHead
from exchange.transmission.cover import Form
from exchange.transmission.covers import office_of, take_number_back
from exchange.transmission.incident import Incident
from exchange.transmission.incidents import record_incident
from exchange.transmission.known_store import KnownStore
from exchange.transmission.message import Message, render_message
from exchange.transmission.model import ReceivedCover, ReceivedCoverContent
from exchange.transmission.partners import take_card
from exchange.transmission.receipt import Receipted, contradicted, write_our_receipt
from exchange.transmission.recording import propose, refer_unfiled
from exchange.transmission.register import Plain, enter, follow_message
from exchange.transmission.seen import keep_outside, remember, witness
from exchange.transmission.sequence import runs_shown
from exchange.transmission.staging import StagedParts, stage_parts, staging
from exchange.transmission.views import TransmissionView, view_of


@dataclass(frozen=True)
class _Kept:
    """What the last transaction kept: the arrival, and what is now proven of the sender's log."""

    view: TransmissionView
    arrival: str
    origin: str
    heads: tuple[TreeHead, ...]


def receive(session: Session, path: Path, receipts: Path | None = None) -> Receipted:
    """Receive a dispatch or a receipt, whole or not at all; our receipt goes into the folder `receipts`.

    By default that is the folder of the file itself; one that isn't there is made. Raise Refused (not a
    dispatch, not for us, not trusted, no folder can be made), Tampered, Conflict for one that came before
    (the same receipt is written again), or Incident, whose evidence is kept.
    """
    session.authorise("transmission.received")
    office = office_of(session)
    identities = [one.age for one in (office, *session.vault.retired_offices)]
    folder = receipts if receipts is not None else path.absolute().parent
    try:
        with _opened(path) as file:
            incoming = open_container(file, identities)
            if incoming.header.form is Form.RECEIPT:
                return receive_receipt(session, incoming)
            return _receive_dispatch(session, incoming, folder)
    except Incident as found:
        found.arguments["incident"] = record_incident(session, found)
        raise


def _receive_dispatch(session: Session, incoming: Incoming, folder: Path) -> Receipted:
    with session.reading() as rows:
        known = KnownStore(session, rows)
        checked = check_dispatch(incoming.header, known)
        before = rows.get(ReceivedCover, origin=checked.checkpoint.origin, sequence=checked.cover.sequence)
        if before is None or before.cover != checked.cover_hash:
            check_number(checked, known)
            before = None
    _make(folder)
    if before is not None:
        receipt = write_our_receipt(session, before.id, folder)
        raise Conflict(
            "dispatch-duplicate", origin=before.origin, number=before.sequence, receipt=str(receipt)
        )
    with staging(session) as staged:
        parts = stage_parts(session, incoming, checked, staged)
        with session.unit() as journal:
            kept = _keep(session, journal, incoming.header, parts)
    keep_outside(session, kept.origin, kept.heads)
    receipt_file, warnings = None, kept.view.warnings
    try:
        receipt_file = str(write_our_receipt(session, kept.arrival, folder))
    except Refused as error:  # what was received stays received; its receipt can be made again
        if error.reason != "dispatch-not-written":
            raise
        warnings = (*warnings, "receipt-not-written")
    return Receipted(**{**vars(kept.view), "receipt": receipt_file, "warnings": warnings})


def _make(folder: Path) -> None:
    """Make the folder of our receipts, before anything is taken in."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("receipts-no-folder", path=str(folder), why=error.strerror or "") from None


def _keep(session: Session, journal: Journal, header: Header, parts: StagedParts) -> _Kept:
    """Check again what others may have changed, then keep all of it, in the caller's unit."""
    known = KnownStore(session, journal.rows)
    checked = check_dispatch(header, known)
    missing = check_number(checked, known)
    service = checked.sender.partner.service
    heads = remember(session, journal, checked.proven, checked.checkpoint, checked.checkpoint_note)
    witness(session, journal, service, checked.cosignature, header.card_bytes)
    if checked.sender.is_new_card:
        take_card(session, journal, service, header.card_bytes)
    answered, dossier = _request_answered(session, journal.rows, service, parts.message)
    plain = _plain(session, header, parts.message, service, answered)
    content = _content(parts.message)
    row = enter(session, journal, plain, content, dossier=dossier)
    _keep_cover(session, journal, checked, header, row)
    for number, file in enumerate(parts.files, 1):
        if dossier is not None:
            refer(journal, dossier, file, transmission=row.id)
        else:
            refer_unfiled(session, journal, row, number, file)
    leg = dossier.legs[row.leg] if dossier is not None and row.leg else None
    warnings: tuple[str, ...] = ("numbers-missing",) if missing else ()
    if answered is not None and answered.status == TransmissionStatus.CANCELLED:
        take_number_back(session, journal, answered.id)
        warnings += contradicted(answered.status)
    if dossier is not None and leg is not None:
        warnings += _on_leg(journal, dossier, leg, plain, row.id, parts.message.ref)
    _log(journal, dossier, row, checked)
    told = (*parts.message.their_refs, content.subject, content.text)
    proposed = propose(session, journal.rows, told) if dossier is None else None
    view = view_of(journal.rows, row, content, proposed=proposed)
    view = replace(view, sequence=checked.cover.sequence, missing=runs_shown(missing))
    view = replace(view, warnings=warnings)
    return _Kept(view, row.id, checked.checkpoint.origin, heads)


def _on_leg(
    journal: Journal, dossier: Dossier, leg: Leg, plain: Plain, arrival: str, ref: str | None
) -> tuple[str, ...]:
    """Let an arrival move the leg that it is filed to, and give it the sender's own reference.

    Return what the member should know of it.
    """
    _, told = follow_message(journal, dossier, leg, plain, arrival, named=False)
    leg = dossier.legs[leg.id]
    _, known = find_leg(journal.rows, dossier, leg.id)
    if ref is not None and known.their_ref is None and leg.service == plain.service_from:
        dossier.replace(journal, leg, known.model_copy(update={"their_ref": ref}))
    return told


def _request_answered(
    session: Session, rows: Reader, service: str, message: Message
) -> tuple[Transmission | None, Dossier | None]:
    """Return the departure of ours that a message answers and its request, where this member may open it.

    It must have gone to the same service: an id alone files nothing.
    """
    if message.answers is None:
        return None, None
    row = rows.get(Transmission, id=str(message.answers))
    if row is None or row.direction != "out" or row.service_to != service or row.request is None:
        return None, None
    request = rows.get(Request, id=row.request)
    if request is None or not may_open(session, rows, request):
        return None, None
    return row, open_row(session, rows, request)


def _plain(
    session: Session, header: Header, message: Message, service: str, answered: Transmission | None
) -> Plain:
    known = message.nature in list(Nature)
    return Plain(
        Direction.IN,
        TransmissionStatus.FILED if answered else TransmissionStatus.TO_SORT,
        Nature(message.nature) if known else Nature.INFORMATION,  # a code of a newer version
        Channel.DISPATCH,
        service_from=service,
        request=answered.request if answered else None,
        leg=answered.leg if answered else None,
        answers=answered.id if answered else None,
        sent_at=to_millis(header.cover.entry.at),
        received_at=to_millis(session.clock()),
    )


def _content(message: Message) -> TransmissionContent:
    return TransmissionContent(
        subject=message.subject,
        text=message.text,
        their_ref=message.ref,
        message=render_message(message).decode("utf-8"),
    )


def _keep_cover(
    session: Session, journal: Journal, checked: CheckedDispatch, header: Header, arrival: Transmission
) -> None:
    row = new_row(
        ReceivedCover,
        arrival.id,
        session.post.id,
        origin=checked.checkpoint.origin,
        service=checked.sender.partner.service,
        sequence=checked.cover.sequence,
        cover=checked.cover_hash,
        size=checked.checkpoint.size,
        theirs=checked.cover.transmission,
        received_at=arrival.received_at,
    )
    content = ReceivedCoverContent(line=header.cover.line.decode("utf-8"))
    journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, content))


def _log(journal: Journal, dossier: Dossier | None, row: Transmission, checked: CheckedDispatch) -> None:
    """Append the entry of an arrival: on its request where it was filed, else on itself."""
    if dossier is not None:
        dossier.save(
            journal,
            "transmission.received",
            part=row,
            transmission=row.id,
            channel=row.channel,
            cover=checked.cover_hash,
            year=row.year,
            number=row.number,
            nature=row.nature,
            service=row.service_from,
            leg=row.leg,
            answers=row.answers,
            origin=checked.checkpoint.origin,
            sequence=checked.cover.sequence,
        )
        return
    journal.append(
        "transmission.received",
        on={"type": "transmission", "id": row.id},
        c=row.commitment,
        transmission=row.id,
        channel=row.channel,
        cover=checked.cover_hash,
        year=row.year,
        number=row.number,
        nature=row.nature,
        service=row.service_from,
        origin=checked.checkpoint.origin,
        sequence=checked.cover.sequence,
        rev=row.revision,
    )


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused("file-not-read", path=str(path), why=error.strerror or "") from None
    with file:
        yield file
