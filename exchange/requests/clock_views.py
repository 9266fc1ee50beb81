"""The limits of a leg as callers get them: each with its source, what stops it, and the days off in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from exchange.clock import to_millis, to_moment
from exchange.codes import EventCode
from exchange.law.alarms import alarm_at
from exchange.law.calendars import holiday_names
from exchange.law.counting import day_of
from exchange.law.facts import Clock
from exchange.law.limits import limit_words
from exchange.law.model import Law
from exchange.locale import Language, has, text
from exchange.moments import parse_span
from exchange.requests.clock_shapes import ClockView, DelayView, HolidayView
from exchange.requests.leg_clock import LegClock, top_of
from exchange.requests.model import LegContent, LegEvent, LegEventContent
from exchange.requests.views import moment

_LONGEST: Final = 370


@dataclass(frozen=True)
class Clocks:
    """What a leg shows of its limits: the one that counts, then all of them."""

    clock: str
    due_at: str | None
    source: str
    cited: Mapping[str, str]
    both: tuple[str, ...]
    started_at: str | None
    suspended_since: str | None
    alarm: str | None
    all: tuple[ClockView, ...]
    due_zone: str | None


def clocks_shown(
    clocks: tuple[LegClock, ...], law: Law, countries: tuple[str, ...], zone: str, now: datetime
) -> Clocks:
    """Return what is shown of a leg's limits, with the holidays of who is asked and of who asks."""
    top = top_of(clocks)
    return Clocks(
        clock=top.clock if top else Clock.NONE.value,
        due_at=moment(top.due_at) if top else None,
        source=top.cited[Language.EN] if top else "-",
        cited=top.cited if top else dict.fromkeys(Language, "-"),
        both=top.both if top else (),
        started_at=moment(top.started_at) if top else None,
        suspended_since=moment(top.suspended_since) if top else None,
        alarm=alarm_of(top, now) if top else None,
        all=tuple(_view(clock, law, countries, zone, now) for clock in clocks),
        due_zone=top.zone if top else None,
    )


def alarm_of(clock: LegClock, now: datetime) -> str | None:
    """Return how near a limit is at this moment."""
    if clock.ended or clock.due_at is None:
        return None
    started = to_moment(clock.started_at) if clock.started_at is not None else None
    return alarm_at(to_moment(clock.due_at), started, now)


def delay_of(events: Iterable[tuple[LegEvent, LegEventContent]], leg: str) -> DelayView | None:
    """Return the newest notice of a delay that holds on a leg, of events sorted by moment."""
    told = [
        (row, content)
        for row, content in events
        if row.code == EventCode.DELAY_NOTIFIED and row.leg in (leg, "") and not row.withdrawn
    ]
    if not told:
        return None
    row, content = told[-1]
    until = to_millis(to_moment(row.at) + parse_span(content.length)) if content.length else None
    return DelayView(str(moment(row.at)), content.length, moment(until), content.because)


def delay_warnings(delay: DelayView | None) -> tuple[str, ...]:
    """Return what a notice of a delay lacks: it must say its length and why."""
    return ("delay-unexplained",) if delay and not (delay.length and delay.because) else ()


def spoken_warnings(content: LegContent) -> tuple[str, ...]:
    """Return what a leg lacks of which something was said aloud: its confirmation in writing."""
    return ("confirmation-owed",) if content.unwritten_since is not None else ()


def _view(clock: LegClock, law: Law, countries: tuple[str, ...], zone: str, now: datetime) -> ClockView:
    return ClockView(
        code=clock.code,
        clock=clock.clock,
        due_at=moment(clock.due_at),
        source=clock.cited[Language.EN],
        cited=clock.cited,
        named={language.value: _words(clock.code, language, law) for language in Language},
        started_at=moment(clock.started_at),
        suspended_since=moment(clock.suspended_since),
        both=clock.both,
        holidays=tuple(_holidays(clock, countries, zone)),
        alarm=alarm_of(clock, now),
        ended=clock.ended,
        arrest=clock.arrest,
        due_zone=clock.zone,
    )


def _words(code: str, language: Language, law: Law) -> str:
    words, key = limit_words(code, language, law), f"limit.{code}"
    return words or (text("law", key, language) if has("law", key, language) else code)


def _holidays(clock: LegClock, countries: tuple[str, ...], zone: str) -> Iterator[HolidayView]:
    """Give the public holidays in a limit that runs, to its last day or the next working one."""
    if clock.ended or clock.due_at is None or clock.started_at is None:
        return
    day = day_of(to_moment(clock.started_at), zone)
    # A limit of days ends with the first moment of the next one.
    last = day_of(to_moment(clock.due_at - 1), zone)
    if clock.both:
        last = max(last, date.fromisoformat(clock.both[-1]))
    for _ in range(min((last - day).days + 1, _LONGEST)):
        for country in dict.fromkeys(countries):
            names = holiday_names(day, country)
            if names:
                yield HolidayView(day.isoformat(), country, names["en"], names)
        day += timedelta(days=1)
