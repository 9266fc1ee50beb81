"""From the facts of a leg to each of its limits, with its source: a pure function.

A limit runs from one event and ends at another, as its row says (`*.toml`). It binds (`legal`) only
on the channels and the states of its basis; elsewhere the same limit is a `reference`. The date that
the requester asks is `asked`. Where a person is arrested and no row gives the days, an alarm is set
15 days after the arrest, its clock `unknown`, on top until a row is chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta

from exchange.codes import EventCode, Move
from exchange.law.alarms import alarmed, order
from exchange.law.counting import Due, Suspension, day_of, due
from exchange.law.facts import Alarm, Clock, EventAt, Facts, Limit
from exchange.law.model import Basis, Law, Period, PeriodUnit, Row, Words
from exchange.law.reader import RECEIVED, load_law
from exchange.law.zones import zones_of
from exchange.locale import Language

__all__ = [
    "ASKED",
    "NO_LIMIT",
    "OVER",
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

OVER = (Move.ANSWERED, Move.REFUSED, Move.WITHDRAWN, Move.RETURNED, Move.CLOSED)
"""After any of these the requested service owes nothing more."""

_CUSTODY_OVER = (EventCode.PAPERS_PRESENTED, EventCode.RELEASED, EventCode.SURRENDERED, Move.CLOSED)

FreeDay = Callable[[date, str], bool]


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
    events = sorted((event for event in facts.events if not event.withdrawn), key=lambda event: event.at)
    basis = None
    if facts.basis:
        basis = (law or load_law()).counted_by(facts.basis, day_of(facts.received_at, facts.post_zones[0]))
    found = list(_asked(facts, events))
    if basis is not None:
        found += [limit for row in basis.limits for limit in _of_row(basis, row, facts, events, free_day)]
    found += _provisional(basis, facts, events, free_day)
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


def _of_row(
    basis: Basis, row: Row, facts: Facts, events: Sequence[EventAt], free_day: FreeDay
) -> Iterable[Limit]:
    if not _meant(row, facts) or _first(events, row.replaced_by) is not None:
        return
    clock = Clock.LEGAL if _binds(basis, facts) else Clock.REFERENCE
    arrest = row.starts == EventCode.ARRESTED
    for start, country, end in _runs(row.starts, row.ends, facts, events):
        if row.only_after and not any(event.at <= start for event in events if event.code in row.only_after):
            continue
        if arrest and not _held_there(row, country):
            continue
        stretches = tuple(_suspensions(events, end)) if row.suspended else ()
        zones = (zones_of(country) if arrest and country else ()) or facts.post_zones[:1]
        found = _due(row, start, zones, stretches, events)
        yield Limit(
            code=row.code,
            clock=clock,
            cited=row.cited,
            due_at=found.at,
            zone=found.zone,
            started_at=start,
            suspended_since=found.suspended_since,
            both=_both(found, country or facts.country, free_day),
            ended=end is not None,
            arrest=EventCode.SURRENDERED in row.ends,
        )


def _provisional(
    basis: Basis | None, facts: Facts, events: Sequence[EventAt], free_day: FreeDay
) -> Iterable[Limit]:
    for start, country, end in _runs(EventCode.ARRESTED, _CUSTODY_OVER, facts, events):
        if basis is not None and any(_gives_days(row, country) for row in basis.limits):
            continue
        zones = (zones_of(country) if country else ()) or facts.post_zones[:1]
        found = due(start, PROVISIONAL, zones, ())
        yield Limit(
            code=PROVISIONAL_ALARM,
            clock=Clock.UNKNOWN,
            cited=_none(PROVISIONAL_ALARM),
            due_at=found.at,
            zone=found.zone,
            started_at=start,
            both=_both(found, country, free_day),
            ended=end is not None,
            arrest=True,
        )


def _due(
    row: Row,
    start: datetime,
    zones: Sequence[str],
    stretches: Sequence[Suspension],
    events: Sequence[EventAt],
) -> Due:
    """Return when a row's limit ends: extended where that was said before its end."""
    found = due(start, row.period, zones, stretches)
    if row.extended_to is None:
        return found
    said = _first(events, row.extended_by, start)
    in_time = said is not None and (found.at is None or said <= found.at)
    return due(start, row.extended_to, zones, stretches) if in_time else found


def _meant(row: Row, facts: Facts) -> bool:
    return row.urgency in (None, facts.urgency) and (
        facts.access is None or row.access in (None, facts.access)
    )


def _binds(basis: Basis, facts: Facts) -> bool:
    both_states = basis.binds(facts.country) and basis.binds(facts.requester_country)
    return both_states and basis.binds_on(facts.channel)


def _gives_days(row: Row, country: str | None) -> bool:
    # A row replaced meanwhile still shows that the text has been read.
    return row.starts == EventCode.ARRESTED and not row.only_after and _held_there(row, country)


def _held_there(row: Row, country: str | None) -> bool:
    return (row.arrested_in is None or country in row.arrested_in) and country not in row.not_arrested_in


def _runs(
    starts: str, ends: Sequence[str], facts: Facts, events: Sequence[EventAt]
) -> Iterable[tuple[datetime, str | None, datetime | None]]:
    """Give each start of a period with its country, and when it ended.

    Several persons may be arrested on one leg: each arrest runs for itself, and each end ends the
    oldest that still runs, so that one release never silences another person's clock. Every other
    event starts one period, at its last report.
    """
    if starts == RECEIVED:
        yield facts.received_at, None, _first(events, ends, facts.received_at)
        return
    begun = [event for event in events if event.code == starts]
    if starts != EventCode.ARRESTED:
        for event in begun[-1:]:
            yield event.at, event.country, _first(events, ends, event.at)
        return
    left = [event for event in events if event.code in ends]
    for event in begun:
        country = event.country or facts.country
        over = next((end for end in left if end.at >= event.at and end.country in (None, country)), None)
        if over is not None and over.code != Move.CLOSED:
            left.remove(over)
        yield event.at, country, over.at if over else None


def _suspensions(events: Sequence[EventAt], end: datetime | None) -> Iterable[Suspension]:
    asked: datetime | None = None
    for event in events:
        if event.code == EventCode.CLARIFICATION_ASKED:
            asked = asked or event.at
        elif event.code == EventCode.CLARIFICATION_ANSWERED and asked is not None:
            yield Suspension(asked, event.at)
            asked = None
    if asked is not None and (end is None or end > asked):
        yield Suspension(asked, end)


def _first(events: Sequence[EventAt], codes: Sequence[str], since: datetime | None = None) -> datetime | None:
    return next(
        (event.at for event in events if event.code in codes and (not since or event.at >= since)), None
    )


def _both(found: Due, country: str | None, free_day: FreeDay) -> tuple[date, ...]:
    countries = {country or FRANCE, FRANCE}
    last = found.last_day
    if last is None or not any(free_day(last, state) for state in countries):
        return ()
    working = last
    while any(free_day(working, state) for state in countries):
        working += timedelta(days=1)
    return (last, working)
