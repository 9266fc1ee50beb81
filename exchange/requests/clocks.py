"""A leg's clock: from what is recorded of it to the limit that counts, by the law's pure function.

The row of a leg keeps what the limit was when it was last written (`due_at`, `clock`, source), so
that lists and `due` need no recomputation; every event recomputes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.clock import to_millis, to_moment
from exchange.codes import Access, Channel, Move, Urgency
from exchange.directory.model import Service
from exchange.errors import Refused
from exchange.law.bases import basis_for, basis_warnings, check_urgency
from exchange.law.counting import day_of
from exchange.law.limits import OVER, Clock, EventAt, Facts, Limit, limits, nearest
from exchange.law.reader import load_law
from exchange.requests.model import (
    LegContent,
    LegEvent,
    LegEventContent,
    Request,
    RequestTextContent,
)
from exchange.store.session import Session

FRANCE = "FR"


@dataclass(frozen=True)
class Clocked:
    """What counts for a leg now: the limit on top, and when each runs out."""

    clock: str
    due_at: int | None
    source: str
    arrest: bool
    both: tuple[str, ...] = ()


def choose_basis(given: str | None, requester: Service, requested: Service | None) -> str:
    """Return the legal basis of a leg: the given one, else the one of the states on both sides."""
    law = load_law()
    if given is not None:
        return law.basis(given).code
    usual = law.basis("eu-2023-977")
    foreign = _foreign(requester, requested)
    return usual.code if foreign and usual.binds(foreign) and foreign != FRANCE else "reciprocity"


def check_basis(
    session: Session,
    request: Request,
    text: RequestTextContent,
    code: str,
    sides: tuple[Service, Service],
    channel: Channel | None,
    reason: str | None,
) -> tuple[str, ...]:
    """Return the warnings of a basis between two services; raise Refused where it may not be used.

    One that doesn't bind a side is kept only with a reason.
    """
    received, zone = to_moment(request.received_at), session.post.zone
    basis = basis_for(code, received, zone)
    check_urgency(Urgency(request.urgency), text.urgency_reason, basis)
    countries = tuple(service.country for service in sides)
    warnings = basis_warnings(basis, countries, channel, day_of(received, zone))
    for warning in warnings:
        if warning.code == "basis-not-binding" and reason is None:
            raise Refused(warning.code, **dict(warning.arguments))
    return tuple(dict.fromkeys(warning.code for warning in warnings))


def clock_of(
    session: Session,
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
    """Return what counts for a leg now."""
    facts = Facts(
        basis=basis,
        received_at=to_moment(request.received_at),
        post_zones=session.post.content.zones,
        urgency=Urgency(request.urgency),
        access=Access(text.access),
        channel=Channel(channel) if channel else None,
        country=requested.country if requested else None,
        requester_country=requester.country,
        asked_for=to_moment(asked_for) if asked_for is not None else None,
        events=tuple(events),
    )
    return _clocked(nearest(limits(facts, session.clock())))


def events_at(found: Iterable[tuple[LegEvent, LegEventContent]], leg: str) -> tuple[EventAt, ...]:
    """Return the events that concern a leg: its own, and those of the whole request."""
    return tuple(
        EventAt(row.code, to_moment(row.at), content.country, bool(row.withdrawn))
        for row, content in found
        if row.leg in (leg, "")
    )


def moves_at(content: LegContent) -> tuple[EventAt, ...]:
    """Return what messages and verbs did to a leg, as events that may end its clocks.

    Reopening takes back the closing. A correction says where the leg stands: to a status in which
    nothing is owed it ends the clocks like the move to it, to another it takes back what ended them.
    """
    found: list[EventAt] = []
    for step in content.steps:
        if step.withdrawn or step.event:
            continue
        if step.move == Move.REOPENED:
            found = [event for event in found if event.code != Move.CLOSED]
        elif step.correction and step.move not in OVER:
            found = [event for event in found if event.code not in OVER]
        else:
            found.append(EventAt(step.move, to_moment(step.at)))
    return tuple(found)


def _clocked(limit: Limit | None) -> Clocked:
    if limit is None:
        return Clocked(Clock.NONE.value, None, "-", arrest=False)
    due = to_millis(limit.due_at) if limit.due_at else None
    both = tuple(day.isoformat() for day in limit.both)
    return Clocked(limit.clock.value, due, limit.source, limit.arrest, both)


def _foreign(requester: Service, requested: Service | None) -> str | None:
    if requester.country != FRANCE:
        return requester.country
    return requested.country if requested else None
