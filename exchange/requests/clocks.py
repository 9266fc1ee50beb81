"""A leg's clock: from what is recorded of it to the limit that counts, by the law's pure function.

The row of a leg keeps what the limit was when it was last written (`due_at`, `clock`, source), so
that lists and `due` need no recomputation; every event recomputes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exchange.clock import to_millis, to_moment
from exchange.codes import Access, Channel, Urgency
from exchange.directory.model import Service
from exchange.errors import Invalid, Refused
from exchange.law.limits import Clock, EventAt, Facts, Limit, limits, nearest
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


def choose_basis(given: str | None, requester: Service, requested: Service | None) -> str:
    """Return the legal basis of a leg: the given one, else the one of the states on both sides."""
    law = load_law()
    if given is not None:
        return law.basis(given).code
    usual = law.basis("eu-2023-977")
    foreign = _foreign(requester, requested)
    return usual.code if foreign and usual.binds(foreign) and foreign != FRANCE else "reciprocity"


def check_basis(
    code: str,
    received_at: datetime,
    requester: Service,
    requested: Service | None,
    reason: str | None,
    urgent_reason: str | None,
    urgency: Urgency,
) -> tuple[str, ...]:
    """Return the warnings of a basis; raise Refused where it may not be used at all.

    A basis whose dates don't hold the request's is refused; one that doesn't bind the leg's country
    warns, and is kept only with a reason; one that wants a reason for urgency refuses without.
    """
    law = load_law()
    basis = law.basis(code)
    if not basis.holds_on(received_at.date()):
        raise Refused(
            "basis-out-of-date",
            basis=code,
            first=str(basis.valid_from or "-"),
            last=str(basis.valid_to or "-"),
        )
    if urgency is Urgency.URGENT and basis.urgency_reason_needed and urgent_reason is None:
        raise Invalid("urgency-reason-needed", basis=code)
    warnings = ["basis-to-check"] if basis.to_check else []
    foreign = _foreign(requester, requested)
    if not basis.binds(foreign):
        if reason is None:
            binding = ", ".join(found.code for found in law.bases.values() if found.binds(foreign))
            raise Refused("basis-not-binding", basis=code, country=str(foreign), nearest=binding)
        warnings.append("basis-not-binding")
    return tuple(warnings)


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
    """Return what messages and verbs did to a leg, as events that may end its clocks."""
    return tuple(
        EventAt(step.move, to_moment(step.at))
        for step in content.steps
        if not step.withdrawn and not step.correction and not step.event
    )


def _clocked(limit: Limit | None) -> Clocked:
    if limit is None:
        return Clocked(Clock.NONE.value, None, "-", arrest=False)
    due = to_millis(limit.due_at) if limit.due_at else None
    return Clocked(limit.clock.value, due, limit.source, limit.arrest)


def _foreign(requester: Service, requested: Service | None) -> str | None:
    if requester.country != FRANCE:
        return requester.country
    return requested.country if requested else None
