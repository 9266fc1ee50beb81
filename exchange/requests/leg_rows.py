"""The rows of legs: planned, added, found, moved, their clocks and statuses kept true.

What moves a leg is kept as steps, in the order in which it was recorded; its status follows from
them by the table of `machine`, so that withdrawing a wrong event gives back what held before.
"""

from __future__ import annotations

from functools import partial
from zoneinfo import ZoneInfo

from exchange.clock import to_millis
from exchange.codes import Channel, EventCode, LegStatus, Move, WaitsFor, parse_code
from exchange.countries import parse_country
from exchange.directory.model import Service
from exchange.directory.services import find_service
from exchange.errors import Invalid, NotFound, Refused
from exchange.law.custody import OF_HELD
from exchange.law.model import Law
from exchange.law.zones import zones_of
from exchange.moments import parse_deadline, parse_moment, parse_past, parse_past_there, parse_span
from exchange.requests import parsing
from exchange.requests.clocks import Clocked, check_basis, choose_basis, clock_of, events_at, moves_at
from exchange.requests.dossier import Dossier
from exchange.requests.happening import happened, refuse_unasked
from exchange.requests.inputs import NewEvent, NewLeg
from exchange.requests.machine import AHEAD, WAITS_FOR, after, follow
from exchange.requests.model import (
    Leg,
    LegContent,
    LegEvent,
    LegEventContent,
    RequestTextContent,
    Step,
)
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Reading, Session


def check_codes(law: Law, channel: str | None, legal_basis: str | None) -> None:
    """Raise Invalid for codes that no leg could have, also where no service is asked yet."""
    if channel is not None:
        parse_code(Channel, channel, "channel")
    if legal_basis is not None:
        law.basis(legal_basis)


def refuse_closed(dossier: Dossier) -> None:
    """Raise Refused for a closed request: what would open it again is its reopening alone, with a reason."""
    if dossier.request.status == LegStatus.CLOSED:
        raise Refused("request-closed", ref=dossier.request.ref)


def add_leg(journal: Journal, dossier: Dossier, new: NewLeg) -> Leg:
    """Insert a leg with its clock, in the caller's unit.

    Raise NotFound for its service, Refused where the request is closed, or where the leg's basis is out of
    date or isn't kept with a reason.
    """
    refuse_closed(dossier)
    session, rows, request = dossier.session, journal.rows, dossier.request
    service = find_service(rows, new.to)
    dossier.services[service.id] = service
    channel = parse_code(Channel, new.channel, "channel") if new.channel is not None else None
    reason = parsing.optional(new.basis_reason, "basis-reason")
    requester = dossier.service(rows, request.requesting_service)
    law = dossier.law(rows)
    basis = choose_basis(law, new.legal_basis, requester, service)
    due = asked_for(session, new.due, request.received_at) if new.due is not None else request.asked_for
    text = text_of(rows, dossier)
    checked = check_basis(session, law, request, text, basis, (requester, service), channel, reason)
    content = LegContent(
        asked_for=due, basis_reason=reason, warnings=checked.warnings, binding=checked.binding
    )
    clocked = _clocked(rows, dossier, basis, channel, service, content, "")
    return dossier.insert(
        journal,
        Leg,
        content.model_copy(update={"clocks": clocked.clocks}),
        number=1 + len(dossier.legs),
        service=service.id,
        channel=channel,
        basis=basis,
        status=LegStatus.RECEIVED.value,
        waits_for=WaitsFor.US.value,
        clock=clocked.clock,
        created_at=to_millis(session.clock()),
        due_at=clocked.due_at,
        limit_at=clocked.due_at,
        follow_up_at=follow_up_at(session, new.follow_up) if new.follow_up is not None else None,
    )


def asked_for(session: Session, due: str, received: int) -> int:
    """Return the end of the day, or the moment, asked for; raise Invalid for one before the receipt."""
    at = to_millis(session.moment(due, parse_deadline))
    if at < received:
        raise Invalid("due-before-received", given=due[:40])
    return at


def find_leg(rows: Reader, dossier: Dossier, name: str) -> tuple[Leg, LegContent]:
    """Return the leg that its number, its id, or the handle of its service names; raise NotFound."""
    legs = sorted(dossier.legs.values(), key=lambda leg: leg.number)
    found = [leg for leg in legs if name in (leg.id, str(leg.number))]
    if not found:
        found = [leg for leg in legs if dossier.service(rows, leg.service).handle == name]
    if len(found) > 1:
        numbers = ", ".join(str(leg.number) for leg in found)
        raise Refused("leg-ambiguous", handle=name[:40], numbers=numbers)
    if not found:
        known = ", ".join(f"{leg.number} {dossier.service(rows, leg.service).handle}" for leg in legs)
        raise NotFound("leg-unknown", given=name[:40], nearest=known or "-")
    return found[0], dossier.unseal(found[0], LegContent)


def text_of(rows: Reader, dossier: Dossier) -> RequestTextContent:
    """Return a request's text and fields."""
    return dossier.text(rows)[1]


