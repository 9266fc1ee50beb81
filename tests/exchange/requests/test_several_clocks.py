"""A leg with several limits: the nearest open one counts, all are shown, with what stops them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import Invalid
from exchange.requests.clock_shapes import ClockView
from exchange.requests.views import LegView
from tests.exchange.requests.cases import DRUGS, ROGATORY, ask, event
from tests.world import Seat, World

ORDER = replace(
    ROGATORY, legal_basis="eio", channel="judicial", received_at="2026-11-16T09:00:00-05:00", type="eio"
)
DIRECTIVE = replace(DRUGS, legal_basis="eu-2023-977", channel="spoc", received_at="2026-11-19T08:00:00-05:00")


def leg_of(desk: Seat, ref: str) -> LegView:
    """Return the first leg of a request."""
    return desk.legs.list(ref)[0]


def clocks(leg: LegView) -> dict[str, ClockView]:
    """Return a leg's limits by the name of their row."""
    return {clock.code.rpartition(".")[2]: clock for clock in leg.clocks}


def test_an_investigation_order_is_acknowledged_then_recognised_then_executed(desk: Seat) -> None:
    ref = ask(desk, "juzgado-es", new=ORDER).ref
    leg = leg_of(desk, ref)
    assert [clock.code for clock in leg.clocks] == ["eio.acknowledge", "eio.recognise"]
    assert leg.due_at == clocks(leg)["acknowledge"].due_at == "2026-11-24T05:00:00Z"
    event(desk, ref, "acknowledged")
    leg = leg_of(desk, ref)
    assert leg.due_at == clocks(leg)["recognise"].due_at == "2026-12-17T05:00:00Z"
    assert clocks(leg)["acknowledge"].ended
    event(desk, ref, "recognised")
    leg = leg_of(desk, ref)
    assert leg.due_at == clocks(leg)["execute"].due_at == "2027-02-18T05:00:00Z"
    assert [clock.ended for clock in leg.clocks] == [False, True, True]


def test_a_notice_of_delay_is_shown_with_length_and_reason_and_extends_what_it_may(desk: Seat) -> None:
    ref = ask(desk, "juzgado-es", new=ORDER).ref
    event(desk, ref, "acknowledged")
    event(desk, ref, "delay-notified", length="20d", because="Expertise en cours")
    leg = leg_of(desk, ref)
    assert leg.due_at == "2027-01-16T05:00:00Z"
    assert leg.delay is not None
    assert (leg.delay.length, leg.delay.because) == ("20d", "Expertise en cours")
    assert leg.delay.until == "2026-12-09T14:00:00Z"
    assert leg.warnings == ()
    (told,) = [one for one in desk.requests.show(ref)[0].events if one.code == "delay-notified"]
    assert (told.length, told.because, told.reason) == ("20d", "Expertise en cours", None)


def test_where_a_judge_is_needed_the_notice_is_owed_at_once(world: World, desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "authorisation-needed")
    world.clock.advance(minutes=1)
    leg = leg_of(desk, ref)
    assert (leg.clocks[0].code, leg.alarm) == ("eu-2023-977.delay-notice", "overdue")
    assert leg.due_at == "2026-11-19T14:00:00Z"
    (item,) = desk.due().items
    assert (item.what, item.overdue, item.alarm) == ("limit", True, "overdue")
    event(desk, ref, "delay-notified")
    leg = leg_of(desk, ref)
    assert leg.due_at == "2026-11-27T05:00:00Z"
    assert "delay-unexplained" in leg.warnings


def test_a_length_goes_with_a_notice_of_delay_alone(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    with pytest.raises(Invalid, match="length-of-no-delay"):
        event(desk, ref, "acknowledged", length="3d")
    with pytest.raises(Invalid, match="not-a-span"):
        event(desk, ref, "delay-notified", length="longtemps")


def test_a_clock_that_stands_still_says_since_when(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    event(desk, ref, "clarification-asked")
    leg = leg_of(desk, ref)
    assert (leg.due_at, leg.suspended_since, leg.alarm) == (None, "2026-11-19T14:00:00Z", None)
    assert leg.clocks[0].suspended_since == leg.suspended_since


def test_the_public_holidays_of_both_countries_within_a_limit_are_shown(desk: Seat) -> None:
    new = replace(DIRECTIVE, received_at="2026-10-09T12:00:00-05:00", legal_basis="eu-2023-977")
    leg = ask(desk, "policia-es", new=new).legs[0]
    assert [(one.day, one.country) for one in leg.clocks[0].holidays] == [("2026-10-12", "ES")]
    new = replace(DIRECTIVE, received_at="2026-11-04T12:00:00-05:00")
    leg = ask(desk, "policia-es", new=new).legs[0]
    assert leg.both == ("2026-11-11", "2026-11-12")
    assert [(one.day, one.country) for one in leg.clocks[0].holidays] == [("2026-11-11", "FR")]


@pytest.mark.parametrize(
    ("days", "alarm"), [(0, None), (5.9, "three-quarters"), (6.8, "last-day"), (9, "overdue")]
)
def test_a_limit_warns_at_three_quarters_on_its_last_day_and_when_past(
    world: World, desk: Seat, days: float, alarm: str | None
) -> None:
    ref = ask(desk, "policia-es", new=DIRECTIVE).ref
    world.clock.advance(days=days)
    assert leg_of(desk, ref).alarm == alarm
    assert [item.alarm for item in desk.due("90d").items] == [alarm]


def test_a_basis_kept_though_it_does_not_bind_names_those_that_do(desk: Seat) -> None:
    leg = ask(desk, "dijin", new=DIRECTIVE, basis_reason="usage entre nous").legs[0]
    assert leg.binding[0] == "bilateral-co" and "reciprocity" in leg.binding
    assert ask(desk, "policia-es", new=DIRECTIVE).legs[0].binding == ()
