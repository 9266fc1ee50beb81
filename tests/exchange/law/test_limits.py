"""From the facts of a leg to its limits: the table of time limits, row by row, and arrests."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.codes import Access, Channel, EventCode, Move, Urgency
from exchange.errors import Invalid
from exchange.law.calendars import free_day, holiday_names
from exchange.law.limits import Alarm, Clock, EventAt, Facts, Limit, limit_words, limits
from exchange.law.reader import load_law

RECEIVED = datetime(2026, 11, 9, 15, 20, tzinfo=UTC)
SPAIN = Facts(
    basis="eu-2023-977",
    received_at=RECEIVED,
    post_zones=("America/Bogota", "America/Guayaquil"),
    channel=Channel.SPOC,
    country="ES",
    requester_country="FR",
)


def hours(count: int) -> datetime:
    return RECEIVED + timedelta(hours=count)


def bogota(day: date) -> datetime:
    """Return 24:00 of `day` in Bogotá, five hours behind UTC all year."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1, hours=5)


def event(code: EventCode | Move, at: datetime, country: str | None = None) -> EventAt:
    return EventAt(code.value, at, country)


def only(facts: Facts, now: datetime = RECEIVED) -> Limit:
    (found,) = limits(facts, now)
    return found


@pytest.mark.parametrize(
    ("basis", "channel", "urgency", "access", "due"),
    [
        ("eu-2023-977", "spoc", "urgent", "direct", hours(8)),
        ("eu-2023-977", "spoc", "urgent", "indirect", bogota(date(2026, 11, 12))),
        ("eu-2023-977", "spoc", "routine", "direct", bogota(date(2026, 11, 16))),
        ("eu-2023-977", "spoc", "routine", "indirect", bogota(date(2026, 11, 16))),
        ("sirene", "sirene", "routine", "direct", hours(12)),
        ("sirene", "sirene", "urgent", "direct", RECEIVED),
        ("eio-provisional", "judicial", "routine", "direct", hours(24)),
        ("eu-2023-1543", "judicial", "urgent", "direct", hours(8)),
        ("eu-2023-1543", "judicial", "routine", "direct", bogota(date(2026, 11, 19))),
    ],
)
def test_each_row_of_the_table_gives_its_due_date(
    basis: str, channel: str, urgency: str, access: str, due: datetime
) -> None:
    facts = replace(
        SPAIN, basis=basis, channel=Channel(channel), urgency=Urgency(urgency), access=Access(access)
    )
    found = only(facts)
    assert (found.due_at, found.clock, found.started_at) == (due, Clock.LEGAL, RECEIVED)
    assert found.source.startswith(("Directive", "Regulation"))


@pytest.mark.parametrize("channel", [channel for channel in Channel if channel is not Channel.SPOC])
def test_off_the_contact_points_the_same_limit_is_a_reference(channel: Channel) -> None:
    bound, free = only(SPAIN), only(replace(SPAIN, channel=channel))
    assert (bound.clock, free.clock) == (Clock.LEGAL, Clock.REFERENCE)
    assert bound.due_at == free.due_at


def test_a_state_that_the_basis_does_not_bind_has_a_reference_only() -> None:
    assert only(replace(SPAIN, country="CO")).clock is Clock.REFERENCE
    assert only(replace(SPAIN, country="FR", requester_country="CO")).clock is Clock.REFERENCE


@pytest.mark.parametrize("basis", ["reciprocity", "coe-1959", "untoc", "interpol", "vienna-1988", ""])
def test_a_basis_without_limits_says_that_there_is_none(basis: str) -> None:
    found = only(replace(SPAIN, basis=basis))
    assert (found.code, found.clock, found.due_at) == ("no-limit", Clock.NONE, None)
    assert found.source


@pytest.mark.parametrize("basis", ["extradition-ec", "mla-ec", "extradition-co", "mla-co"])
def test_a_treaty_that_nobody_has_read_yet_has_an_unknown_clock(basis: str) -> None:
    assert only(replace(SPAIN, basis=basis)).clock is Clock.UNKNOWN


@pytest.mark.parametrize("basis", ["", "reciprocity"])
def test_the_date_asked_counts_where_the_law_says_none(basis: str) -> None:
    facts = replace(SPAIN, basis=basis, asked_for=hours(50))
    found = limits(facts, RECEIVED)[0]
    assert (found.clock, found.due_at) == (Clock.ASKED, hours(50))


@given(st.integers(1, 400))
def test_the_stricter_of_the_date_asked_and_the_limit_comes_first(asked: int) -> None:
    found = limits(replace(SPAIN, asked_for=hours(asked)), RECEIVED)[0]
    legal = only(SPAIN)
    assert legal.due_at is not None
    assert found.due_at == min(hours(asked), legal.due_at)


def test_an_unknown_basis_is_refused_with_the_nearest_one() -> None:
    with pytest.raises(Invalid) as caught:
        limits(replace(SPAIN, basis="eu-2023-978"), RECEIVED)
    assert "eu-2023-977" in str(caught.value.arguments["nearest"])


@pytest.mark.parametrize("move", [Move.ANSWERED, Move.REFUSED, Move.WITHDRAWN, Move.CLOSED])
def test_an_answer_ends_the_clocks_of_the_leg(move: Move) -> None:
    facts = replace(SPAIN, asked_for=hours(50), events=(event(move, hours(2)),))
    found = limits(facts, hours(1000))
    assert [limit.ended for limit in found] == [True, True]
    assert not any(limit.alarm for limit in found)


