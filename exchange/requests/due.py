"""What wants attention: arrests on top, then arrivals to sort, then everything owed, by date.

What is overdue is always there; `within` adds what comes. The look at it is logged like a list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypedDict

import sqlalchemy as sa

from exchange.clock import to_millis
from exchange.codes import LegStatus
from exchange.directory.services import service_of
from exchange.law.facts import Clock
from exchange.log.roles import Role
from exchange.moments import parse_span
from exchange.requests.arrests import running_clocks
from exchange.requests.clock_views import alarm_of
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import may_open
from exchange.requests.leg_clock import LegClock, arrests_of, top_of
from exchange.requests.listing import log_page
from exchange.requests.model import Leg, LegContent, LegEvent, LegEventContent, Request
from exchange.requests.spoken import CONFIRMATION
from exchange.requests.transmissions import Transmission
from exchange.requests.views import moment
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

_REQUEST: Final = table_of(Request)
_LEG: Final = table_of(Leg)
_EVENT: Final = table_of(LegEvent)
_UNTIL: Final = sa.bindparam("until", None, type_=sa.BigInteger)
_OPEN: Final = _LEG.c.status.not_in(("closed", "returned"))
# Without a date a limit of a text is one that a question suspends: no such leg is out of sight.
_SUSPENDED: Final = sa.or_(
    _LEG.c.status == LegStatus.CLARIFICATION.value,
    _LEG.c.due_at.is_(None) & _LEG.c.clock.in_((Clock.LEGAL.value, Clock.REFERENCE.value)),
)
_BY_LEGS: Final = sa.select(_REQUEST).where(
    _REQUEST.c.id.in_(
        sa.select(_LEG.c.owner).where(
            _OPEN,
            sa.or_(_LEG.c.due_at < _UNTIL, _LEG.c.follow_up_at < _UNTIL, _SUSPENDED),
        )
    )
)
_BY_REQUEST: Final = sa.select(_REQUEST).where(
    _REQUEST.c.status != "closed",
    _REQUEST.c.due_at < _UNTIL,
    _REQUEST.c.id.not_in(sa.select(_LEG.c.owner)),
)
_BY_ARREST: Final = sa.select(_REQUEST).where(
    _REQUEST.c.status != "closed",
    _REQUEST.c.id.in_(sa.select(_EVENT.c.owner).where(_EVENT.c.code == "arrested", _EVENT.c.withdrawn == 0)),
)
_BY_REVIEW: Final = sa.select(_REQUEST).where(_REQUEST.c.review_at < _UNTIL)


class _About(TypedDict):
    title: str
    requester: str
    to: str | None
    waits_for: str | None


FOLLOW_UP, REVIEW = "follow-up", "review"
"""The sources of what no limit says: a date that the post set itself, and one that the law asks of it."""


class DueWhat(StrEnum):
    """What a line of the agenda is about."""

    ARREST = "arrest"
    TO_SORT = "to-sort"
    LIMIT = "limit"
    CLARIFICATION = "clarification"
    FOLLOW_UP = "follow-up"
    REVIEW = "review"


@dataclass(frozen=True)
class DueItem:
    """One thing owed: of which leg, by when (or what it waits for since when), and which text says so.

    `requester` and `to` are handles; `to` is nobody's where the request has no leg yet.
    """

    what: str
    ref: str | None
    leg: int | None
    due_at: str | None
    clock: str | None
    source: str | None
    overdue: bool
    number: int | None = None
    cited: Mapping[str, str] | None = None
    alarm: str | None = None
    title: str | None = None
    requester: str | None = None
    to: str | None = None
    waits_for: str | None = None
    due_zone: str | None = None
    suspended_since: str | None = None


@dataclass(frozen=True)
class Agenda:
    """What wants attention, the most pressing first."""

    items: tuple[DueItem, ...]


def due(session: Session, within: str | None) -> Agenda:
    """Return what is overdue, arrests and arrivals to sort, and what comes within the span asked."""
    session.authorise("request.listed")
    now = session.clock()
    until = now + parse_span(within) if within else now
    items: list[DueItem] = []
    seen: list[Request] = []
    with session.reading() as rows:
        for dossier in _concerned(session, rows, to_millis(until)):  # one at a time: each holds keys and rows
            items += _items(rows, dossier, now, until)
            seen.append(dossier.request)
        arrivals = [] if session.member.role is Role.INVESTIGATOR else _to_sort(session, rows)
    log_page(session, seen, "due")
    arrests = sorted((item for item in items if item.what == DueWhat.ARREST), key=_date)
    others = sorted((item for item in items if item.what != DueWhat.ARREST), key=_date)
    return Agenda((*arrests, *arrivals, *others))


def _concerned(session: Session, rows: Reader, until: int) -> Iterator[Dossier]:
    found: dict[str, Request] = {}
    for statement in (_BY_ARREST, _BY_LEGS, _BY_REQUEST, _BY_REVIEW):
        values = {} if statement is _BY_ARREST else {"until": until}
        found.update((row.id, row) for row in rows.select(Request, statement, **values))
    for row in found.values():
        if may_open(session, rows, row):
            yield open_row(session, rows, row)


def _items(rows: Reader, dossier: Dossier, now: datetime, until: datetime) -> Iterator[DueItem]:
    # Opened, though the limits stand in the legs: events changed underneath are never passed over.
    dossier.find(rows, LegEvent, LegEventContent)
    yield from _review(rows, dossier, now, until)
    for leg, clocks in running_clocks(rows, dossier):
        yield from _limits(rows, dossier, leg, clocks, now, until)
        if leg is not None and leg.follow_up_at is not None and leg.follow_up_at <= to_millis(until):
            overdue = leg.follow_up_at < to_millis(now)
            yield DueItem(
                DueWhat.FOLLOW_UP,
                dossier.request.ref,
                leg.number,
                moment(leg.follow_up_at),
                "asked",
                CONFIRMATION if _confirms(dossier, leg) else FOLLOW_UP,
                overdue,
                **_about(rows, dossier, leg),
            )


def _confirms(dossier: Dossier, leg: Leg) -> bool:
    """Say whether a date to ask again is the one that something said aloud set."""
    return leg.follow_up_at == dossier.unseal(leg, LegContent).confirm_by


def _about(rows: Reader, dossier: Dossier, leg: Leg | None) -> _About:
    """Return what a line says of the request besides: its title, who asks whom, who is to act."""
    request = dossier.request
    return {
        "title": dossier.content.title,
        "requester": service_of(rows, request.requesting_service).handle,
        "to": service_of(rows, leg.service).handle if leg else None,
        "waits_for": leg.waits_for if leg else None,
    }


def _review(rows: Reader, dossier: Dossier, now: datetime, until: datetime) -> Iterator[DueItem]:
    request = dossier.request
    if request.review_at is not None and request.review_at <= to_millis(until):
        overdue = request.review_at < to_millis(now)
        due_at = moment(request.review_at)
        about = _about(rows, dossier, None)
        yield DueItem(DueWhat.REVIEW, request.ref, None, due_at, None, REVIEW, overdue, **about)


def _limits(
    rows: Reader,
    dossier: Dossier,
    leg: Leg | None,
    clocks: Sequence[LegClock],
    now: datetime,
    until: datetime,
) -> Iterator[DueItem]:
    """Give every arrest, however far its limit is, and the nearest of the other limits where it is soon.

    One that a question suspends is always given, since nothing else would bring it back to mind.
    """
    for clock in arrests_of(clocks):
        yield _limit(rows, dossier, leg, DueWhat.ARREST, clock, now)
    others = [clock for clock in clocks if not clock.arrest]
    other = top_of(others)
    if other is not None and other.due_at is not None and other.due_at <= to_millis(until):
        yield _limit(rows, dossier, leg, DueWhat.LIMIT, other, now)
    waiting = top_of(clock for clock in others if clock.suspended_since is not None)
    if waiting is not None:
        yield _limit(rows, dossier, leg, DueWhat.CLARIFICATION, waiting, now)


def _limit(
    rows: Reader, dossier: Dossier, leg: Leg | None, what: DueWhat, clock: LegClock, now: datetime
) -> DueItem:
    return DueItem(
        what=what,
        ref=dossier.request.ref,
        leg=leg.number if leg else None,
        due_at=moment(clock.due_at),
        clock=clock.clock,
        source=clock.cited["en"],
        overdue=clock.due_at is not None and clock.due_at < to_millis(now),
        cited=clock.cited,
        alarm=alarm_of(clock, now),
        due_zone=clock.zone,
        suspended_since=moment(clock.suspended_since),
        **_about(rows, dossier, leg),
    )


def _to_sort(session: Session, rows: Reader) -> list[DueItem]:
    found = rows.find(Transmission, order=("received_at", "id"), status="to-sort")
    return [
        DueItem(DueWhat.TO_SORT, None, None, None, None, None, overdue=False, number=row.number)
        for row in found
        if row.compartment in session.vault.compartments
    ]


def _date(item: DueItem) -> tuple[bool, str]:
    return item.due_at is None, item.due_at or ""
