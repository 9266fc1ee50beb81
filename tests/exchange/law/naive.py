"""Limits recomputed from the texts by another program: no row, no table, no code of `exchange.law`.

Each basis is a function over a history; days are walked one by one, local midnights are found by
asking the zone for its offset. Slow and plain on purpose.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

Happened = tuple[str, datetime]
OVER = ("answered", "refused", "withdrawn", "closed")


@dataclass(frozen=True)
class History:
    """What happened to a leg, in order; `arrest_zones`: those of the country of the arrest."""

    basis: str
    received: datetime
    zone: str
    urgent: bool = False
    direct: bool = False
    arrested_in: str = ""
    arrest_zones: tuple[str, ...] = ()
    events: Sequence[Happened] = field(default_factory=tuple)

    def first(self, names: Sequence[str], since: datetime) -> datetime | None:
        """Return when one of the events first came, from a moment on."""
        return next((at for name, at in self.events if name in names and at >= since), None)

    def last(self, name: str) -> datetime | None:
        """Return when an event last came."""
        found = [at for name_, at in self.events if name_ == name]
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
    """Return the stretches from a question to its answer; one still open ends with the limit itself."""
    found: list[tuple[datetime, datetime | None]] = []
    asked = None
    for name, at in history.events:
        if name == "clarification-asked" and asked is None:
            asked = at
        if name == "clarification-answered" and asked is not None:
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


Count = Callable[[History, datetime, int], datetime | None]
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
    recognised = history.last("recognised")
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


def _warrant(history: History, names: tuple[str, str, str, str]) -> dict[str, Due]:
    custody = ("decided", "released", "surrendered", "withdrawn", "closed")
    free = ("surrendered", "released", "withdrawn", "closed")
    decision, with_consent, surrender, new_date = names
    found: dict[str, Due] = {}
    arrested, consented = history.last("arrested"), history.last("consented")
    if arrested is not None and consented is None:
        found[decision] = _extended(history, arrested, (60, 90), _arrest_zone, custody)
    if consented is not None:
        found[with_consent] = _extended(history, consented, (10, 40), _post_zone, custody)
    decided, fixed = history.last("decided"), history.last("surrender-fixed")
    if decided is not None and fixed is None:
        over = history.first(free, decided) is not None
        found[surrender] = (after_days(decided, 10, history.zone, []), over)
    if fixed is not None:
        found[new_date] = (after_days(fixed, 10, history.zone, []), history.first(free, fixed) is not None)
    return found


def _arrest_zone(history: History, start: datetime, days: int) -> datetime | None:
    ends = [after_days(start, days, zone, []) for zone in history.arrest_zones or (history.zone,)]
    return min(end for end in ends if end is not None)


def _post_zone(history: History, start: datetime, days: int) -> datetime | None:
    return after_days(start, days, history.zone, [])


def _extended(
    history: History, start: datetime, days: tuple[int, int], count: Count, ends: Sequence[str]
) -> Due:
    due = count(history, start, days[0])
    told = history.first(("delay-notified",), start)
    if told is not None and due is not None and told <= due:
        due = count(history, start, days[1])
    return due, history.first(ends, start) is not None


def arrest_warrant(history: History) -> Mapping[str, Due]:
    """Articles 17, 23: 60 days from the arrest or 10 from the consent (+30), then 10 and 10."""
    names = ("decision", "decision-with-consent", "surrender", "surrender-new-date")
    return _warrant(history, names)


def trade_agreement(history: History) -> Mapping[str, Due]:
    """Part Three: 45 and 90 days of assistance; surrender as by a warrant."""
    names = ("surrender-decision", "surrender-decision-with-consent", "surrender", "surrender-new-date")
    found = _warrant(history, names)
    if history.last("arrested") is None:
        end = history.first(("recognised", "decided", *OVER), history.received)
        found["decide"] = (after_days(history.received, 45, history.zone, []), end is not None)
    recognised = history.last("recognised")
    if recognised is not None:
        over = history.first(OVER, recognised) is not None
        found["execute"] = (after_days(recognised, 90, history.zone, []), over)
    return found


def extradition_1957(history: History) -> Mapping[str, Due]:
    """Articles 16(4), 18(4); CPP 696-22, 696-24: 18 and 40 days, in France 30 and 7; 15 and 30."""
    papers = ("papers-presented", "released", "surrendered", "withdrawn", "closed")
    free = ("surrendered", "released", "withdrawn", "closed")
    found: dict[str, Due] = {}
    arrested = history.last("arrested")
    if arrested is not None:
        over = history.first(papers, arrested) is not None
        days = (
            {"request-due-france": 30} if history.arrested_in == "FR" else {"request-due": 18, "release": 40}
        )
        found.update({name: (_arrest_zone(history, arrested, count), over) for name, count in days.items()})
        if history.arrested_in == "FR" and any(
            name == "decided" and at <= arrested for name, at in history.events
        ):
            gone = history.first(free, arrested) is not None
            found["surrender-after-arrest-france"] = (_arrest_zone(history, arrested, 7), gone)
    fixed = history.last("surrender-fixed")
    if fixed is not None:
        gone = history.first(free, fixed) is not None
        found["surrender"] = (after_days(fixed, 15, history.zone, []), gone)
        found["surrender-latest"] = (after_days(fixed, 30, history.zone, []), gone)
    return found


BASES = {
    "eu-2023-977": directive_2023_977,
    "fd-2006-960": framework_2006_960,
    "eio": investigation_order,
    "eio-provisional": provisional_measure,
    "eu-2023-1543": production_order,
    "eu-2023-1543-preservation": preservation_order,
    "sirene": sirene,
    "eaw": arrest_warrant,
    "tca-uk": trade_agreement,
    "ece-1957": extradition_1957,
}
"""Every basis whose text states days."""