def record_event(
    journal: Journal, dossier: Dossier, leg: str, code: EventCode, new: NewEvent, document: str | None
) -> LegEvent:
    """Insert an event that was reported of a leg (or, with an empty one, of the whole request)."""
    session = dossier.session
    if code is EventCode.ARRESTED and new.country is None and leg:
        country: str | None = dossier.service(journal.rows, dossier.legs[leg].service).country
    else:
        country = parse_country(new.country, "country") if new.country is not None else None
    at = to_millis(session.moment(new.at, _reading(code, country)))
    understood = session.understood[new.at]
    if leg:
        refuse_unasked(journal.rows, dossier, dossier.legs[leg], code)
        at = happened(journal.rows, dossier, dossier.legs[leg], code, at, new.at)
    content = LegEventContent(
        day=understood.local.date().isoformat() if understood.whole_day else None,
        place=parsing.optional(new.place, "place"),
        country=country,
        note=parsing.optional(new.note, "note"),
        document=document,
        length=_length(code, new.length),
        because=parsing.optional(new.because, "reason"),
        reporter=session.member.id,
    )
    return dossier.insert(
        journal,
        LegEvent,
        content,
        leg=leg,
        code=code.value,
        at=at,
        reported_at=to_millis(session.clock()),
        withdrawn=0,
    )


def _reading(code: EventCode, country: str | None) -> Reading:
    """Return how the moment of an event is read: a day alone of a person held is the one where he was."""
    if code in AHEAD:
        return parse_moment
    if country is None or code not in (EventCode.ARRESTED, *OF_HELD):
        return parse_past
    return partial(parse_past_there, there=[ZoneInfo(zone) for zone in zones_of(country)])


def _length(code: EventCode, given: str | None) -> str | None:
    if given is None:
        return None
    if code is not EventCode.DELAY_NOTIFIED:
        raise Invalid("length-of-no-delay", event=code.value)
    parse_span(given)
    return given.strip()


def newest_event(rows: Reader, dossier: Dossier, leg: str, code: str) -> tuple[LegEvent, LegEventContent]:
    """Return the newest event of a code that still holds on a leg; raise NotFound."""
    found = [
        (row, content)
        for row, content in dossier.find(rows, LegEvent, LegEventContent, "reported_at", "id")
        if row.code == code and row.leg in (leg, "") and not row.withdrawn
    ]
    if not found:
        raise NotFound("event-unknown", code=code)
    return found[-1]


def moved(
    leg: Leg, content: LegContent, move: Move, at: int, *, cause: str | None = None, event: bool = False
) -> LegContent:
    """Return a leg's content after a move; raise Refused("event-not-possible") with those that are."""
    after(LegStatus(leg.status), move)
    step = Step(move=move.value, at=at, cause=cause, event=event)
    return content.model_copy(update={"steps": (*content.steps, step)})


def refresh(journal: Journal, dossier: Dossier, leg: Leg, content: LegContent) -> Leg:
    """Write a leg anew with the status that its steps give and the limit that its events leave."""
    status = status_of(content)
    service = dossier.service(journal.rows, leg.service)
    channel = Channel(leg.channel) if leg.channel else None
    clocked = _clocked(journal.rows, dossier, leg.basis, channel, service, content, leg.id)
    waits = WAITS_FOR[status]
    return dossier.replace(
        journal,
        leg,
        content.model_copy(update={"clocks": clocked.clocks}),
        status=status.value,
        waits_for=waits.value if waits else None,
        clock=clocked.clock,
        due_at=clocked.due_at,
        limit_at=leg.limit_at if clocked.due_at is None else clocked.due_at,
    )


def status_of(content: LegContent) -> LegStatus:
    """Return the status that a leg's steps give."""
    return follow(
        LegStatus(step.move) if step.correction else Move(step.move)
        for step in content.steps
        if not step.withdrawn
    )


def follow_up_at(session: Session, day: str) -> int:
    """Return the end of the day on which to ask again; raise Invalid for a day that is past."""
    at = session.moment(day, parse_deadline)
    if at < session.clock():
        raise Invalid("past-date", given=day[:40])
    return to_millis(at)


def request_clock(rows: Reader, dossier: Dossier, text: RequestTextContent) -> Clocked:
    """Return what counts for a request that has no leg yet: the date asked, an arrest's alarm."""
    request = dossier.request
    found = dossier.find(rows, LegEvent, LegEventContent, "at")
    return clock_of(
        dossier.session,
        dossier.law(rows),
        request,
        text,
        basis="",
        channel=None,
        requester=dossier.service(rows, request.requesting_service),
        requested=None,
        asked_for=request.asked_for,
        events=events_at(found, ""),
    )


def _clocked(
    rows: Reader,
    dossier: Dossier,
    basis: str,
    channel: Channel | None,
    service: Service,
    content: LegContent,
    leg: str,
) -> Clocked:
    found = dossier.find(rows, LegEvent, LegEventContent, "at")
    return clock_of(
        dossier.session,
        dossier.law(rows),
        dossier.request,
        text_of(rows, dossier),
        basis=basis,
        channel=channel,
        requester=dossier.service(rows, dossier.request.requesting_service),
        requested=service,
        asked_for=content.asked_for,
        events=(*events_at(found, leg), *moves_at(content, found)),
    )
