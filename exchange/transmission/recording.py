"""Recording what came or went without this program, and sorting what came.

An arrival is registered in seconds, before anyone decides what it is; our own reference in its
subject line or text proposes the request that it answers; then it is filed to a request and leg,
opens a new request (`requests.opening`), or is set aside with a reason.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from exchange import typed
from exchange.clock import to_millis
from exchange.codes import ORAL, Channel, Direction, Nature, TransmissionStatus, parse_code
from exchange.directory.meant import service_meant
from exchange.directory.places import compartment_named
from exchange.errors import Invalid, Refused
from exchange.moments import parse_past
from exchange.requests import parsing
from exchange.requests.access import editing, working
from exchange.requests.arrivals import file_arrival, find_transmission, keep_unfiled, open_arrival
from exchange.requests.attachments import Staged, refer, stage_file
from exchange.requests.dossier import Dossier
from exchange.requests.leg_rows import find_leg
from exchange.requests.model import Attachment, AttachmentContent, Leg, Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session
from exchange.transmission.eml import read_eml
from exchange.transmission.headers import read_head
from exchange.transmission.inputs import Filing, NewTransmission
from exchange.transmission.register import Plain, as_typed, enter, follow_message, leg_of_service
from exchange.transmission.told_late import told_late
from exchange.transmission.views import TransmissionView, view_of


@dataclass(frozen=True)
class Parsed:
    """A message as it was understood, before any row is needed for it."""

    plain: Plain
    content: TransmissionContent
    staged: tuple[Staged, ...]


def record(session: Session, new: NewTransmission) -> TransmissionView:
    """Register a message; with a request it is filed at once, else an arrival is to be sorted."""
    op = (
        "arrival.registered" if new.direction == Direction.IN and not new.request else "transmission.recorded"
    )
    session.authorise(op)
    typed_at, new = new.at, _with_head(_with_eml(new))
    _refuse_incomplete(new)
    parsed = _parse(session, new)
    if new.request is None:
        return _record_unfiled(session, parsed, new, op)
    with editing(session, new.request, "transmission.recorded") as (journal, dossier):
        rows = journal.rows
        plain, content = _with_services(session, rows, parsed, new)
        leg = _leg(rows, dossier, new.leg, plain.service_from or plain.service_to)
        if plain.direction is Direction.OUT and leg is not None and not new.to:
            plain = replace(plain, service_to=leg.service)
        if typed_at:
            plain = as_typed(journal, dossier, leg, plain, typed_at, named=bool(new.leg))
        answers = find_transmission(session, rows, new.answers).id if new.answers else None
        plain = replace(plain, request=dossier.request.id, leg=leg.id if leg else None, answers=answers)
        late = tuple(told_late(session, rows, dossier, leg, plain))
        row = enter(session, journal, plain, content, dossier=dossier)
        for staged in parsed.staged:
            refer(journal, dossier, staged, transmission=row.id)
        leg, told = follow_message(journal, dossier, leg, plain, row.id, named=bool(new.leg))
        dossier.save(
            journal,
            "transmission.recorded",
            part=row,
            transmission=row.id,
            direction=row.direction,
            channel=row.channel,
            year=row.year,
            number=row.number,
            nature=row.nature,
            leg=leg.id if leg else None,
        )
        return view_of(rows, row, content, warnings=(*told, *late))


def file(session: Session, number: str, filing: Filing) -> TransmissionView:
    """Put an arrival under its request and leg; an answer moves the leg."""
    nature = parse_code(Nature, filing.nature, "nature").value if filing.nature else None
    with editing(session, filing.request, "arrival.filed") as (journal, dossier):
        rows = journal.rows
        arrival = find_transmission(session, rows, number)
        answers = find_transmission(session, rows, filing.answers).id if filing.answers else None
        leg = _leg(rows, dossier, filing.leg, arrival.service_from)
        row = file_arrival(
            session, journal, dossier, arrival, leg=leg.id if leg else None, nature=nature, answers=answers
        )
        plain = Plain(
            Direction.IN,
            TransmissionStatus.FILED,
            Nature(row.nature),
            Channel(row.channel),
            row.service_from,
            received_at=row.received_at,
        )
        leg, told = follow_message(journal, dossier, leg, plain, row.id, named=bool(filing.leg))
        dossier.save(
            journal,
            "arrival.filed",
            part=row,
            transmission=row.id,
            request=dossier.request.id,
            nature=row.nature,
            leg=leg.id if leg else None,
        )
        content = dossier.unseal(row, TransmissionContent)
        return view_of(rows, row, content, warnings=told)


def set_aside(session: Session, number: str, reason: str) -> TransmissionView:
    """Put an arrival aside, with the reason why it is nothing of ours."""
    with working(session, "arrival.set-aside") as journal:
        kept = typed.reason(reason)
        row = find_transmission(session, journal.rows, number)
        if row.status != TransmissionStatus.TO_SORT:
            raise Refused("already-sorted", number=row.number, status=row.status)
        before = open_arrival(session, journal.rows, row)
        content = before.model_copy(update={"reason": kept})
        row = changed(row, status=TransmissionStatus.SET_ASIDE.value, revision=row.revision + 1)
        row = keep_unfiled(session, journal, row, content, before)
        journal.append(
            "arrival.set-aside",
            on={"type": "transmission", "id": row.id},
            c=row.commitment,
            transmission=row.id,
            reason="set-aside",
            rev=row.revision,
        )
        return view_of(journal.rows, row, content)


def propose(session: Session, rows: Reader, texts: Iterable[str]) -> dict[str, str | None] | None:
    """Return the request that our own reference in a message names, if there is exactly one."""
    pattern = re.compile(rf"\b{re.escape(session.post.prefix)}-\d{{4}}-\d{{5,9}}\b")
    found = {ref for text in texts for ref in pattern.findall(text.upper())}
    known = [ref for ref in sorted(found) if rows.get(Request, ref=ref)]
    return {"request": known[0], "leg": None} if len(known) == 1 else None


def _proposed(rows: Reader, answered: Transmission | None) -> dict[str, str | None] | None:
    """Return the request of the departure that a message answers."""
    request = rows.get(Request, id=answered.request) if answered and answered.request else None
    return {"request": request.ref, "leg": None} if request else None


def refer_unfiled(session: Session, journal: Journal, row: Transmission, number: int, staged: Staged) -> None:
    """Make a staged file an attachment of an arrival that no request holds yet."""
    attachment = new_row(
        Attachment,
        staged.id,
        row.compartment,
        row.key_version,
        number=number,
        size=staged.size,
        chunks=staged.chunks,
        transmission=row.id,
        added_at=to_millis(session.clock()),
    )
    key = session.vault.compartment_row_key(row.compartment, row.key_version)
    content = AttachmentContent(name=staged.name, sha256=staged.sha256, key=staged.key)
    journal.rows.insert(seal(session.post.id, key, attachment, content))


def _record_unfiled(session: Session, parsed: Parsed, new: NewTransmission, op: str) -> TransmissionView:
    with working(session, op) as journal:
        rows = journal.rows
        plain, content = _with_services(session, rows, parsed, new)
        answered = find_transmission(session, rows, new.answers) if new.answers else None
        plain = replace(plain, answers=answered.id if answered else None)
        place = compartment_named(session, rows, new.compartment)
        row = enter(session, journal, plain, content, dossier=None, compartment=place)
        for number, staged in enumerate(parsed.staged, 1):
            refer_unfiled(session, journal, row, number, staged)
        on = {"type": "transmission", "id": row.id}
        if plain.direction is Direction.IN:
            journal.append(
                "arrival.registered",
                on=on,
                c=row.commitment,
                transmission=row.id,
                year=row.year,
                number=row.number,
                channel=row.channel,
                rev=row.revision,
            )
        else:
            journal.append(
                "transmission.recorded",
                on=on,
                c=row.commitment,
                transmission=row.id,
                year=row.year,
                number=row.number,
                direction=row.direction,
                channel=row.channel,
                nature=row.nature,
                rev=row.revision,
            )
        proposed = _proposed(rows, answered) or propose(session, rows, (content.subject, content.text))
        return view_of(rows, row, content, proposed=proposed)


def _refuse_incomplete(new: NewTransmission) -> None:
    if new.leg is not None and new.request is None:
        raise Invalid("leg-without-request")
    if new.direction == Direction.OUT and not new.to and new.leg is None:
        raise Invalid("recipient-missing")


def _parse(session: Session, new: NewTransmission) -> Parsed:
    direction = parse_code(Direction, new.direction, "direction")
    channel = parse_code(Channel, new.channel, "channel")
    usual = Nature.REQUEST if direction is Direction.OUT else Nature.INFORMATION
    nature = parse_code(Nature, new.nature, "nature") if new.nature else usual
    at = to_millis(session.moment(new.at, parse_past) if new.at else session.clock())
    incoming = direction is Direction.IN
    status = TransmissionStatus.SENT
    if incoming:
        status = TransmissionStatus.FILED if new.request else TransmissionStatus.TO_SORT
    plain = Plain(
        direction,
        status,
        nature,
        channel,
        sent_at=None if incoming else at,
        received_at=at if incoming else None,
    )
    content = TransmissionContent(
        subject=typed.line(new.subject or "", "subject"),
        text=typed.block(new.text or ""),
        their_ref=parsing.optional(new.their_ref, "their-ref"),
        oral=channel in ORAL,
    )
    staged = tuple(stage_file(session, path) for path in new.attach)
    return Parsed(plain, content, staged)


def _with_eml(new: NewTransmission) -> NewTransmission:
    if new.eml is None:
        return new
    message = read_eml(new.eml)
    return replace(
        new,
        subject=new.subject or message.subject,
        text=new.text or message.text,
        from_=new.from_ or message.sender,
        at=new.at or message.date,
        attach=(*new.attach, new.eml),
    )


def _with_head(new: NewTransmission) -> NewTransmission:
    """Take what the head of a pasted mail says, where nothing else was said."""
    if new.direction != Direction.IN or new.eml is not None or not new.text:
        return new
    head = read_head(new.text)
    return replace(
        new,
        subject=new.subject or head.subject,
        from_=new.from_ or head.sender,
        their_ref=new.their_ref or head.reference,
    )


def _with_services(
    session: Session, rows: Reader, parsed: Parsed, new: NewTransmission
) -> tuple[Plain, TransmissionContent]:
    sender, from_text = _service(session, rows, new.from_, "from")
    receiver, to_text = _service(session, rows, new.to, "to")
    plain = replace(parsed.plain, service_from=sender, service_to=receiver)
    return plain, parsed.content.model_copy(update={"from_text": from_text, "to_text": to_text})


def _service(session: Session, rows: Reader, given: str | None, field: str) -> tuple[str | None, str | None]:
    """Return a service's id, or the words where nobody of the directory is meant."""
    if given is None:
        return None, None
    found = service_meant(session, rows, given)
    if found is not None:
        return found.id, None
    return None, typed.line(given, field)


def _leg(rows: Reader, dossier: Dossier, name: str | None, service: str | None) -> Leg | None:
    return find_leg(rows, dossier, name)[0] if name else leg_of_service(dossier, service)
