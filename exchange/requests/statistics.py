"""Figures without content: counted from plain columns and the log, for the post and for Article 18.

Directive (EU) 2023/977, Art. 18: each year, by 1 March: requests sent; received and answered, urgent
or not, by State; refused, by State and ground; delays for judicial authorisation, by State. It counts
legs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from exchange.clock import to_millis, to_moment
from exchange.codes import Side
from exchange.directory.model import Service
from exchange.errors import Invalid
from exchange.log.entry import parse_line
from exchange.log.roles import READS_LOG
from exchange.requests.erasures import Counted, CountedLeg, counted, erasures
from exchange.requests.leg_story import LegStory, stories
from exchange.requests.model import Leg, Request
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

DIRECTIVE: Final = "eu-2023-977"
_ENTRY: Final = table_of(LogEntry)
_LINES: Final = (
    sa.select(_ENTRY.c.line)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.commits == 1)
    .order_by(_ENTRY.c.n)
)


@dataclass(frozen=True)
class KindCount:
    """How many requests of a kind."""

    kind: str
    count: int


@dataclass(frozen=True)
class StatusCount:
    """How many requests in a status."""

    status: str
    count: int


@dataclass(frozen=True)
class CountryCount:
    """How many legs with a country."""

    country: str
    count: int


@dataclass(frozen=True)
class MonthCount:
    """How many requests in a month."""

    month: str
    count: int


@dataclass(frozen=True)
class ResponseTime:
    """How long answers from a country take: the median, in hours; how many kept the limit of their leg.

    A leg without a limit is neither in time nor late.
    """

    country: str
    count: int
    median_hours: int
    in_time: int
    late: int


@dataclass(frozen=True)
class Figures:
    """The post's figures."""

    kinds: tuple[KindCount, ...]
    statuses: tuple[StatusCount, ...]
    countries: tuple[CountryCount, ...]
    months: tuple[MonthCount, ...]
    response_times: tuple[ResponseTime, ...]


@dataclass(frozen=True)
class Answered:
    """Answered legs of a State."""

    state: str
    urgent: bool
    count: int


@dataclass(frozen=True)
class RefusedLegs:
    """Refused legs of a State, by ground."""

    state: str
    ground: str
    count: int


@dataclass(frozen=True)
class Delayed:
    """Legs of a State that waited for a judicial authorisation."""

    state: str
    count: int


@dataclass(frozen=True)
class Article18:
    """The yearly figures of Directive (EU) 2023/977, Art. 18."""

    sent: int
    answered: tuple[Answered, ...]
    refused: tuple[RefusedLegs, ...]
    delayed: tuple[Delayed, ...]


@dataclass(frozen=True)
class _LegFacts:
    """What the log says of one leg."""

    leg: CountedLeg
    request: Counted
    state: str
    received: bool
    story: LegStory

    @property
    def delayed(self) -> bool:
        """Whether it waited for a judicial authorisation."""
        return self.story.waited_for_a_judge(notice_is_enough=self.leg.basis == DIRECTIVE)

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


class Statistics:
    """The verbs on figures; no content is opened, so an auditor may have them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Figures:
        """Return the post's figures; raise NotAuthorised (logged) for who may not read the log either."""
        self._session.authorise(READS_LOG)
        zone = ZoneInfo(self._session.post.zone)
        with self._session.reading() as rows:
            requests = list(_counted(self._session, rows))
            facts = list(_facts(rows, requests))
        months = Counter(f"{to_moment(row.registered_at).astimezone(zone):%Y-%m}" for row in requests)
        countries = Counter(fact.state for fact in facts)
        return Figures(
            tuple(KindCount(*pair) for pair in sorted(Counter(row.kind for row in requests).items())),
            tuple(StatusCount(*pair) for pair in sorted(Counter(row.status for row in requests).items())),
            tuple(CountryCount(*pair) for pair in sorted(countries.items())),
            tuple(MonthCount(*pair) for pair in sorted(months.items())),
            tuple(_times(facts)),
        )

    def article_18(self, year: int) -> Article18:
        """Return the figures that the ministry reports for a year; raise NotAuthorised, logged."""
        self._session.authorise(READS_LOG)
        if not 2000 <= year <= 2199:
            raise Invalid("year-range", given=year)
        zone = ZoneInfo(self._session.post.zone)
        first = to_millis(datetime(year, 1, 1, tzinfo=zone).astimezone(UTC))
        last = to_millis(datetime(year + 1, 1, 1, tzinfo=zone).astimezone(UTC))
        with self._session.reading() as rows:
            requests = [row for row in _counted(self._session, rows) if first <= row.received_at < last]
            facts = list(_facts(rows, requests))
        answered = Counter(
            (fact.state, fact.request.urgency == "urgent")
            for fact in facts
            if fact.received and fact.story.answered_at
        )
        refused = Counter(
            (fact.state, fact.story.ground) for fact in facts if fact.received and fact.story.ground
        )
        delayed = Counter(fact.state for fact in facts if fact.received and fact.delayed)
        return Article18(
            sum(1 for fact in facts if not fact.received),
            tuple(Answered(state, urgent, n) for (state, urgent), n in sorted(answered.items())),
            tuple(RefusedLegs(state, str(ground), n) for (state, ground), n in sorted(refused.items())),
            tuple(Delayed(state, n) for state, n in sorted(delayed.items())),
        )


def _counted(session: Session, rows: Reader) -> Iterator[Counted]:
    """Give what is counted of every request, of erased ones too: what was done stays done."""
    legs: dict[str, list[Leg]] = {}
    for leg in rows.find(Leg, order=("number",)):
        legs.setdefault(leg.owner, []).append(leg)
    for request in rows.find(Request):
        yield counted(request, legs.get(request.id, []))
    for _, content in erasures(session, rows):
        yield content.counted


def _facts(rows: Reader, requests: Iterable[Counted]) -> Iterable[_LegFacts]:
    services = {row.id: row for row in rows.find(Service)}
    for request in requests:
        told = _told(rows, request.id) if request.legs else {}
        requester = services[request.requesting_service]
        received = requester.side != Side.FRENCH
        for leg in request.legs:
            state = requester.country if received else services[leg.service].country
            yield _LegFacts(leg, request, state, received, told.get(leg.id, LegStory()))


def _told(rows: Reader, request: str) -> dict[str, LegStory]:
    lines = rows.values(_LINES, about=request)
    return stories(parse_line(bytes(line)).entry for (line,) in lines)  # type: ignore[arg-type]


def _times(facts: Iterable[_LegFacts]) -> Iterable[ResponseTime]:
    answered: dict[str, list[_LegFacts]] = {}
    for fact in facts:
        if fact.hours is not None:
            answered.setdefault(fact.state, []).append(fact)
    for state, found in sorted(answered.items()):
        hours = [fact.hours for fact in found if fact.hours is not None]
        kept = Counter(fact.kept for fact in found)
        yield ResponseTime(state, len(found), round(median(hours)), kept[True], kept[False])
