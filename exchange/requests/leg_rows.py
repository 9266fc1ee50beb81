"""The rows of legs: planned, added, found, moved, their clocks and statuses kept true.

What moves a leg is kept as steps, in the order in which it was recorded; its status follows from
them by the table of `machine`, so that withdrawing a wrong event gives back what held before.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from exchange.clock import to_millis, to_moment
from exchange.codes import Channel, EventCode, LegStatus, Move, Urgency, WaitsFor, parse_code
from exchange.countries import parse_country
from exchange.directory.model import Service
from exchange.directory.services import find_service
from exchange.errors import Invalid, NotFound, Tampered
from exchange.moments import parse_deadline, parse_past
from exchange.requests import parsing
from exchange.requests.clocks import Clocked, check_basis, choose_basis, clock_of, events_at, moves_at
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import NewEvent, NewLeg
from exchange.requests.machine import WAITS_FOR, after, follow
from exchange.requests.model import (
    Leg,
    LegContent,
    LegEvent,
    LegEventContent,
    Request,
    RequestText,
    RequestTextContent,
    Step,
)
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session


@dataclass(frozen=True)
class LegPlan:
    """A leg to be added: what was asked of which service, checked."""

    service: Service
    channel: Channel | None
    basis: str
    basis_reason: str | None
    warnings: tuple[str, ...]
    asked_for: int | None
    follow_up: int | None


def plan_leg(
    session: Session, rows: Reader, request: Request, text: RequestTextContent, new: NewLeg
) -> LegPlan:
    """Check a leg to be added; raise NotFound for its service, Refused for its basis."""
    service = find_service(rows, new.to)
    requester = service_of(rows, request.requesting_service)
    basis = choose_basis(new.legal_basis, requester, service)
    warnings = check_basis(
        basis,
        to_moment(request.received_at),
        requester,
        service,
        new.basis_reason,
        text.urgency_reason,
        Urgency(request.urgency),
    )
    zone = ZoneInfo(session.post.zone)
    due = to_millis(parse_deadline(new.due, session.clock(), zone).moment) if new.due else request.asked_for
    return LegPlan(
        service,
        parse_code(Channel, new.channel, "channel") if new.channel else None,
        basis,
        parsing.optional(new.basis_reason, "basis-reason"),
        warnings,
        due,
        follow_up_at(session, new.follow_up) if new.follow_up else None,
    )


def add_leg(journal: Journal, dossier: Dossier, text: RequestTextContent, plan: LegPlan) -> Leg:
    """Insert a leg with its clock, in the caller's unit."""
    content = LegContent(asked_for=plan.asked_for, basis_reason=plan.basis_reason, warnings=plan.warnings)
    clocked = _clocked(journal.rows, dossier, text, plan.basis, plan.channel, plan.service, content, "")
    return dossier.insert(
        journal,
        Leg,
        content.model_copy(update={"source": clocked.source}),
        number=1 + len(dossier.legs),
        service=plan.service.id,
        channel=plan.channel,
        basis=plan.basis,
        status=LegStatus.RECEIVED.value,
        waits_for=WaitsFor.US.value,
        clock=clocked.clock,
        created_at=to_millis(dossier.session.clock()),
        due_at=clocked.due_at,
        follow_up_at=plan.follow_up,
    )


def find_leg(rows: Reader, dossier: Dossier, name: str) -> tuple[Leg, LegContent]:
    """Return the leg that its number, its id, or the handle of its service names; raise NotFound."""
    legs = sorted(dossier.legs.values(), key=lambda leg: leg.number)
    found = [leg for leg in legs if name in (leg.id, str(leg.number))]
    if not found:
        found = [leg for leg in legs if service_of(rows, leg.service).handle == name]
    if len(found) != 1:
        known = ", ".join(f"{leg.number} {service_of(rows, leg.service).handle}" for leg in legs)
        raise NotFound("leg-unknown", given=name[:40], nearest=known or "-")
    return found[0], dossier.unseal(found[0], LegContent)


def service_of(rows: Reader, ident: str) -> Service:
    """Return the service of an id that a row holds; raise Tampered where it is gone."""
    row = rows.get(Service, id=ident)
    if row is None:
        raise Tampered("row-altered", table="service", id=ident)
    return row


def text_of(rows: Reader, dossier: Dossier) -> RequestTextContent:
    """Return a request's text and fields."""
    return dossier.find(rows, RequestText, RequestTextContent)[0][1]


def record_event(
    journal: Journal, dossier: Dossier, leg: str, code: EventCode, new: NewEvent, document: str | None
) -> LegEvent:
    """Insert an event that was reported of a leg (or, with an empty one, of the whole request)."""
    session = dossier.session
    at = parse_past(new.at, session.clock(), ZoneInfo(session.post.zone)).moment
    if code is EventCode.ARRESTED and new.country is None and leg:
        country: str | None = service_of(journal.rows, dossier.legs[leg].service).country
    else:
        country = parse_country(new.country, "country") if new.country else None
    content = LegEventContent(
        place=parsing.optional(new.place, "place"),
        country=country,
        note=parsing.optional(new.note, "note"),
        document=document,
        reporter=session.member.id,
    )
    return dossier.insert(
        journal,
        LegEvent,
        content,
        leg=leg,
        code=code.value,
        at=to_millis(at),
        reported_at=to_millis(session.clock()),
        withdrawn=0,
    )


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
    service = service_of(journal.rows, leg.service)
    text = text_of(journal.rows, dossier)
    channel = Channel(leg.channel) if leg.channel else None
    clocked = _clocked(journal.rows, dossier, text, leg.basis, channel, service, content, leg.id)
    waits = WAITS_FOR[status]
    return dossier.replace(
        journal,
        leg,
        content.model_copy(update={"source": clocked.source}),
        status=status.value,
        waits_for=waits.value if waits else None,
        clock=clocked.clock,
        due_at=clocked.due_at,
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
    at = parse_deadline(day, session.clock(), ZoneInfo(session.post.zone)).moment
    if at < session.clock():
        raise Invalid("past-date", given=day[:40])
    return to_millis(at)


def request_clock(rows: Reader, dossier: Dossier, text: RequestTextContent) -> Clocked:
    """Return what counts for a request that has no leg yet: the date asked, an arrest's alarm."""
    request = dossier.request
    found = dossier.find(rows, LegEvent, LegEventContent, "at")
    return clock_of(
        dossier.session,
        request,
        text,
        basis="",
        channel=None,
        requester=service_of(rows, request.requesting_service),
        requested=None,
        asked_for=request.asked_for,
        events=events_at(found, ""),
    )


def _clocked(
    rows: Reader,
    dossier: Dossier,
    text: RequestTextContent,
    basis: str,
    channel: Channel | None,
    service: Service,
    content: LegContent,
    leg: str,
) -> Clocked:
    found = dossier.find(rows, LegEvent, LegEventContent, "at")
    return clock_of(
        dossier.session,
        dossier.request,
        text,
        basis=basis,
        channel=channel,
        requester=service_of(rows, dossier.request.requesting_service),
        requested=service,
        asked_for=content.asked_for,
        events=(*events_at(found, leg), *moves_at(content)),
    )
