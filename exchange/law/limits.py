"""From the facts of a leg to each of its limits, with its source: a pure function.

A limit runs from one event and ends at another, as its row says (`*.toml`). It binds (`legal`) only
on the channels and the states of its basis; elsewhere the same limit is a `reference`. The date that
the requester asks is `asked`. Where a person is arrested and no row gives the days, an alarm is set
15 days after the arrest, its clock `unknown`, on top until a row is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property, partial

from exchange.codes import EventCode, Move
from exchange.law.alarms import alarmed, order
from exchange.law.counting import Due, Suspension, day_of, due
from exchange.law.custody import FREED, Custody, custodies, in_order
from exchange.law.facts import Alarm, Clock, EventAt, Facts, Limit
from exchange.law.model import Basis, Law, Period, PeriodUnit, Row, Words
from exchange.law.reader import RECEIVED, load_law
from exchange.law.waiting import OVER, suspensions
from exchange.law.zones import zones_of
from exchange.locale import Language

__all__ = [
    "ASKED",
    "NO_LIMIT",
    "PROVISIONAL_ALARM",
    "Alarm",
    "Clock",
    "EventAt",
    "Facts",
    "FreeDay",
    "Limit",
    "limit_words",
    "limits",
    "weekend",
]

FRANCE = "FR"
PROVISIONAL = Period(15, PeriodUnit.DAYS)
"""After so many days of an arrest somebody must have looked the treaty up."""

ASKED, PROVISIONAL_ALARM, NO_LIMIT = "asked", "provisional-alarm", "no-limit"
"""The codes of the limits that come from no row; the others are `<basis>.<row>`."""

_CUSTODY_OVER = (EventCode.PAPERS_PRESENTED, *FREED, Move.WITHDRAWN, Move.CLOSED)
# Limits that start at one of these run for each person who is held.
_OF_PERSONS = (
    EventCode.ARRESTED,
    EventCode.CONSENTED,
    EventCode.DECIDED,
    EventCode.PAPERS_PRESENTED,
    EventCode.SURRENDER_FIXED,
)

FreeDay = Callable[[date, str], bool]


@dataclass(frozen=True)
class _Leg:
    """What every limit of a leg is counted from."""

    facts: Facts
    basis: Basis | None
    events: Sequence[EventAt]
    free_day: FreeDay

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of its basis that are meant for it."""
        return tuple(row for row in self.basis.limits if _meant(row, self.facts)) if self.basis else ()

    @cached_property
    def clock(self) -> Clock:
        """How far these bind."""
        return Clock.LEGAL if self.basis and _binds(self.basis, self.facts) else Clock.REFERENCE

    def zones(self, country: str | None) -> Sequence[str]:
        """Return where days end: in the country of an arrest, else at the post."""
        return (zones_of(country) if country else ()) or self.facts.post_zones[:1]


def weekend(day: date, country: str) -> bool:
    """Say whether `day` is a Saturday or a Sunday, as almost everywhere (`calendars` knows more)."""
    return day.weekday() >= 5


def limits(
    facts: Facts, now: datetime, law: Law | None = None, free_day: FreeDay = weekend
) -> tuple[Limit, ...]:
    """Return every limit of a leg, arrests first, the nearest before the others, ended ones last.

    There is always one: a leg without any has `no-limit`, whose source says why. Raise
    Invalid("unknown-code") for a basis that `law` (by default the one that ships) doesn't know.
    """
    events = in_order(facts)
    basis = None
    if facts.basis:
        basis = (law or load_law()).counted_by(facts.basis, day_of(facts.received_at, facts.post_zones[0]))
    leg = _Leg(facts, basis, events, free_day)
    held, loose = custodies(facts, events, partial(_standing, leg))
    found = list(_asked(facts, events))
    found += [limit for row in leg.rows for limit in _of_leg(leg, row, loose)]
    for number, custody in enumerate(held):
        found += [limit._replace(held=number) for limit in _of_custody(leg, custody)]
    if all(limit.clock is Clock.ASKED for limit in found):
        found.append(_no_limit(basis))
    return tuple(sorted((alarmed(limit, now) for limit in found), key=order))


def limit_words(code: str, language: str, law: Law | None = None) -> str:
    """Return the words of the row `code` (`<basis>.<row>`), empty for a limit that has no row."""
    basis, _, _ = code.partition(".")
    known = (law or load_law()).bases.get(basis)
    rows = {row.code: row for row in known.limits} if known else {}
    words = {key.value: text for key, text in rows[code].words.items()} if code in rows else {}
    return words.get(language, "")


def _asked(facts: Facts, events: Sequence[EventAt]) -> Iterable[Limit]:
    if facts.asked_for is not None:
        ended = _first(events, OVER, facts.received_at) is not None
        yield Limit(
            ASKED, Clock.ASKED, _none(ASKED), facts.asked_for.astimezone(UTC), facts.received_at, ended=ended
        )


def _no_limit(basis: Basis | None) -> Limit:
    clock = Clock.UNKNOWN if basis is not None and basis.days_unknown else Clock.NONE
    return Limit(NO_LIMIT, clock, basis.cited if basis else _none(NO_LIMIT))


def _none(code: str) -> Words:
    """Return the source of what comes from no text: its code, in any language."""
    return dict.fromkeys(Language, code)


