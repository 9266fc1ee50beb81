"""What figures count: requests with their legs and what the log tells of each, a page at a time.

A store of a million requests is counted in the memory of one page: only plain columns are read, never a
sealed one. Erased requests are counted by what their erasure kept: what was done stays done.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from exchange.clock import to_moment
from exchange.codes import Side
from exchange.directory.model import Service
from exchange.log.entry import Entry, parse_line
from exchange.requests.erasures import Counted, CountedLeg, erasures
from exchange.requests.leg_story import LegStory, stories
from exchange.requests.model import Leg, Request
from exchange.store.journal import line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, Value, table_of
from exchange.store.session import Session

PAGE: Final = 500
_TELLING: Final = (b'"leg":', b'"op":"transmission.cancelled"')
"""What a canonical line that tells of a leg holds: cheaper than reading its JSON."""
EVER: Final = (0, 1 << 62)
"""Any moment of receipt, in milliseconds."""

_REQUEST: Final = table_of(Request).c
_REQUESTS: Final = (
    sa.select(
        _REQUEST.id,
        _REQUEST.kind,
        _REQUEST.status,
        _REQUEST.urgency,
        _REQUEST.requesting_service,
        _REQUEST.received_at,
        _REQUEST.registered_at,
    )
    .where(
        _REQUEST.id > sa.bindparam("above"),
        _REQUEST.received_at >= sa.bindparam("first"),
        _REQUEST.received_at < sa.bindparam("last"),
    )
    .order_by(_REQUEST.id)
    .limit(sa.bindparam("page"))
)
_LEG: Final = table_of(Leg).c
_LEGS: Final = (
    sa.select(_LEG.owner, _LEG.id, _LEG.service, _LEG.basis, _LEG.created_at, _LEG.limit_at)
    .where(_LEG.owner.between(sa.bindparam("lowest"), sa.bindparam("highest")))
    .order_by(_LEG.owner, _LEG.number)
)
_ENTRY: Final = table_of(LogEntry).c
_LINES: Final = (
    sa.select(_ENTRY.about, _ENTRY.n, _ENTRY.line)
    .where(_ENTRY.about.between(sa.bindparam("lowest"), sa.bindparam("highest")), _ENTRY.commits == 1)
    .order_by(_ENTRY.about, _ENTRY.n)
)


@dataclass(frozen=True)
class LegFacts:
    """One leg: with which State, whether we were asked, and what the log says of it."""

    leg: CountedLeg
    state: str
    received: bool
    story: LegStory

    @property
    def hours(self) -> float | None:
        """How long its first answer took."""
        if self.story.answered_at is None:
            return None
        return (self.story.answered_at - to_moment(self.leg.created_at)).total_seconds() / 3600

    @property
    def kept(self) -> bool | None:
        """Whether its first answer kept the limit; None without one of the two."""
        if self.story.answered_at is None or self.leg.limit_at is None:
            return None
        return self.story.answered_at <= to_moment(self.leg.limit_at)


def facts(
    session: Session, rows: Reader, received: tuple[int, int] = EVER, at_once: int = PAGE
) -> Iterator[tuple[Counted, list[LegFacts]]]:
    """Give each request received between two moments (the second left out), erased ones too, and its legs."""
    services = {row.id: row for row in rows.find(Service)}
    first, last = received
    for page in _pages(rows, first, last, at_once):
        told = _told(rows, page)
        for request in page:
            yield request, _legs(request, services, told.get(request.id, ()))
    for _, content in erasures(session, rows):
        gone = content.counted
        if first <= gone.received_at < last:
            yield gone, _legs(gone, services, _told(rows, (gone,)).get(gone.id, ()))


def _pages(rows: Reader, first: int, last: int, at_once: int) -> Iterator[list[Counted]]:
    above = ""
    while True:
        found = rows.values(_REQUESTS, above=above, first=first, last=last, page=at_once)
        if found:
            above = str(found[-1][0])
            legs: dict[Value, list[CountedLeg]] = {}
            for owner, *leg in rows.values(_LEGS, lowest=found[0][0], highest=above):
                legs.setdefault(owner, []).append(CountedLeg(*leg))  # type: ignore[arg-type]
            yield [_counted((*row, tuple(legs.get(row[0], ())))) for row in found]
        if len(found) < at_once:
            return


def _counted(values: tuple[object, ...]) -> Counted:
    return Counted(*values)  # type: ignore[arg-type]


def _told(rows: Reader, page: Sequence[Counted]) -> dict[str, list[Entry]]:
    """Return the entries that commit to the content of some requests in the order of their ids."""
    found: dict[str, list[Entry]] = {request.id: [] for request in page if request.legs}
    for about, n, line in rows.values(_LINES, lowest=page[0].id, highest=page[-1].id):
        entry = line_of(line, int(str(n)))
        if about in found and any(mark in entry for mark in _TELLING):
            found[str(about)].append(parse_line(entry).entry)
    return found


def _legs(request: Counted, services: dict[str, Service], told: Sequence[Entry]) -> list[LegFacts]:
    requester = services[request.requesting_service]
    received = requester.side != Side.FRENCH
    story = stories(told)
    return [
        LegFacts(
            leg,
            requester.country if received else services[leg.service].country,
            received,
            story.get(leg.id, LegStory()),
        )
        for leg in request.legs
    ]