def test_a_withdrawn_event_is_as_if_it_had_not_been() -> None:
    wrong = replace(event(Move.ANSWERED, hours(2)), withdrawn=True)
    assert limits(replace(SPAIN, events=(wrong,)), RECEIVED) == limits(SPAIN, RECEIVED)


def test_a_clarification_stops_the_clock_and_lengthens_it_by_its_duration() -> None:
    urgent = replace(SPAIN, urgency=Urgency.URGENT, access=Access.DIRECT)
    asked = event(EventCode.CLARIFICATION_ASKED, hours(3))
    held = only(replace(urgent, events=(asked,)))
    assert (held.due_at, held.suspended_since) == (None, hours(3))
    answered = event(EventCode.CLARIFICATION_ANSWERED, hours(30))
    assert only(replace(urgent, events=(answered, asked))).due_at == hours(8 + 27)


def test_a_clarification_lengthens_days_by_the_days_between_its_dates() -> None:
    asked = event(EventCode.CLARIFICATION_ASKED, hours(1))
    answered = event(EventCode.CLARIFICATION_ANSWERED, hours(73))
    assert only(replace(SPAIN, events=(asked, answered))).due_at == bogota(date(2026, 11, 19))


def test_a_clarification_does_not_stop_a_clock_whose_row_does_not_say_so() -> None:
    sirene = replace(SPAIN, basis="sirene", channel=Channel.SIRENE)
    asked = event(EventCode.CLARIFICATION_ASKED, hours(1))
    assert only(replace(sirene, events=(asked,))).due_at == hours(12)


def test_a_delay_notice_is_due_at_once_when_a_judge_is_needed() -> None:
    needed = event(EventCode.AUTHORISATION_NEEDED, hours(20))
    found = {limit.code: limit for limit in limits(replace(SPAIN, events=(needed,)), hours(21))}
    notice = found["eu-2023-977.delay-notice"]
    assert (notice.due_at, notice.alarm) == (hours(20), Alarm.OVERDUE)
    told = replace(SPAIN, events=(needed, event(EventCode.DELAY_NOTIFIED, hours(21))))
    assert {limit.code: limit.ended for limit in limits(told, hours(22))} == {
        "eu-2023-977.delay-notice": True,
        "eu-2023-977.routine": False,
    }


@pytest.mark.parametrize(
    ("after", "alarm"),
    [(1, None), (5, None), (6, Alarm.THREE_QUARTERS), (8, Alarm.THREE_QUARTERS), (9, Alarm.OVERDUE)],
)
def test_a_short_limit_warns_in_its_last_quarter_and_when_past(after: int, alarm: Alarm | None) -> None:
    urgent = replace(SPAIN, urgency=Urgency.URGENT, access=Access.DIRECT)
    assert only(urgent, hours(after)).alarm is alarm


@pytest.mark.parametrize(
    ("days", "alarm"),
    [(1, None), (4, None), (5.7, Alarm.THREE_QUARTERS), (6.6, Alarm.LAST_DAY), (8, Alarm.OVERDUE)],
)
def test_a_limit_of_days_warns_at_three_quarters_of_its_time(days: float, alarm: Alarm | None) -> None:
    assert only(SPAIN, RECEIVED + timedelta(days=days)).alarm is alarm


def test_where_the_last_day_is_a_day_off_both_days_are_shown_and_the_stricter_counts() -> None:
    assert only(SPAIN).both == ()
    sunday = replace(SPAIN, received_at=datetime(2026, 11, 8, 15, tzinfo=UTC))
    assert only(sunday).both == (date(2026, 11, 15), date(2026, 11, 16))
    assert only(sunday).due_at == bogota(date(2026, 11, 15))


def test_a_public_holiday_of_either_country_is_a_day_off() -> None:
    facts = replace(SPAIN, basis="eu-2023-977", received_at=datetime(2026, 11, 4, 15, tzinfo=UTC))
    (found,) = limits(facts, RECEIVED, free_day=free_day)
    assert found.both == (date(2026, 11, 11), date(2026, 11, 12))
    assert limits(facts, RECEIVED)[0].both == ()
    asked_of_us = replace(
        SPAIN, country="FR", requester_country="ES", received_at=datetime(2026, 10, 5, 15, tzinfo=UTC)
    )
    (found,) = limits(asked_of_us, RECEIVED, free_day=free_day)
    assert found.both == (date(2026, 10, 12), date(2026, 10, 13))  # Spain's national day
    assert free_day(date(2026, 12, 25), "CO") and not free_day(date(2026, 12, 22), "CO")
    assert free_day(date(2026, 11, 14), "XK")


def test_a_holiday_is_named_in_our_languages_else_as_its_country_calls_it() -> None:
    assert holiday_names(date(2026, 12, 25), "FR") == {"fr": "Noël", "en": "Christmas Day"}
    assert holiday_names(date(2026, 12, 25), "CO") == {"fr": "Navidad", "en": "Christmas Day"}
    assert holiday_names(date(2026, 11, 12), "FR") == {} == holiday_names(date(2026, 11, 12), "XX")


def test_a_row_speaks_both_languages_and_a_limit_without_row_none() -> None:
    for row in (row for basis in load_law().bases.values() for row in basis.limits):
        assert limit_words(row.code, "fr") and limit_words(row.code, "en")
    assert limit_words("no-limit", "fr") == "" == limit_words("eu-2023-977.none", "en")
