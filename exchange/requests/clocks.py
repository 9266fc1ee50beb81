"""A leg's clock: from what is recorded of it to the limit that counts, by the law's pure function.

A leg keeps its limits as they were when it was last written (the nearest in its row, all of them in
its content), so that lists and `due` need no recomputation; every event recomputes them. An arrest's
limits stand on top wherever limits are listed, but hide no other one: what counts is the nearest.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from exchange.clock import to_millis, to_moment
from exchange.codes import Access, Channel, EventCode, LegStatus, Move, Urgency
from exchange.directory.model import Service
from exchange.errors import Refused
from exchange.law.bases import LawWarning, basis_for, basis_warnings, check_urgency
from exchange.law.calendars import free_day
from exchange.law.counting import day_of
from exchange.law.limits import Clock, EventAt, Facts, Limit, limits
from exchange.law.model import Basis, Law
from exchange.law.waiting import OVER
from exchange.requests.leg_clock import LegClock, top_of
from exchange.requests.machine import AFTER_RECEIPT, AHEAD
from exchange.requests.model import (
    LegContent,
    LegEvent,
    LegEventContent,
    Request,
    RequestTextContent,
    Step,
)
from exchange.store.session import Session

FRANCE = "FR"
NOT_BINDING = "basis-not-binding"
Sides: TypeAlias = tuple[Service, Service]
"""Who asks and who is asked."""


@dataclass(frozen=True)
class Clocked:
    """Every limit of a leg: arrests first, the nearest before the others, ended ones last."""

    clocks: tuple[LegClock, ...]

    @property
    def top(self) -> LegClock | None:
        """The one that counts; None where all have ended."""
        return top_of(self.clocks)

    @property
    def clock(self) -> str:
        """How far that one binds."""
        return self.top.clock if self.top else Clock.NONE.value

    @property
    def due_at(self) -> int | None:
        """When that one runs out."""
        return self.top.due_at if self.top else None

    @property
    def zone(self) -> str | None:
        """Where the day ends with which that one runs out."""
        return self.top.zone if self.top else None


@dataclass(frozen=True)
class Checked:
    """What to know about a basis that is kept: codes of warnings, and the bases that would bind."""

    warnings: tuple[str, ...]
    binding: tuple[str, ...]


def choose_basis(law: Law, given: str | None, requester: Service, requested: Service | None) -> str:
    """Return the legal basis of a leg: the given one, else the one of the states on both sides."""
    if given is not None:
        return law.basis(given).code
    usual = law.basis("eu-2023-977")
    countries = {requester.country, requested.country if requested else FRANCE}
    bound = countries != {FRANCE} and all(usual.binds(country) for country in countries)
    return usual.code if bound else "reciprocity"


def check_basis(
    session: Session,
    law: Law,
    request: Request,
    text: RequestTextContent,
    code: str,
    sides: Sides,
    channel: Channel | None,
    reason: str | None,
) -> Checked:
    """Return what to know about a basis between two services; raise Refused where it may not be used.

    One that doesn't bind a side is kept only with a reason.
    """
    basis = basis_for(code, to_moment(request.received_at), session.post.zone, law)
    check_urgency(Urgency(request.urgency), text.urgency_reason, basis)
    warnings = _warnings(session, law, request, basis, sides, channel)
    unbound = next((one for one in warnings if one.code == NOT_BINDING), None)
    if unbound is not None and reason is None:
        raise Refused(unbound.code, **dict(unbound.arguments))
    return _checked(warnings)


def warned(
    session: Session, law: Law, request: Request, code: str, sides: Sides, channel: Channel | None
) -> Checked:
    """Return what is to be known of a basis that was kept, by the law of today.

    Raise Refused where its text isn't in force on the day of the request.
    """
    basis = basis_for(code, to_moment(request.received_at), session.post.zone, law)
    return _checked(_warnings(session, law, request, basis, sides, channel))


def _warnings(
    session: Session, law: Law, request: Request, basis: Basis, sides: Sides, channel: Channel | None
) -> tuple[LawWarning, ...]:
    day = day_of(to_moment(request.received_at), session.post.zone)
    return basis_warnings(basis, tuple(service.country for service in sides), channel, day, law)


def _checked(warnings: Sequence[LawWarning]) -> Checked:
    said = [dict(one.arguments)["bases"] for one in warnings if one.code == NOT_BINDING]
    binding = tuple(said[-1].split(", ")) if said and said[-1] else ()
    return Checked(tuple(dict.fromkeys(one.code for one in warnings)), binding)


def clock_of(
    session: Session,
    law: Law,
    request: Request,
    text: RequestTextContent,
    *,
    basis: str,
    channel: str | None,
    requester: Service,
    requested: Service | None,
    asked_for: int | None,
    events: Iterable[EventAt],
) -> Clocked:
    """Return the limits of a leg as they stand now."""
    received = to_moment(request.received_at)
    facts = Facts(
        basis=basis,
        received_at=received,
        post_zones=session.post.content.zones,
        urgency=Urgency(request.urgency),
        access=Access(text.access),
        channel=Channel(channel) if channel else None,
        country=requested.country if requested else None,
        requester_country=requester.country,
        asked_for=to_moment(asked_for) if asked_for is not None else None,
        events=tuple(_from_receipt(event, received) for event in events),
    )
    return Clocked(tuple(map(_kept, limits(facts, session.clock(), law, free_day))))


def events_at(found: Iterable[tuple[LegEvent, LegEventContent]], leg: str) -> tuple[EventAt, ...]:
    """Return the events that concern a leg: its own, and those of the whole request.

    Those that leave nothing owed are among its moves, where a correction takes them back.
    """
    return tuple(
        _event_at(row, content) for row, content in found if row.leg in (leg, "") and row.code not in OVER
    )


def _event_at(row: LegEvent, content: LegEventContent) -> EventAt:
    ahead = to_moment(row.at) if row.code in AHEAD and row.at > row.reported_at else None
    told = to_moment(row.reported_at if ahead else row.at)
    return EventAt(
        row.code, told, content.country, bool(row.withdrawn), content.place, ahead, _day(content.day)
    )


def _day(told: str | None) -> date | None:
    return date.fromisoformat(told) if told else None


def moves_at(
    content: LegContent, found: Iterable[tuple[LegEvent, LegEventContent]] = ()
) -> tuple[EventAt, ...]:
    """Return what messages and verbs did to a leg, as events that may end its clocks, and its withdrawal.

    Reopening takes back the closing. A correction says where the leg stands: to a status in which
    nothing is owed it ends the clocks like the move to it, to another it takes back what ended them.
    Either ends the wait for a clarification where the leg no longer waits for one. `found`: the events that
    are the cause of some, which know their day.
    """
    days = {row.id: told.day for row, told in found}
    moves: list[EventAt] = []
    for step in content.steps:
        if step.withdrawn or (step.event and step.move not in OVER):
            continue
        if step.move == Move.REOPENED:
            moves = [event for event in moves if event.code != Move.CLOSED]
            moves.append(_no_longer_waiting(step))
        elif step.correction and step.move not in OVER:
            moves = [event for event in moves if event.code not in OVER]
            if step.move != LegStatus.CLARIFICATION:
                moves.append(_no_longer_waiting(step))
        else:
            moves.append(EventAt(step.move, to_moment(step.at), day=_day(days.get(step.cause or ""))))
    return tuple(moves)


def _no_longer_waiting(step: Step) -> EventAt:
    return EventAt(EventCode.CLARIFICATION_ANSWERED, to_moment(step.at))


def _from_receipt(event: EventAt, received: datetime) -> EventAt:
    """Return an event as the clock takes it: nothing follows from a request sooner than it came."""
    early = event.at < received and event.code in AFTER_RECEIPT
    return replace(event, at=received) if early else event


def _kept(limit: Limit) -> LegClock:
    return LegClock(
        code=limit.code,
        clock=limit.clock.value,
        cited={language.value: words for language, words in limit.cited.items()},
        due_at=_millis(limit.due_at),
        started_at=_millis(limit.started_at),
        suspended_since=_millis(limit.suspended_since),
        both=tuple(day.isoformat() for day in limit.both),
        ended=limit.ended,
        arrest=limit.arrest,
        zone=limit.zone,
        held=limit.held,
    )


def _millis(moment: datetime | None) -> int | None:
    return to_millis(moment) if moment else None
