"""Limits recomputed from the texts by another program: no row, no table, no code of `exchange.law`.

Each basis is a function over a history; days are walked one by one, local midnights are found by
asking the zone for its offset. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

OVER = ("answered", "refused", "withdrawn", "closed")
NEWS = ("clarification-answered", "partly-answered", *OVER)


class Happened(NamedTuple):
    """What was told when, and where that was said; `day`: the one, still ahead, that it was about."""

    name: str
    at: datetime
    country: str = ""
    place: str = ""
    day: datetime | None = None


@dataclass(frozen=True)
class History:
    """What happened to a leg, in order; `zones`: those of each country in which anybody was arrested."""

    basis: str
    received: datetime
    zone: str
    urgent: bool = False
    direct: bool = False
    country: str = ""
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    events: Sequence[Happened] = field(default_factory=tuple)

    def first(self, names: Sequence[str], since: datetime | None = None) -> datetime | None:
        """Return when one of the events first came, from a moment on."""
        named = (one.at for one in self.events if one.name in names)
        return next((at for at in named if since is None or at >= since), None)

    def last(self, name: str) -> datetime | None:
        """Return when an event last came."""
        found = [one.at for one in self.events if one.name == name]
        return found[-1] if found else None


def local_day(moment: datetime, zone: str) -> date:
    """Return the day on the wall."""
    return (moment + (moment.astimezone(ZoneInfo(zone)).utcoffset() or timedelta())).date()


def midnight_after(day: date, zone: str) -> datetime:
    """Return the first moment whose day on the wall is later: found by halving, not by arithmetic."""
    low = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=20)
    high = low + timedelta(hours=72)
    while high - low > timedelta(microseconds=1):
        middle = low + (high - low) / 2
        if local_day(middle, zone) > day:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0) + timedelta(seconds=round(high.microsecond / 1e6))


def stops(history: History, end: datetime | None) -> list[tuple[datetime, datetime | None]]:
    """Return the stretches from a question to its answer, or to any news; one open ends with the limit."""
    found: list[tuple[datetime, datetime | None]] = []
    asked = None
    for name, at, *_ in history.events:
        if name == "clarification-asked" and asked is None:
            asked = at
        if name in NEWS and asked is not None:
            found.append((asked, at))
            asked = None
    if asked is not None and (end is None or end > asked):
        found.append((asked, end))
    return found


def after_hours(
    start: datetime, hours: int, stretches: list[tuple[datetime, datetime | None]]
) -> datetime | None:
    """Count hours that pass while nothing stands still."""
    end = start + timedelta(hours=hours)
    for since, until in stretches:
        if since <= end and (until is None or until > start):
            if until is None:
                return None
            end += until - max(since, start)
    return end


def after_days(
    start: datetime, days: int, zone: str, stretches: list[tuple[datetime, datetime | None]]
) -> datetime | None:
    """Count days one by one, the first being the day after the event."""
    last = local_day(start, zone)
    for _ in range(days):
        last += timedelta(days=1)
    for since, until in stretches:
        if until is not None and until <= start:
            continue
        if since < midnight_after(last, zone):
            if until is None:
                return None
            day = local_day(max(since, start), zone)
            while day < local_day(until, zone):
                day += timedelta(days=1)
                last += timedelta(days=1)
    return midnight_after(last, zone)


Due = tuple[datetime | None, bool]
"""When it ends, and whether it has been ended."""


def directive_2023_977(history: History) -> Mapping[str, Due]:
    """Articles 5(1), 5(2): 8 hours, 3 days, 7 days; a notice at once where a judge is needed."""
    end = history.first(OVER, history.received)
    held = stops(history, end)
    if not history.urgent:
        name, due = "routine", after_days(history.received, 7, history.zone, held)
    elif history.direct:
        name, due = "urgent-direct", after_hours(history.received, 8, held)
    else:
        name, due = "urgent-indirect", after_days(history.received, 3, history.zone, held)
    found = {name: (due, end is not None)}
    needed = history.last("authorisation-needed")
    if needed is not None:
        told = history.first(("delay-notified", "authorisation-given", *OVER), needed)
        found["delay-notice"] = (needed, told is not None)
    return found


def framework_2006_960(history: History) -> Mapping[str, Due]:
    """Article 4: 8 hours, postponed to 3 days once that is told within them; 1 week; 14 days."""
    end = history.first(OVER, history.received)
    over = end is not None
    if not history.direct:
        return {"other": (after_days(history.received, 14, history.zone, []), over)}
    if not history.urgent:
        return {"routine-direct": (after_days(history.received, 7, history.zone, []), over)}
    due = after_hours(history.received, 8, [])
    told = history.first(("delay-notified",), history.received)
    if told is not None and due is not None and told <= due:
        due = after_days(history.received, 3, history.zone, [])
    return {"urgent": (due, over)}


def investigation_order(history: History) -> Mapping[str, Due]:
    """Articles 12, 16: a week, 30 days (+30 once told), 90 days from the recognition."""
    received, zone = history.received, history.zone
    known = history.first(("acknowledged", "recognised", *OVER), received)
    decided = history.first(("recognised", *OVER), received)
    held = stops(history, decided)
    due = after_days(received, 30, zone, held)
    told = history.first(("delay-notified",), received)
    if told is not None and (due is None or told <= due):
        due = after_days(received, 60, zone, held)
    found = {
        "acknowledge": (after_days(received, 7, zone, []), known is not None),
        "recognise": (due, decided is not None),
    }
    recognised = history.first(("recognised",))
    if recognised is not None:
        end = history.first(OVER, recognised)
        found["execute"] = (after_days(recognised, 90, zone, stops(history, end)), end is not None)
    return found


def provisional_measure(history: History) -> Mapping[str, Due]:
    """Article 32(2): 24 hours."""
    end = history.first(("recognised", *OVER), history.received)
    return {"decide": (after_hours(history.received, 24, []), end is not None)}


def production_order(history: History) -> Mapping[str, Due]:
    """Article 10: 10 days; 8 hours in an emergency."""
    over = history.first(OVER, history.received) is not None
    if history.urgent:
        return {"urgent": (after_hours(history.received, 8, []), over)}
    return {"routine": (after_days(history.received, 10, history.zone, []), over)}


def preservation_order(history: History) -> Mapping[str, Due]:
    """Article 11(1): 60 days, 30 more once extended within them."""
    due = after_days(history.received, 60, history.zone, [])
    told = history.first(("delay-notified",), history.received)
    if told is not None and due is not None and told <= due:
        due = after_days(history.received, 90, history.zone, [])
    return {"kept": (due, history.first(OVER, history.received) is not None)}


def sirene(history: History) -> Mapping[str, Due]:
    """Article 8(3): 12 hours, at once where urgent."""
    over = history.first(OVER, history.received) is not None
    name, hours = ("urgent", 0) if history.urgent else ("routine", 12)
    return {name: (after_hours(history.received, hours, []), over)}


BASES = {
    "eu-2023-977": directive_2023_977,
    "fd-2006-960": framework_2006_960,
    "eio": investigation_order,
    "eio-provisional": provisional_measure,
    "eu-2023-1543": production_order,
    "eu-2023-1543-preservation": preservation_order,
    "sirene": sirene,
}
"""Every basis whose text states days, but those of arrests (`naive_arrests`)."""
