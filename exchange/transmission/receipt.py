"""Receipts: ours for what was received, theirs for what was sent, sealed or on paper.

Ours is logged once (`receipt.sent`) and proven under the checkpoint that ends with that entry: the
same receipt is given again for the same dispatch. Theirs makes the departure `acknowledged`, moves
its leg, and keeps the partner's cosignature: from then on our log has a witness.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from pathlib import Path

from exchange.clock import to_millis, to_moment, to_text
from exchange.codes import Direction, LegStatus, Move, TransmissionStatus
from exchange.directory.services import service_of
from exchange.errors import Conflict, Invalid, Refused
from exchange.moments import parse_past
from exchange.requests.arrivals import find_transmission
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import NoKey
from exchange.requests.leg_rows import find_leg, moved, refresh
from exchange.requests.machine import TABLE
from exchange.requests.model import Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.build import receipt_file_name, write_receipt
from exchange.transmission.cover import Form, ReceiptCover, Verdict
from exchange.transmission.covers import CoverKind, keep_cover, office_of, prove, show_again
from exchange.transmission.model import ReceivedCover, SentCover
from exchange.transmission.papers import object_of, shown_number
from exchange.transmission.partners import addressee_of
from exchange.transmission.reading import open_transmission
from exchange.transmission.releasing import folder_for, write_file
from exchange.transmission.views import TransmissionView, view_of


@dataclass(frozen=True)
class Receipted(TransmissionView):
    """A transmission and our receipt of it, as a file."""

    receipt: str | None = None


@dataclass(frozen=True)
class Acknowledgement:
    """What a receipt says of a departure: when, whether it was refused, what it witnesses."""

    at: int
    verdict: Verdict = Verdict.ACCEPTED
    witnessed: int | None = None


def make_receipt(session: Session, number: str, out: Path) -> Receipted:
    """Write our receipt of an arrival into the folder `out`; the same one each time."""
    session.authorise("receipt.sent")
    try:
        with session.reading() as rows:
            row = find_transmission(session, rows, number)
            if row.direction != Direction.IN:
                raise Refused("not-an-arrival", number=shown_number(row))
            content = open_transmission(session, rows, row)
            view = view_of(rows, row, content)
    except NoKey as missing:
        session.refuse("no-access", "receipt.sent", missing.on)
        raise
    path = write_our_receipt(session, row.id, out)
    return Receipted(**{**vars(view), "receipt": str(path)})


def write_our_receipt(session: Session, arrival: str, out: Path) -> Path:
    """Log our receipt of an arrival if it isn't yet, then write its file; return where it is."""
    office_of(session)
    sent = _logged(session, arrival)
    show_again(session, sent.id)
    session.state.settle()
    with session.reading() as rows:
        addressee = addressee_of(session, rows, service_of(rows, sent.service))
        if addressee is None:
            raise Refused("service-without-key", handle=service_of(rows, sent.service).handle)
        cover = prove(session, rows, Form.RECEIPT, sent, addressee.origin)
    path = folder_for(out) / receipt_file_name()
    write_file(path, lambda sink: write_receipt(cover, addressee.recipient, sink))
    return path


def paper_receipt(session: Session, number: str, code: str, at: str) -> TransmissionView:
    """Record the receipt that came back on paper, by the code printed on the bordereau."""
    session.authorise("receipt.received")
    when = session.moment(at, parse_past)
    try:
        with session.unit() as journal:
            row, dossier = departure(session, journal.rows, number)
            content = dossier.unseal(row, TransmissionContent)
            if row.status == TransmissionStatus.ACKNOWLEDGED:
                raise Conflict("already-acknowledged", number=shown_number(row))
            if not _same_code(content.paper_code or "", code):
                raise Invalid("paper-code-wrong", number=shown_number(row))
            warnings = contradicted(row.status)
            row = acknowledge(journal, dossier, row, content, Acknowledgement(to_millis(when)))
            dossier.save(
                journal,
                "receipt.received",
                part=row,
                transmission=row.id,
                verdict=Verdict.ACCEPTED.value,
                channel=row.channel,
                at=to_text(when),
            )
            return view_of(journal.rows, row, content, warnings=warnings)
    except NoKey as missing:
        session.refuse("no-access", "receipt.received", missing.on)
        raise


def departure(session: Session, rows: Reader, number: str) -> tuple[Transmission, Dossier]:
    """Return a departure and its request, opened; raise Refused where it is none, NoKey without a key."""
    row = find_transmission(session, rows, number)
    request = rows.get(Request, id=row.request) if row.request else None
    if row.direction != Direction.OUT or request is None:
        raise Refused("not-a-departure", number=shown_number(row))
    return row, open_row(session, rows, request)


def acknowledge(
    journal: Journal, dossier: Dossier, row: Transmission, content: TransmissionContent, said: Acknowledgement
) -> Transmission:
    """Write a departure anew as acknowledged (or refused), and move its leg where that is possible."""
    refused = said.verdict is Verdict.REFUSED
    status = TransmissionStatus.REFUSED if refused else TransmissionStatus.ACKNOWLEDGED
    witnessed = max(row.witness_size or 0, said.witnessed or 0) or None
    row = dossier.replace(journal, row, content, status=status.value, witness_size=witnessed)
    leg = dossier.legs.get(row.leg) if row.leg else None
    # Only whom the leg asks acknowledges it; a requester's receipt moves nothing.
    if leg is None or refused or leg.service != row.service_to:
        return row
    if Move.ACKNOWLEDGED in TABLE[LegStatus(leg.status)]:
        _, known = find_leg(journal.rows, dossier, leg.id)
        refresh(journal, dossier, leg, moved(leg, known, Move.ACKNOWLEDGED, said.at, cause=row.id))
    return row


def contradicted(was: str) -> tuple[str, ...]:
    """Return the warning that a receipt came for a departure that was cancelled: it had left after all."""
    return ("cancelled-yet-received",) if was == TransmissionStatus.CANCELLED else ()


def _logged(session: Session, arrival: str) -> SentCover:
    """Return the cover of our receipt, appended now where it wasn't."""
    with session.reading() as rows:
        known = rows.get(SentCover, id=arrival, kind=CoverKind.RECEIPT.value)
    if known is not None:
        return known
    with session.unit() as journal:
        known = journal.rows.get(SentCover, id=arrival, kind=CoverKind.RECEIPT.value)
        if known is not None:
            return known
        received = journal.rows.get(ReceivedCover, id=arrival)
        row = journal.rows.get(Transmission, id=arrival)
        if received is None or row is None:
            raise Refused("not-by-dispatch")
        said = ReceiptCover(
            received.cover,
            to_text(to_moment(received.received_at)),
            Verdict.ACCEPTED,
            None,
            session.member.role.value,
        )
        n = journal.enter(
            "receipt.sent",
            {**said.fields(), "transmission": arrival},
            on=object_of(journal.rows, row),
            to=(received.service,),
        )
        return keep_cover(session, journal, CoverKind.RECEIPT, arrival, n, received.service)


def _same_code(known: str, given: str) -> bool:
    typed = given.strip().upper().replace(" ", "").replace("-", "")
    return bool(known) and hmac.compare_digest(known.replace("-", "").encode(), typed.encode())
