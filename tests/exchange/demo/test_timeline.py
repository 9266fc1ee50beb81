"""Time in the story: acts in order, working hours, a clock that never goes back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from exchange.demo.clock import StoryClock
from exchange.demo.timeline import Timeline

BEGINS = datetime(2025, 11, 19, 14, 0, tzinfo=UTC)
PRESENT = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
MOMENTS = st.datetimes(BEGINS.replace(tzinfo=None), PRESENT.replace(tzinfo=None), timezones=st.just(UTC))


def story() -> tuple[StoryClock, Timeline]:
    clock = StoryClock(BEGINS)
    return clock, Timeline(clock, PRESENT)


def test_each_look_at_the_clock_is_a_millisecond_later() -> None:
    clock = StoryClock(BEGINS)
    assert [clock() - BEGINS for _ in range(3)] == [timedelta(milliseconds=n) for n in (1, 2, 3)]


def test_the_clock_gives_whole_milliseconds_as_the_log_wants_them() -> None:
    clock = StoryClock(BEGINS + timedelta(microseconds=1))
    clock.reach(BEGINS + timedelta(microseconds=4_321))
    assert clock().microsecond % 1000 == 0


@given(st.lists(MOMENTS))
def test_the_clock_never_goes_back_whatever_it_is_told(moments: list[datetime]) -> None:
    clock, seen = StoryClock(BEGINS), []
    for moment in moments:
        clock.reach(moment)
        seen.append(clock())
    assert seen == sorted(set(seen))


@given(st.lists(MOMENTS))
def test_acts_happen_in_the_order_of_their_moments(moments: list[datetime]) -> None:
    _, timeline = story()
    happened: list[datetime] = []
    for moment in moments:
        timeline.at(moment, lambda moment=moment: happened.append(moment))  # type: ignore[misc]
    timeline.run()
    assert happened == sorted(moment for moment in moments if moment < PRESENT)


def test_of_two_acts_at_one_moment_the_first_put_down_comes_first() -> None:
    _, timeline = story()
    happened: list[str] = []
    timeline.at(BEGINS, lambda: happened.append("question"))
    timeline.at(BEGINS, lambda: happened.append("answer"))
    timeline.run()
    assert happened == ["question", "answer"]


def test_an_act_may_put_down_what_follows_from_it() -> None:
    _, timeline = story()
    happened: list[datetime] = []

    def ask() -> None:
        timeline.at(timeline.now + timedelta(days=3), lambda: happened.append(timeline.now))

    timeline.at(BEGINS + timedelta(days=1), ask)
    timeline.run()
    assert happened == [BEGINS + timedelta(days=4)]


def test_what_would_come_after_the_present_stays_undone() -> None:
    _, timeline = story()
    happened: list[str] = []
    timeline.at(PRESENT, lambda: happened.append("too late"))
    timeline.at_work(PRESENT + timedelta(hours=1), lambda: happened.append("later"))
    timeline.run()
    assert happened == []


def test_the_story_ends_in_the_present_even_when_nothing_happens() -> None:
    clock, timeline = story()
    timeline.run()
    assert clock.now == PRESENT


@given(MOMENTS.filter(lambda moment: moment < PRESENT - timedelta(days=1)))
def test_work_is_done_in_working_hours_of_its_own_day(moment: datetime) -> None:
    _, timeline = story()
    happened: list[datetime] = []
    timeline.at_work(moment, lambda: happened.append(timeline.now))
    timeline.run()
    assert happened[0].date() == moment.date() or happened[0] == BEGINS
    assert 12 <= happened[0].hour < 18


@given(MOMENTS)
def test_work_put_down_before_the_present_is_never_lost(moment: datetime) -> None:
    _, timeline = story()
    happened: list[datetime] = []
    timeline.at_work(moment, lambda: happened.append(moment))
    timeline.run()
    assert happened == [moment] or moment == PRESENT
