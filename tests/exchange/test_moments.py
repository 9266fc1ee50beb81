"""What a person means by a date: forms understood, forms refused, zones assumed and said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from exchange.days import day_ended, first_instant
from exchange.errors import Invalid
from exchange.moments import (
    parse_before,
    parse_by,
    parse_day,
    parse_deadline,
    parse_moment,
    parse_past,
    parse_past_there,
    parse_span,
)

BOGOTA = ZoneInfo("America/Bogota")
PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2026, 11, 23, 13, 12, tzinfo=UTC)  # 08:12 in Bogotá


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-23T08:00:00Z", "2026-11-23T08:00:00"),
        ("2026-11-23T08:00:00.250Z", "2026-11-23T08:00:00"),
        ("2026-11-23T08:00:00-05:00", "2026-11-23T13:00:00"),
        ("2026-11-23 08:00", "2026-11-23T13:00:00"),
        ("2026-11-23", "2026-11-23T05:00:00"),
        ("23/11 03:00", "2026-11-23T08:00:00"),
        ("23/11/2026 03:00", "2026-11-23T08:00:00"),
        ("23/11/26 3h", "2026-11-23T08:00:00"),
        ("23.11.2026, 03:00", "2026-11-23T08:00:00"),
        ("hier 14h", "2026-11-22T19:00:00"),
        ("Hier à 14 h 30", "2026-11-22T19:30:00"),
        ("avant-hier 8h05", "2026-11-21T13:05:00"),
        ("yesterday 2pm", "2026-11-22T19:00:00"),
        ("Yesterday at 2:30 PM", "2026-11-22T19:30:00"),
        ("aujourd\u2019hui midi", "2026-11-23T17:00:00"),
        ("today 12am", "2026-11-23T05:00:00"),
        ("demain 24:00", "2026-11-25T05:00:00"),
        ("23 novembre 2026 14h", "2026-11-23T19:00:00"),
        ("1er déc. 2026 9h00", "2026-12-01T14:00:00"),
        ("November 23, 2026 9:00 am", "2026-11-23T14:00:00"),
        ("il y a 2 heures", "2026-11-23T11:12:00"),
        ("3 days ago", "2026-11-20T13:12:00"),
        ("+7d", "2026-11-30T05:00:00"),
        ("+ 2 semaines 9h", "2026-12-07T14:00:00"),
        ("dans 3 jours", "2026-11-26T05:00:00"),
        ("in 2h", "2026-11-23T15:12:00"),
        ("+30min", "2026-11-23T13:42:00"),
        ("now", "2026-11-23T13:12:00"),
        ("06:02", "2026-11-23T11:02:00"),
        ("23/11 03:00 UTC", "2026-11-23T03:00:00"),
        ("23/11 14:00 Europe/Paris", "2026-11-23T13:00:00"),
    ],
)
def test_forms_that_people_type_are_understood(text: str, expected: str) -> None:
    assert f"{parse_moment(text, NOW, BOGOTA).moment:%Y-%m-%dT%H:%M:%S}" == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/04 10:00", "impossible-date"),
        ("30/02/2026", "impossible-date"),
        ("11/23/2026", "impossible-date"),
        ("0123-11-23", "moment-year"),
        ("+9999w", "moment-year"),
        ("+7", "not-a-moment"),
        ("+7 dodos", "not-a-moment"),
        ("23/11 25:00", "impossible-date"),
        ("23/11 10:61", "impossible-date"),
        ("yesterday 13pm", "impossible-date"),
        ("", "not-a-moment"),
        ("soon", "not-a-moment"),
        ("12", "not-a-moment"),
        ("23/11 quand ?", "not-a-moment"),
        ("23/11 10:00 10:00", "not-a-moment"),
        ("x" * 61, "not-a-moment"),
        ("23/11 14:00 Europe/Nowhere", "unknown-zone"),
        ("23/11 14:00 Etc/../../passwd", "not-a-moment"),
    ],
)
def test_what_is_not_a_moment_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_moment(text, NOW, BOGOTA)
    assert refusal.value.reason == reason


def test_a_time_without_zone_takes_the_posts_and_says_so() -> None:
    assumed = parse_moment("23/11 03:00", NOW, BOGOTA)
    assert (assumed.assumed_zone, assumed.zone) == (True, "America/Bogota")
    stated = parse_moment("2026-11-23T03:00:00-05:00", NOW, PARIS)
    assert (stated.assumed_zone, stated.zone, stated.moment) == (False, "-0500", assumed.moment)
    assert stated.local.hour == assumed.local.hour == 3


def test_a_moment_that_has_not_come_is_refused_where_asked() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_past("demain 8h", NOW, BOGOTA)
    assert refusal.value.reason == "future-moment"
    assert parse_past("hier 8h", NOW, BOGOTA).moment < NOW
    assert parse_moment("demain 8h", NOW, BOGOTA).moment > NOW


def test_a_deadline_that_is_a_day_ends_with_that_day() -> None:
    assert parse_deadline("2026-11-26", NOW, BOGOTA).moment == datetime(2026, 11, 27, 5, tzinfo=UTC)
    assert parse_deadline("+3j", NOW, BOGOTA).moment == datetime(2026, 11, 27, 5, tzinfo=UTC)
    assert parse_deadline("2026-11-26 10:00", NOW, BOGOTA).moment == datetime(2026, 11, 26, 15, tzinfo=UTC)


def test_a_missing_year_is_the_one_nearest_to_now() -> None:
    january = datetime(2027, 1, 4, 12, tzinfo=UTC)
    assert parse_day("30/12", january, BOGOTA) == date(2026, 12, 30)
    assert parse_day("30/12", NOW, BOGOTA) == date(2026, 12, 30)
    assert parse_day("02/01", NOW, BOGOTA) == date(2027, 1, 2)
    assert parse_day("29/02", datetime(2027, 12, 1, tzinfo=UTC), BOGOTA) == date(2028, 2, 29)


def test_a_day_with_an_hour_is_not_a_day() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_day("23/11 08:00", NOW, BOGOTA)
    assert refusal.value.reason == "not-a-day"


def test_the_hour_that_summer_time_skips_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        parse_moment("2026-03-29 02:30", NOW, PARIS)
    assert refusal.value.reason == "no-such-hour"


def test_the_hour_that_comes_twice_is_the_first_one() -> None:
    assert parse_moment("2026-10-25 02:30", NOW, PARIS).moment == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "zone", "twice"),
    [
        ("2026-10-25 02:30", PARIS, True),
        ("25/10/2026 2h Europe/Paris", BOGOTA, True),
        ("2026-10-25 02:30 +01:00", PARIS, False),
        ("2026-10-25 03:00", PARIS, False),
        ("2026-10-25 01:59", PARIS, False),
        ("2026-10-25", PARIS, False),
        ("2026-10-25 02:30", BOGOTA, False),
    ],
)
def test_an_hour_that_comes_twice_is_told_of(text: str, zone: ZoneInfo, twice: bool) -> None:
    assert parse_moment(text, NOW, zone).twice is twice


@pytest.mark.parametrize(
    ("zone", "eve", "moment"),
    [
        ("America/Santiago", "2026-09-05", "2026-09-06T04:00:00Z"),
        ("Africa/Cairo", "2026-04-23", "2026-04-23T22:00:00Z"),
    ],
)
def test_a_day_ends_also_where_the_clocks_skip_midnight(zone: str, eve: str, moment: str) -> None:
    where, ends = ZoneInfo(zone), datetime.fromisoformat(moment)
    assert parse_deadline(eve, NOW, where).moment == ends
    assert parse_moment(f"{eve} 24:00", NOW, where).moment == ends
    assert day_ended(ends, where) == date.fromisoformat(eve)
    with pytest.raises(Invalid, match="no-such-hour"):
        parse_moment(f"{date.fromisoformat(eve) + timedelta(days=1)} 00:00", NOW, where)


@given(
    st.sampled_from(sorted(available_timezones() - {"localtime"})).map(ZoneInfo),
    st.dates(date(2012, 1, 1), date(2040, 1, 1)),
)
@example(ZoneInfo("America/Havana"), date(2026, 11, 1))  # whose 00:00 comes twice
def test_each_day_of_each_zone_begins_where_the_day_before_ends(zone: ZoneInfo, day: date) -> None:
    begins = first_instant(day, zone)
    assert begins.astimezone(zone).date() == day
    assert (begins - timedelta(seconds=1)).astimezone(zone).date() == day - timedelta(days=1)
    assert day_ended(begins, zone) == day - timedelta(days=1)
    assert day_ended(begins + timedelta(minutes=1), zone) is None


@pytest.mark.parametrize(
    ("text", "there", "expected", "zone"),
    [
        ("20/11", ["Europe/Paris"], "2026-11-19T23:00:00Z", "Europe/Paris"),
        ("20/11", ["Asia/Tokyo"], "2026-11-19T15:00:00Z", "Asia/Tokyo"),
        ("20/11", ["America/Guayaquil", "Pacific/Galapagos"], "2026-11-20T05:00:00Z", "America/Guayaquil"),
        ("24/11", ["Pacific/Auckland"], "2026-11-23T11:00:00Z", "Pacific/Auckland"),
        ("24/11", ["Asia/Tokyo", "Pacific/Auckland"], "2026-11-23T11:00:00Z", "Pacific/Auckland"),
        ("20/11", ["Pacific/Auckland", "Pacific/Chatham"], "2026-11-19T10:15:00Z", "Pacific/Chatham"),
        ("20/11 10:00", ["Europe/Paris"], "2026-11-20T15:00:00Z", "America/Bogota"),
        ("20/11", [], "2026-11-20T05:00:00Z", "America/Bogota"),
    ],
)
def test_a_day_that_was_told_elsewhere_is_the_day_there(
    text: str, there: list[str], expected: str, zone: str
) -> None:
    found = parse_past_there(text, NOW, BOGOTA, [ZoneInfo(one) for one in there])
    assert (found.moment, found.zone) == (datetime.fromisoformat(expected), zone)
    assert found.assumed_zone is (zone == BOGOTA.key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("7d", timedelta(days=7)),
        ("7 jours", timedelta(days=7)),
        ("12h", timedelta(hours=12)),
        ("2w", timedelta(14)),
    ],
)
def test_a_span_is_a_number_and_a_unit(text: str, expected: timedelta) -> None:
    assert parse_span(text) == expected


@pytest.mark.parametrize("text", ["7", "d", "-7d", "7 parsecs", ""])
def test_a_span_without_number_or_known_unit_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_span(text)


moments = st.datetimes(min_value=datetime(1901, 1, 1), max_value=datetime(2198, 12, 31)).map(
    lambda naive: naive.replace(microsecond=0, tzinfo=UTC)
)


@given(moments)
def test_every_rfc_3339_moment_comes_back_as_itself(moment: datetime) -> None:
    assert parse_moment(f"{moment:%Y-%m-%dT%H:%M:%S}Z", NOW, BOGOTA).moment == moment
    local = moment.astimezone(BOGOTA)
    assume(local.fold == 0)  # of an hour that comes twice only the first can be typed
    assert parse_moment(f"{local:%d/%m/}{local.year:04d}{local: %H:%M:%S}", NOW, BOGOTA).moment == moment


@given(st.text(max_size=70))
def test_any_text_is_understood_or_refused_never_crashes(text: str) -> None:
    for parse in (parse_moment, parse_past, parse_deadline, parse_before, parse_by, parse_day):
        try:
            parse(text, NOW, PARIS)
        except Invalid as refusal:
            assert refusal.reason


@pytest.mark.parametrize("typed", ["9999w", "9999 semaines"])
def test_days_from_now_beyond_all_years_are_quoted_as_they_were_typed(typed: str) -> None:
    with pytest.raises(Invalid) as caught:
        parse_by(typed, NOW, BOGOTA)
    assert (caught.value.reason, caught.value.arguments["given"]) == ("moment-year", typed)
