"""The day fixed for a surrender: it may lie ahead, its limits run from it, what comes before it ends them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.codes import EventCode
from exchange.errors import Invalid
from tests.exchange.requests.cases import WANTED, ask, event
from tests.world import Seat, World

# The clock of these tests: Thursday 19 November 2026, 09:00 in Bogotá.
HELD = replace(
    WANTED,
    legal_basis="ece-1957",
    arrested_at="2026-11-02T10:00:00-05:00",
    arrested_in="ES",
    received_at="2026-11-03T10:00:00-05:00",
)
FIFTEEN_DAYS, THIRTY_DAYS = "2026-12-16T05:00:00Z", "2026-12-31T05:00:00Z"


@pytest.fixture
def held(desk: Seat) -> str:
    """Return a request with an arrest whose papers were presented, so that no other limit runs."""
    ref = ask(desk, "policia-es", new=HELD).ref
    event(desk, ref, "papers-presented", at="2026-11-10T10:00:00-05:00")
    return ref


def running(desk: Seat, ref: str) -> list[tuple[str, str | None]]:
    """Return the limits of the leg that run, and when each ends."""
    return [(one.code, one.due_at) for one in desk.legs.list(ref)[0].clocks if not one.ended]


def test_a_surrender_is_fixed_for_a_day_ahead_and_its_limits_run_from_that_day(desk: Seat, held: str) -> None:
    event(desk, held, "surrender-fixed", at="2026-11-30")
    assert running(desk, held) == [
        ("ece-1957.surrender", FIFTEEN_DAYS),
        ("ece-1957.surrender-latest", THIRTY_DAYS),
    ]
    (item,) = desk.due().items
    assert (item.what, item.due_at, item.alarm) == ("arrest", FIFTEEN_DAYS, None)


@pytest.mark.parametrize("code", ["surrendered", "released"])
def test_who_is_free_before_that_day_is_free(world: World, desk: Seat, held: str, code: str) -> None:
    event(desk, held, "surrender-fixed", at="2026-11-30")
    world.clock.advance(days=2)
    event(desk, held, code)
    assert running(desk, held) == [] and desk.due().items == ()


def test_of_two_days_ahead_the_one_recorded_last_holds_though_it_is_sooner(
    world: World, desk: Seat, held: str
) -> None:
    event(desk, held, "surrender-fixed", at="2026-12-10")
    world.clock.advance(hours=1)
    event(desk, held, "surrender-fixed", at="2026-11-30")
    assert running(desk, held)[0] == ("ece-1957.surrender", FIFTEEN_DAYS)
    desk.legs.withdraw(held, "1", "surrender-fixed", "lettre annulée")
    assert running(desk, held)[0] == ("ece-1957.surrender", "2026-12-26T05:00:00Z")


def test_a_day_that_was_told_late_counts_from_itself(desk: Seat, held: str) -> None:
    event(desk, held, "surrender-fixed", at="2026-11-15")
    assert running(desk, held)[0] == ("ece-1957.surrender", "2026-12-01T05:00:00Z")


@pytest.mark.parametrize("code", [code for code in EventCode if code != EventCode.SURRENDER_FIXED])
def test_nothing_else_has_happened_on_a_day_ahead(desk: Seat, held: str, code: str) -> None:
    before = desk.legs.list(held)
    with pytest.raises(Invalid, match="future-moment"):
        event(desk, held, code, at="2026-11-30")
    assert desk.legs.list(held) == before


def test_two_people_arrested_at_one_moment_are_two_lines_until_both_are_free(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=HELD).ref
    event(desk, ref, "arrested", at="2026-11-02T10:00:00-05:00", place="Vigo")
    assert [item.what for item in desk.due().items] == ["arrest", "arrest"]
    event(desk, ref, "released", place="Vigo")
    assert [item.what for item in desk.due().items] == ["arrest"]
    event(desk, ref, "released")
    assert desk.due().items == ()
