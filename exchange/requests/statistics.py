"""Figures without content: counted from plain columns and the log, for the post and for Article 18.

Directive (EU) 2023/977, Art. 18: each year, by 1 March: requests sent; received and answered, urgent
or not, by State; refused, by State and ground; delays for judicial authorisation, by State. It counts
legs of that basis alone, and of those that we ask the ones that were asked: a message went, or somebody
said so.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Final
from zoneinfo import ZoneInfo

from exchange.clock import to_millis, to_moment
from exchange.codes import LegStatus
from exchange.errors import Invalid
from exchange.log.roles import READS_LOG
from exchange.requests.facts import facts
from exchange.store.session import Session

DIRECTIVE: Final = "eu-2023-977"


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


class Statistics:
    """The verbs on figures; no content is opened, so an auditor may have them."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> Figures:
        """Return the post's figures; raise NotAuthorised (logged) for who may not read the log either."""
        self._session.authorise(READS_LOG)
        zone = ZoneInfo(self._session.post.zone)
        kinds, statuses, countries, months = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
        answers: dict[str, _Answers] = {}
        with self._session.reading() as rows:
            for request, legs in facts(self._session, rows):
                kinds[request.kind] += 1
                statuses[request.status] += 1
                months[f"{to_moment(request.registered_at).astimezone(zone):%Y-%m}"] += 1
                for leg in legs:
                    countries[leg.state] += 1
                    if leg.hours is not None:
                        answers.setdefault(leg.state, _Answers()).take(leg.hours, leg.kept)
        return Figures(
            tuple(KindCount(*pair) for pair in sorted(kinds.items())),
            tuple(StatusCount(one.value, statuses[one]) for one in LegStatus if one in statuses),
            tuple(CountryCount(*pair) for pair in sorted(countries.items())),
            tuple(MonthCount(*pair) for pair in sorted(months.items())),
            tuple(found.times(state) for state, found in sorted(answers.items())),
        )

    def article_18(self, year: int) -> Article18:
        """Return the figures that the ministry reports for a year; raise NotAuthorised, logged."""
        self._session.authorise(READS_LOG)
        if not 2000 <= year <= 2199:
            raise Invalid("year-range", given=year)
        zone = ZoneInfo(self._session.post.zone)
        first, last = (
            to_millis(datetime(one, 1, 1, tzinfo=zone).astimezone(UTC)) for one in (year, year + 1)
        )
        sent = 0
        answered, refused, delayed = Counter[tuple[str, bool]](), Counter[tuple[str, str]](), Counter[str]()
        with self._session.reading() as rows:
            for request, legs in facts(self._session, rows, (first, last)):
                under = [leg for leg in legs if leg.leg.basis == DIRECTIVE]
                sent += sum(1 for leg in under if not leg.received and leg.story.was_asked)
                for leg in (one for one in under if one.received):
                    if leg.story.answered_at is not None:
                        answered[leg.state, request.urgency == "urgent"] += 1
                    if leg.story.ground is not None:
                        refused[leg.state, leg.story.ground] += 1
                    if leg.story.waited_for_a_judge:
                        delayed[leg.state] += 1
        return Article18(
            sent,
            tuple(Answered(state, urgent, n) for (state, urgent), n in sorted(answered.items())),
            tuple(RefusedLegs(state, ground, n) for (state, ground), n in sorted(refused.items())),
            tuple(Delayed(state, n) for state, n in sorted(delayed.items())),
        )


@dataclass
class _Answers:
    """The answered legs of a State: how long each took, how many kept their limit and how many didn't."""

    hours: array[float] = field(default_factory=lambda: array("d"))
    in_time: int = 0
    late: int = 0

    def take(self, hours: float, kept: bool | None) -> None:
        """Count one more; `kept` is None where it had no limit."""
        self.hours.append(hours)
        self.in_time += kept is True
        self.late += kept is False

    def times(self, state: str) -> ResponseTime:
        """Return the figures of the State."""
        return ResponseTime(state, len(self.hours), round(median(self.hours)), self.in_time, self.late)
