"""Opening a request: parsed once, then rows, legs, clocks and the entry, in one unit."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from exchange.clock import to_millis
from exchange.codes import (
    Channel,
    EventCode,
    LegStatus,
    Nature,
    RequestDirection,
    Side,
)
from exchange.directory.model import Service
from exchange.directory.places import compartment_named
from exchange.directory.services import find_service, service_of
from exchange.errors import Invalid
from exchange.ids import new_id
from exchange.law.model import Law
from exchange.lawbook.reading import law_of
from exchange.requests.access import working
from exchange.requests.arrivals import file_arrival, find_transmission, open_arrival, travelling
from exchange.requests.asking import Parsed, handling_of, marking_of, parse_request
from exchange.requests.attachments import Staged, refer, stage_file
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import NewEvent, NewLeg, NewRequest
from exchange.requests.keyholding import request_key_aad
from exchange.requests.kind_fields import refuse_missing
from exchange.requests.leg_rows import add_leg, check_codes, record_event, request_clock
from exchange.requests.model import (
    Request,
    RequestContent,
    RequestText,
    Subject,
)
from exchange.requests.notes import add_note
from exchange.requests.references import SERIES, Reference
from exchange.requests.taken import taken_over
from exchange.requests.transmissions import Transmission
from exchange.requests.viewing import leg_views, subject_views
from exchange.requests.views import LegView, SubjectView, moment
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.sealed import new_row
from exchange.store.session import Session
from keys.canonical import JSON
from keys.wrap import key_check, wrap_under


@dataclass(frozen=True)
class Opened:
    """A request that was opened: its reference, durable, and what its legs owe by when."""

    id: str
    ref: str
    due_at: str | None
    log_index: int
    legs: tuple[LegView, ...]
    subjects: tuple[SubjectView, ...]
    warnings: tuple[str, ...]


class Ready(NamedTuple):
    """A request checked as far as no row is needed for it, its files sealed: to be opened in a unit.

    `mark`: of the line of an import that it was.
    """

    new: NewRequest
    parsed: Parsed
    staged: tuple[Staged, ...]
    mark: str | None = None


def make_ready(session: Session, new: NewRequest) -> Ready:
    """Check what was typed and seal the files that it names; raise Invalid or Refused."""
    parsed = parse_request(session, new)
    return Ready(new, parsed, tuple(stage_file(session, path) for path in new.attach))


def open_request(session: Session, new: NewRequest) -> Opened:
    """Open a request with its legs; what is printed afterwards is durable and in the log."""
    session.authorise("request.opened")
    ready = make_ready(session, new)
    with working(session, "request.opened") as journal:
        dossier, warnings, n = open_ready(session, journal, ready, law_of(session, journal.rows))
        legs, subjects = leg_views(session, journal.rows, dossier), subject_views(journal.rows, dossier)
    request = dossier.request
    return Opened(request.id, request.ref, moment(request.due_at), n, legs, subjects, warnings)


def open_ready(
    session: Session, journal: Journal, ready: Ready, law: Law
) -> tuple[Dossier, tuple[str, ...], int]:
    """Open a request in the caller's unit; return it with what it warns of, and its entry's index."""
    rows, new = journal.rows, ready.new
    check_codes(law, new.channel, new.legal_basis)
    arrival = find_transmission(session, rows, new.arrival) if new.arrival is not None else None
    requester = _requester(rows, new, arrival)
    parsed = _from_arrival(session, rows, ready.parsed, arrival, new)
    dossier = _new_dossier(session, journal, parsed, requester, new, arrival)
    dossier.content = dossier.content.model_copy(update={"imported": ready.mark})
    dossier.count_by(law)
    dossier.insert(journal, RequestText, parsed.text)
    for number, (type_, content) in enumerate(parsed.subjects, 1):
        dossier.insert(journal, Subject, content, number=number, type=type_.value)
    for file in ready.staged:
        refer(journal, dossier, file)
    if new.arrested_at is not None:
        _record_arrest(journal, dossier, new)
    for handle in new.to:
        leg = NewLeg(handle, new.channel, new.legal_basis, new.basis_reason, follow_up=new.follow_up)
        add_leg(journal, dossier, leg)
    if arrival is not None:
        unsorted = arrival.nature == Nature.INFORMATION  # what it is taken for until somebody says more
        file_arrival(session, journal, dossier, arrival, nature=parsed.text.nature if unsorted else None)
    if not dossier.legs:
        _without_legs(journal, dossier, parsed)
    for note in parsed.notes:
        add_note(journal, dossier, note)
    return dossier, parsed.warnings, _save(journal, dossier, arrival)


def _requester(rows: Reader, new: NewRequest, arrival: Transmission | None) -> Service:
    if new.requester or arrival is None:
        return find_service(rows, new.requester)
    if arrival.service_from is None:
        raise Invalid("arrival-without-service", number=arrival.number)
    return service_of(rows, arrival.service_from)


def _from_arrival(
    session: Session, rows: Reader, parsed: Parsed, arrival: Transmission | None, new: NewRequest
) -> Parsed:
    """Take over what the arrival says and the caller didn't: its text and date, its conditions of use."""
    if arrival is None:
        return parsed
    content = open_arrival(session, rows, arrival)
    came, text = travelling(content), parsed.text
    today = session.clock().astimezone(ZoneInfo(session.post.zone)).date()
    also = taken_over(content, parsed.kind, text.type, today)
    subjects = parsed.subjects or also.subjects
    fields = {**also.fields, **text.fields}
    taken = {
        "type": also.type,
        "text": text.text or content.text,
        "conditions": text.conditions or came.conditions,
        "points": text.points or came.points,
        "fields": fields,
    }
    refuse_missing(parsed.kind, also.type, fields, [type_ for type_, _ in subjects])
    return parsed._replace(
        text=text.model_copy(update=taken),
        handling=parsed.handling or handling_of(came.handling),
        marking=parsed.marking or marking_of(came.marking),
        received_at=parsed.received_at or arrival.received_at,
        their_ref=parsed.their_ref or content.their_ref,
        via=parsed.via or Channel(arrival.channel),
        subjects=subjects,
        warnings=also.warnings,
    )


