"""Counting of periods, by Regulation (EEC, Euratom) No 1182/71.

Article 3(1): the hour or day of the event that starts a period isn't counted in a period of days,
weeks or months. Article 3(2): such a period ends with the last hour of its last day, at 24:00 where
the period is counted; one of months ends with the day of the same date, or the month's last. A period
in hours is exact from the event. Moments come and go in UTC.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from exchange.days import first_instant
from exchange.law.model import Period, PeriodUnit


@dataclass(frozen=True)
class Suspension:
    """A stretch during which a clock stands still; `until` is None while it lasts."""

    since: datetime
    until: datetime | None


@dataclass(frozen=True)
class Due:
    """When a period ends: the moment, its last day in `zone` where it ends with one; or what stops it."""

    at: datetime | None
    last_day: date | None = None
    suspended_since: datetime | None = None
    zone: str | None = None


def end_of_day(day: date, zone: str) -> datetime:
    """Return 24:00 of `day` in `zone`, in UTC: the first moment of the next day there."""
    return first_instant(day + timedelta(days=1), ZoneInfo(zone))


def day_of(moment: datetime, zone: str) -> date:
    """Return the day on which `moment` falls in `zone`."""
    return moment.astimezone(ZoneInfo(zone)).date()


def last_day(first: date, period: Period) -> date:
    """Return the last day of a `period` whose event fell on the day `first` (Article 3)."""
    if period.unit is PeriodUnit.MONTHS:
        years, month = divmod(first.month - 1 + period.count, 12)
        year = first.year + years
        return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))
    days = period.count * (7 if period.unit is PeriodUnit.WEEKS else 1)
    return first + timedelta(days=days)


def due(
    start: datetime,
    period: Period,
    zones: Iterable[str],
    suspensions: Iterable[Suspension],
    day: date | None = None,
) -> Due:
    """Return when a `period` that starts at `start` ends, the earliest of `zones` counting.

    `day`: on which it starts in all of them, where nothing else was told.
    A suspension lengthens a period in hours by its duration, a period in days by the days between
    its two dates. One that begins after the end revives nothing.
    """
    stretches = tuple(_apart(start, suspensions))
    if period.unit is PeriodUnit.HOURS:
        return _hours(start, period, stretches)
    ends = [_days(day or day_of(start, zone), period, zone, stretches) for zone in zones]
    return min(ends, key=_moment_of)


def _hours(start: datetime, period: Period, stretches: tuple[Suspension, ...]) -> Due:
    # Arithmetic in UTC: 8 hours are 8 hours, whatever the clocks on the wall do meanwhile.
    end = start.astimezone(UTC) + timedelta(hours=period.count)
    for stretch in stretches:
        if stretch.since > end:
            break
        if stretch.until is None:
            return Due(None, suspended_since=stretch.since)
        end += stretch.until - stretch.since
    return Due(end)


def _days(first: date, period: Period, zone: str, stretches: tuple[Suspension, ...]) -> Due:
    last = last_day(first, period)
    for stretch in stretches:
        if stretch.since >= end_of_day(last, zone):
            break
        if stretch.until is None:
            return Due(None, suspended_since=stretch.since)
        last += day_of(stretch.until, zone) - day_of(stretch.since, zone)
    return Due(end_of_day(last, zone), last, zone=zone)


def _moment_of(found: Due) -> datetime:
    return found.at or datetime.max.replace(tzinfo=UTC)


def _apart(start: datetime, suspensions: Iterable[Suspension]) -> Iterable[Suspension]:
    """Give the suspensions in order, none before `start`, none within another."""
    free_from = start
    for stretch in sorted(suspensions, key=lambda stretch: stretch.since):
        since = max(stretch.since, free_from)
        if stretch.until is None:
            yield Suspension(since, None)
            return
        if stretch.until > since:
            yield Suspension(since, stretch.until)
            free_from = stretch.until
