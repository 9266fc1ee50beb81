"""Counting by Regulation 1182/71, against a second way of counting: walking the clock forward."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.law.counting import Suspension, due, end_of_day, last_day
from exchange.law.model import Period, PeriodUnit
from exchange.law.zones import zones_of, zones_of_countries

# Ordinary zones, half hours, and those whose clocks change at midnight itself.
ZONES = (
    "Europe/Paris", "America/Bogota", "America/Guayaquil", "Asia/Kathmandu", "Asia/Beirut",
    "America/Santiago", "America/Havana", "America/Asuncion", "Atlantic/Azores", "Africa/Cairo",
    "Pacific/Apia", "Asia/Gaza",
)  # fmt: skip
MOMENTS = st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
DAYS = Period(18, PeriodUnit.DAYS)


def walked(day: date, zone: str) -> datetime:
    """Walk a clock in `zone` from the day before, quarter hour by quarter hour, until `day` is over."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=14)
    while moment.astimezone(ZoneInfo(zone)).date() <= day:
        moment += timedelta(minutes=15)
    return moment


def counted(start: datetime, days: int, zone: str) -> date:
    """Count days on the fingers: the day of the event is none of them."""
    day = start.astimezone(ZoneInfo(zone)).date()
    for _ in range(days):
        day += timedelta(days=1)
    return day


@settings(deadline=None)
@given(MOMENTS, st.integers(1, 100), st.sampled_from(ZONES))
def test_days_end_at_midnight_where_they_are_counted(start: datetime, days: int, zone: str) -> None:
    found = due(start, Period(days, PeriodUnit.DAYS), [zone], [])
    assert found.last_day == counted(start, days, zone)
    assert found.at == walked(found.last_day, zone)


@given(MOMENTS, st.integers(0, 100), st.sampled_from(ZONES))
def test_hours_are_exact_whatever_the_wall_clock_does(start: datetime, hours: int, zone: str) -> None:
    here = start.astimezone(ZoneInfo(zone))
    found = due(here, Period(hours, PeriodUnit.HOURS), [zone], [])
    assert found.at is not None
    assert (found.at.timestamp() - start.timestamp()) == hours * 3600
    assert found.last_day is None


def test_the_published_example_of_bogota_is_midnight_there() -> None:
    start = datetime(2026, 11, 8, 20, 15, tzinfo=UTC)
    assert due(start, DAYS, ["America/Bogota"], []).at == datetime(2026, 11, 27, 5, tzinfo=UTC)


def test_an_event_after_midnight_utc_counts_from_its_own_local_day() -> None:
    start = datetime(2026, 11, 9, 3, tzinfo=UTC)
    found = due(start, DAYS, ["America/Bogota"], [])
    assert (found.last_day, found.at) == (date(2026, 11, 26), datetime(2026, 11, 27, 5, tzinfo=UTC))


def test_the_earliest_zone_counts_where_a_country_has_several() -> None:
    start = datetime(2026, 11, 8, 12, tzinfo=UTC)
    found = due(start, DAYS, zones_of("EC"), [])
    assert found.at == end_of_day(date(2026, 11, 26), "America/Guayaquil")
    assert found.at < end_of_day(date(2026, 11, 26), "Pacific/Galapagos")


@pytest.mark.parametrize(
    ("first", "period", "last"),
    [
        (date(2026, 11, 8), Period(18, PeriodUnit.DAYS), date(2026, 11, 26)),
        (date(2026, 2, 20), Period(10, PeriodUnit.DAYS), date(2026, 3, 2)),
        (date(2028, 2, 20), Period(10, PeriodUnit.DAYS), date(2028, 3, 1)),
        (date(2026, 11, 9), Period(1, PeriodUnit.WEEKS), date(2026, 11, 16)),
        (date(2026, 8, 31), Period(6, PeriodUnit.MONTHS), date(2027, 2, 28)),
        (date(2027, 8, 31), Period(6, PeriodUnit.MONTHS), date(2028, 2, 29)),
        (date(2026, 1, 15), Period(36, PeriodUnit.MONTHS), date(2029, 1, 15)),
        (date(2026, 12, 31), Period(1, PeriodUnit.MONTHS), date(2027, 1, 31)),
    ],
)
def test_the_last_day_is_the_one_that_article_3_says(first: date, period: Period, last: date) -> None:
    assert last_day(first, period) == last