def _new_dossier(
    session: Session,
    journal: Journal,
    parsed: Parsed,
    requester: Service,
    new: NewRequest,
    arrival: Transmission | None,
) -> Dossier:
    now = session.clock()
    year = now.astimezone(ZoneInfo(session.post.zone)).year
    number = journal.next_number(f"{SERIES}{year}")
    compartment = arrival.compartment if arrival and not new.compartment else None
    compartment = compartment or compartment_named(session, journal.rows, new.compartment)
    place_version, _ = session.vault.compartment_key(compartment)
    place_key = session.vault.compartment_row_key(compartment, place_version)
    ident, key = new_id(now), os.urandom(32)
    request = new_row(
        Request,
        ident,
        ident,
        1,
        0,
        ref=str(Reference(session.post.prefix, year, number)),
        kind=parsed.kind.value,
        status=LegStatus.RECEIVED.value,
        urgency=parsed.urgency.value,
        direction=_direction(requester).value,
        requesting_service=requester.id,
        via=(parsed.via or Channel.OTHER).value,
        compartment=compartment,
        compartment_version=place_version,
        received_at=parsed.received_at or to_millis(now),
        registered_at=to_millis(now),
        asked_for=parsed.asked_for,
        due_at=None,
        follow_up_at=parsed.follow_up,
        review_at=None,
        handling=parsed.handling,
        marking=parsed.marking,
        purpose=parsed.purpose,
        wrapped_key=wrap_under(place_key, key, request_key_aad(session.post.id, ident, compartment, 1)),
    )
    refs = (parsed.their_ref,) if parsed.their_ref else ()
    content = RequestContent(title=parsed.title, their_refs=refs, rows="")
    dossier = Dossier(session, request, content, session.vault.row_key(ident, 1, key), secret=key)
    dossier.services[requester.id] = requester
    return dossier


def _direction(requester: Service) -> RequestDirection:
    return RequestDirection.TO_FOREIGN if requester.side == Side.FRENCH else RequestDirection.TO_FRENCH


def _record_arrest(journal: Journal, dossier: Dossier, new: NewRequest) -> None:
    if new.arrested_in is None and not new.to:
        raise Invalid("arrest-country-missing")
    country = new.arrested_in or find_service(journal.rows, new.to[0]).country
    event = NewEvent(EventCode.ARRESTED.value, str(new.arrested_at), new.place, country)
    record_event(journal, dossier, "", EventCode.ARRESTED, event, None)


def _without_legs(journal: Journal, dossier: Dossier, parsed: Parsed) -> None:
    clocked = request_clock(journal.rows, dossier, parsed.text)
    dossier.owe(clocked.due_at, clocked.zone)


def _save(journal: Journal, dossier: Dossier, arrival: Transmission | None) -> int:
    request = dossier.request
    keys: list[JSON] = [
        {"kind": "request", "id": request.id, "version": 1, "check": key_check(dossier.secret)}
    ]
    return dossier.save(
        journal, "request.opened", keys=keys, arrival=arrival.id if arrival else None, kind=request.kind
    )