def _of_leg(leg: _Leg, row: Row, loose: Sequence[EventAt]) -> Iterable[Limit]:
    """Give what a row counts for the leg as a whole: from its receipt, or from what nobody held is known for.

    Such an event starts one period, at its last report; any report that ends it does. A recognition is
    taken once: a letter that confirms it gives nobody more time.
    """
    if row.starts == RECEIVED:
        started: Sequence[EventAt] = [EventAt(RECEIVED, leg.facts.received_at)]
    elif row.starts == EventCode.ARRESTED:
        return
    else:
        among = loose if row.starts in _OF_PERSONS else leg.events
        found = [event for event in among if event.code == row.starts]
        started = found[:1] if row.starts == EventCode.RECOGNISED else found[-1:]
    for start in started:
        yield from _of_row(leg, row, start, leg.events, arrest=row.detains)


def _of_custody(leg: _Leg, custody: Custody) -> tuple[Limit, ...]:
    """Return the limits of an arrest: those of its rows, else an alarm, until something ended it."""
    by_arrest: list[Limit] = []
    others: list[Limit] = []
    for row in leg.rows:
        start = custody.last(row.starts) if row.starts in _OF_PERSONS else None
        if start is not None:
            kept = by_arrest if row.starts == EventCode.ARRESTED and not row.only_after else others
            kept += _of_row(leg, row, start, custody.events, arrest=True)
    found = (*by_arrest, *others)
    # One that was ended by its own text (papers presented) leaves no alarm; one that was replaced may.
    covered = by_arrest or any(not limit.ended for limit in others) or (custody.over and others)
    return found if covered else (*found, _provisional(leg, custody))


def _of_row(
    leg: _Leg, row: Row, start: EventAt, events: Sequence[EventAt], *, arrest: bool
) -> Iterable[Limit]:
    """Give a row's limit from a start that it is meant for; `events` may replace, extend or end it."""
    from_arrest = row.starts == EventCode.ARRESTED
    if row.only_after and not any(
        (event.begun or event.at) <= start.at for event in leg.events if event.code in row.only_after
    ):
        return
    if from_arrest and not _held_there(row, start.country):
        return
    if _first(events, row.replaced_by, None if row.starts == RECEIVED else start.at) is not None:
        return
    end = _first(events, row.ends, start.at)
    stretches = tuple(suspensions(leg.events, end)) if row.suspended else ()
    found = _due(row, start, leg.zones(start.country if from_arrest else None), stretches, events)
    yield Limit(
        code=row.code,
        clock=leg.clock,
        cited=row.cited,
        due_at=found.at,
        zone=found.zone,
        started_at=start.counted_from,
        suspended_since=found.suspended_since,
        both=_both(found, leg, start.country),
        ended=end is not None,
        arrest=arrest,
    )


def _provisional(leg: _Leg, custody: Custody) -> Limit:
    start, country = custody.arrest.at, custody.arrest.country
    found = due(start, PROVISIONAL, leg.zones(country), (), custody.arrest.day)
    return Limit(
        code=PROVISIONAL_ALARM,
        clock=Clock.UNKNOWN,
        cited=_none(PROVISIONAL_ALARM),
        due_at=found.at,
        zone=found.zone,
        started_at=start,
        both=_both(found, leg, country),
        ended=_first(custody.events, _CUSTODY_OVER, start) is not None,
        arrest=True,
    )


def _standing(leg: _Leg, custody: Custody, event: EventAt) -> tuple[bool, datetime]:
    """Return whether an event changes the limits that run for an arrest, and when the nearest ends."""
    running = [limit for limit in _of_custody(leg, custody) if not limit.ended]
    codes = {limit.code for limit in running}
    rows = [row for row in leg.rows if row.code in codes]
    changing = {code for row in rows for code in (*row.ends, *row.replaced_by, *row.extended_by)}
    if PROVISIONAL_ALARM in codes:
        changing |= set(_CUSTODY_OVER)
    far = datetime.max.replace(tzinfo=UTC)
    nearest = min((limit.due_at for limit in running if limit.due_at is not None), default=far)
    # Whoever is held may be let go, whether or not a limit runs for him.
    return event.code in FREED or event.code in changing, nearest


def _due(
    row: Row,
    start: EventAt,
    zones: Sequence[str],
    stretches: Sequence[Suspension],
    events: Sequence[EventAt],
) -> Due:
    """Return when a row's limit ends: extended where that was said before its end."""
    begun = start.counted_from
    found = due(begun, row.period, zones, stretches, start.day)
    if row.extended_to is None:
        return found
    said = _first(events, row.extended_by, start.at)
    in_time = said is not None and (found.at is None or said <= found.at)
    return due(begun, row.extended_to, zones, stretches, start.day) if in_time else found


def _meant(row: Row, facts: Facts) -> bool:
    return row.urgency in (None, facts.urgency) and (
        facts.access is None or row.access in (None, facts.access)
    )


def _binds(basis: Basis, facts: Facts) -> bool:
    both_states = basis.binds(facts.country) and basis.binds(facts.requester_country)
    return both_states and basis.binds_on(facts.channel)


def _held_there(row: Row, country: str | None) -> bool:
    return (row.arrested_in is None or country in row.arrested_in) and country not in row.not_arrested_in


def _first(events: Sequence[EventAt], codes: Sequence[str], since: datetime | None = None) -> datetime | None:
    return next(
        (event.at for event in events if event.code in codes and (not since or event.at >= since)), None
    )


def _both(found: Due, leg: _Leg, country: str | None) -> tuple[date, ...]:
    """Return the last day and the first working one in both countries, where the last isn't one."""
    countries = {country or leg.facts.country or FRANCE, leg.facts.requester_country or FRANCE}
    last = found.last_day
    if last is None or not any(leg.free_day(last, state) for state in countries):
        return ()
    working = last
    while any(leg.free_day(working, state) for state in countries):
        working += timedelta(days=1)
    return (last, working)