@pytest.mark.parametrize(
    ("zone", "day", "length"),
    [
        ("Europe/Paris", date(2026, 3, 29), 23),
        ("Europe/Paris", date(2026, 10, 25), 25),
        ("Asia/Beirut", date(2026, 3, 29), 23),
        ("America/Havana", date(2026, 3, 8), 23),
        ("America/Bogota", date(2026, 3, 29), 24),
    ],
)
def test_a_day_on_which_clocks_change_is_shorter_or_longer(zone: str, day: date, length: int) -> None:
    assert end_of_day(day, zone) - end_of_day(day - timedelta(days=1), zone) == timedelta(hours=length)


@given(MOMENTS, st.integers(1, 60), st.integers(0, 500), st.integers(0, 500))
def test_a_suspension_lengthens_hours_by_its_own_duration(
    start: datetime, hours: int, after: int, lasting: int
) -> None:
    plain = start + timedelta(hours=hours)
    since = start + timedelta(minutes=after)
    until = since + timedelta(minutes=lasting)
    found = due(start, Period(hours, PeriodUnit.HOURS), [], [Suspension(since, until)]).at
    assert found == (plain if since > plain else plain + (until - since))


@settings(deadline=None)
@given(MOMENTS, st.integers(0, 4000), st.integers(0, 4000), st.sampled_from(ZONES))
def test_a_suspension_lengthens_days_by_the_days_between_its_dates(
    start: datetime, after: int, lasting: int, zone: str
) -> None:
    period = Period(7, PeriodUnit.DAYS)
    since = start + timedelta(minutes=after * 5)
    until = since + timedelta(minutes=lasting * 5)
    plain = due(start, period, [zone], [])
    held = due(start, period, [zone], [Suspension(since, until)])
    assert plain.at is not None and plain.last_day is not None and held.last_day is not None
    local = [moment.astimezone(ZoneInfo(zone)).date() for moment in (since, until)]
    longer = (local[1] - local[0]).days if since < plain.at else 0
    assert held.last_day == plain.last_day + timedelta(days=longer)


@pytest.mark.parametrize("unit", [PeriodUnit.HOURS, PeriodUnit.DAYS])
def test_while_a_suspension_lasts_nothing_is_due(unit: PeriodUnit) -> None:
    start = datetime(2026, 11, 9, 10, tzinfo=UTC)
    since = start + timedelta(hours=2)
    found = due(start, Period(7, unit), ["Europe/Paris"], [Suspension(since, None)])
    assert (found.at, found.suspended_since) == (None, since)


@pytest.mark.parametrize("unit", [PeriodUnit.HOURS, PeriodUnit.DAYS])
def test_a_question_after_the_end_revives_nothing(unit: PeriodUnit) -> None:
    start = datetime(2026, 11, 9, 10, tzinfo=UTC)
    late = Suspension(start + timedelta(days=30), None)
    period = Period(7, unit)
    assert due(start, period, ["Europe/Paris"], [late]) == due(start, period, ["Europe/Paris"], [])


def test_overlapping_suspensions_count_once() -> None:
    start = datetime(2026, 11, 9, 10, tzinfo=UTC)
    first = Suspension(start + timedelta(hours=1), start + timedelta(hours=5))
    second = Suspension(start + timedelta(hours=2), start + timedelta(hours=4))
    found = due(start, Period(8, PeriodUnit.HOURS), [], [second, first])
    assert found.at == start + timedelta(hours=12)


def test_a_question_put_before_the_start_counts_from_the_start() -> None:
    start = datetime(2026, 11, 9, 10, tzinfo=UTC)
    early = Suspension(start - timedelta(hours=3), start + timedelta(hours=1))
    assert due(start, Period(8, PeriodUnit.HOURS), [], [early]).at == start + timedelta(hours=9)


def test_every_country_but_the_uninhabited_has_a_zone_that_exists() -> None:
    zones = zones_of_countries()
    assert {"FR", "CO", "EC", "ES", "XK"} <= set(zones)
    assert all(ZoneInfo(name) for names in zones.values() for name in names)
    assert zones_of("BV") == ()
