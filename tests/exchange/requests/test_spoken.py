"""What was said aloud about a leg is followed up until it is in writing."""

from __future__ import annotations

import pytest

from exchange.requests.inputs import Closing, NewLeg
from exchange.requests.views import LegView
from exchange.transmission.inputs import Filing, NewTransmission
from tests.exchange.requests.cases import ask, event
from tests.exchange.store.filled import store_of
from tests.world import Seat, World

# The clock of these tests: Thursday 19 November 2026, 09:00 in Bogotá.
IN_A_WEEK = "2026-11-27T05:00:00Z"


@pytest.fixture
def ref(desk: Seat) -> str:
    return ask(desk, "dijin").ref


def leg_of(desk: Seat, ref: str) -> LegView:
    return desk.legs.list(ref)[0]


def came(desk: Seat, ref: str, channel: str = "phone", nature: str = "answer") -> None:
    """Record a message of the service that is asked."""
    new = NewTransmission("in", channel, request=ref, leg="1", from_="dijin", nature=nature, text="x")
    desk.transmissions.record(new)


def went(desk: Seat, ref: str, channel: str = "phone", nature: str = "request") -> None:
    """Record a message to it."""
    new = NewTransmission("out", channel, request=ref, leg="1", to="dijin", nature=nature, text="x")
    desk.transmissions.record(new)


def owed(desk: Seat, ref: str) -> tuple[str | None, bool]:
    """Return when the leg is to be followed up, and whether it says that a confirmation is owed."""
    leg = leg_of(desk, ref)
    return leg.follow_up_at, "confirmation-owed" in leg.warnings


def test_what_was_said_is_asked_about_after_a_week(world: World, desk: Seat, ref: str) -> None:
    went(desk, ref, "meeting")
    assert owed(desk, ref) == (IN_A_WEEK, True)
    assert desk.due().items == ()
    (item,) = desk.due("30d").items
    assert (item.what, item.leg, item.due_at, item.source) == ("follow-up", 1, IN_A_WEEK, "confirmation")
    world.clock.advance(days=9)
    assert [one.overdue for one in desk.due().items] == [True]
    store_of(desk).check()


@pytest.mark.parametrize(
    ("channel", "nature"), [("letter", "confirmation"), ("letter", "answer"), ("email", "answer")]
)
def test_it_is_in_with_the_same_in_writing(desk: Seat, ref: str, channel: str, nature: str) -> None:
    came(desk, ref)
    came(desk, ref, channel, nature)
    assert owed(desk, ref) == (None, False)
    assert desk.due("30d").items == ()


@pytest.mark.parametrize("nature", ["information", "reminder"])
def test_it_is_not_in_with_something_else_nor_with_what_went_the_other_way(
    desk: Seat, ref: str, nature: str
) -> None:
    came(desk, ref)
    came(desk, ref, "letter", nature)
    went(desk, ref, "letter", "confirmation")
    assert owed(desk, ref) == (IN_A_WEEK, True)


def test_whoever_reports_that_it_is_in_may_take_that_back(desk: Seat, ref: str) -> None:
    came(desk, ref)
    event(desk, ref, "confirmed-in-writing")
    assert owed(desk, ref) == (None, False)
    desk.legs.withdraw(ref, "1", "confirmed-in-writing", "autre dossier")
    assert owed(desk, ref) == (IN_A_WEEK, True)


@pytest.mark.parametrize("nature", ["reminder", "confirmation", "for-information", "cover"])
def test_what_says_nothing_new_is_owed_to_nobody(desk: Seat, ref: str, nature: str) -> None:
    went(desk, ref, nature=nature)
    assert owed(desk, ref) == (None, False)


def test_a_date_that_a_person_set_stays(desk: Seat) -> None:
    ref = ask(desk).ref
    desk.services.add("dijin", "DIJIN", "CO", "police")
    desk.legs.add(ref, NewLeg("dijin", follow_up="2026-12-24"))
    came(desk, ref)
    assert owed(desk, ref) == ("2026-12-25T05:00:00Z", True)
    came(desk, ref, "letter")
    assert owed(desk, ref) == ("2026-12-25T05:00:00Z", False)
    assert [item.source for item in desk.due("60d").items] == ["follow-up"]


def test_a_date_that_replaced_ours_stays_too(desk: Seat, ref: str) -> None:
    came(desk, ref)
    desk.legs.follow_up(ref, "1", "2026-12-01")
    came(desk, ref, "letter")
    assert owed(desk, ref) == ("2026-12-02T05:00:00Z", False)


def test_an_arrival_that_is_filed_counts_from_when_it_came(desk: Seat, ref: str) -> None:
    arrival = desk.transmissions.record(
        NewTransmission("in", "phone", from_="dijin", at="2026-11-16T10:00:00-05:00", text="x")
    )
    desk.transmissions.file(str(arrival.number), Filing(ref, "1", "answer"))
    assert owed(desk, ref) == ("2026-11-24T05:00:00Z", True)


def test_a_closed_leg_is_followed_up_no_more(desk: Seat, ref: str) -> None:
    desk.requests.close(ref, Closing("withdrawn", reason="sans objet"))
    came(desk, ref, nature="information")
    assert owed(desk, ref) == (None, False)


def test_a_confirmation_told_by_its_day_is_one_of_what_was_said_that_day(desk: Seat, ref: str) -> None:
    came(desk, ref)
    assert owed(desk, ref) == (IN_A_WEEK, True)
    event(desk, ref, "confirmed-in-writing", at="2026-11-18")
    assert owed(desk, ref) == (IN_A_WEEK, True)
    event(desk, ref, "confirmed-in-writing", at="2026-11-19")
    assert owed(desk, ref) == (None, False)
