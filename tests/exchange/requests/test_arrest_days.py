"""The day on which somebody was arrested or let go is the day where that was; what a day alone is told of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import Invalid
from exchange.requests.inputs import NewEvent
from tests.exchange.requests.cases import DRUGS, ask, event
from tests.exchange.requests.test_happening import leg_of
from tests.world import Seat, World

# The clock of these tests: Thursday 19 November 2026, 09:00 in Bogotá.


def held(desk: Seat) -> str:
    """Return a request for whose arrests nobody knows a limit."""
    return ask(desk, "policia-es", new=replace(DRUGS, legal_basis="reciprocity")).ref


def arrests(desk: Seat, ref: str) -> list[bool]:
    """Return of each arrest whether its clock has ended."""
    return [one.ended for one in leg_of(desk, ref).clocks if one.arrest]


@pytest.mark.parametrize(
    ("country", "last_moment"),
    [
        ("US", "2026-11-26T05:00:00Z"),  # New York: the first end of the 25th, though Honolulu begins last
        ("FR", "2026-11-25T23:00:00Z"),
        ("JP", "2026-11-25T15:00:00Z"),
        ("NZ", "2026-11-25T10:15:00Z"),  # Chatham, before Auckland
        ("EC", "2026-11-26T05:00:00Z"),  # Guayaquil, before the Galapagos
    ],
)
def test_the_day_of_an_arrest_is_the_day_where_it_happened(
    desk: Seat, country: str, last_moment: str
) -> None:
    ref = ask(desk, "policia-es", new=replace(DRUGS, legal_basis="reciprocity")).ref
    event(desk, ref, "arrested", at="2026-11-10", country=country)
    clock = next(one for one in leg_of(desk, ref).clocks if one.arrest)
    assert clock.due_at == last_moment


def test_the_day_of_an_arrest_in_a_country_ahead_may_not_have_begun_here(world: World, desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=replace(DRUGS, legal_basis="reciprocity")).ref
    world.clock.advance(hours=7)  # Thursday 16:00 in Bogotá is Friday 10:00 in Auckland
    event(desk, ref, "arrested", at="2026-11-20", country="NZ")
    with pytest.raises(Invalid, match="future-moment"):
        event(desk, ref, "arrested", at="2026-11-20", country="FR")


@pytest.mark.parametrize("code", ["released", "surrendered", "papers-presented"])
def test_what_ends_an_arrest_on_its_very_day_ends_it(desk: Seat, code: str) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10T11:00:00Z")
    event(desk, ref, "arrested", at="2026-11-10T14:00:00Z", place="Ceuta")
    event(desk, ref, code, at="2026-11-10", place="Ceuta")
    first, last = sorted((one for one in leg_of(desk, ref).clocks if one.arrest), key=lambda one: one.ended)
    assert (first.ended, last.ended) == (False, True)
    assert last.started_at == "2026-11-10T14:00:00Z"
    told = desk.requests.show(ref)[0].events
    assert next(one.day for one in told if one.code == code) == "2026-11-10"


@pytest.mark.parametrize("again", ["2026-11-10T14:00:00Z", "2026-11-10"])
def test_an_arrest_that_is_told_anew_is_still_ended_by_its_day(desk: Seat, again: str) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10T11:00:00Z")
    event(desk, ref, "released", at="2026-11-10")
    desk.legs.withdraw(ref, "1", "arrested", "autre heure, autre pays")
    assert arrests(desk, ref) == []
    event(desk, ref, "arrested", at=again, country="US")
    assert arrests(desk, ref) == [True]


def test_a_release_told_before_its_arrest_ends_it(desk: Seat) -> None:
    ref = held(desk)
    event(desk, ref, "released", at="2026-11-10")
    event(desk, ref, "arrested", at="2026-11-10T14:00:00Z")
    assert arrests(desk, ref) == [True]


@pytest.mark.parametrize(("country", "ended"), [("SV", True), (None, False)])
def test_a_day_there_ends_an_arrest_that_was_the_day_after_here_where_it_is_told_as_one_of_there(
    desk: Seat, country: str | None, ended: bool
) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10 23:30 America/El_Salvador", country="SV")
    desk.legs.event(ref, "1", NewEvent("released", "2026-11-10", country=country))
    assert arrests(desk, ref) == [ended]


@pytest.mark.parametrize("country", [None, "JP", "US"])
def test_an_arrest_of_the_day_after_there_is_not_born_ended(desk: Seat, country: str | None) -> None:
    ref = held(desk)
    desk.legs.event(ref, "1", NewEvent("released", "2026-11-06", country=country))
    event(desk, ref, "arrested", at="2026-11-07 00:39 Asia/Tokyo", country="JP")  # the 6th in Bogotá
    event(desk, ref, "arrested", at="2026-11-07 00:39 America/New_York", country="US")  # the 6th in Honolulu
    assert arrests(desk, ref) == [False, False]


@pytest.mark.parametrize(
    ("before", "after", "ended"),
    [
        ("surrender-fixed", "surrendered", "eaw.surrender-new-date"),
        ("decided", "released", "eaw.surrender"),
        ("consented", "surrendered", "eaw.decision-with-consent"),
        ("consented", "decided", "eaw.decision-with-consent"),
    ],
)
def test_what_a_day_is_told_of_comes_after_what_it_follows_that_day(
    desk: Seat, before: str, after: str, ended: str
) -> None:
    ref = ask(desk, "policia-es", new=replace(DRUGS, kind="wanted", legal_basis="eaw")).ref
    event(desk, ref, "arrested", at="2026-11-05T12:00:00Z")
    event(desk, ref, before, at="2026-11-12T15:00:00Z")
    assert not next(one for one in leg_of(desk, ref).clocks if one.code == ended).ended
    event(desk, ref, after, at="2026-11-12")
    assert all(one.ended for one in leg_of(desk, ref).clocks if one.code == ended)


def test_a_withdrawal_of_the_day_of_an_arrest_ends_its_clock(desk: Seat) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-19T13:50:00Z")
    event(desk, ref, "withdrawn", at="2026-11-19")
    assert arrests(desk, ref) == [True]


def test_a_decision_of_the_day_of_two_arrests_counts_for_both(desk: Seat) -> None:
    ref = ask(desk, "policia-es", new=replace(DRUGS, kind="wanted", legal_basis="ece-1957")).ref
    event(desk, ref, "decided", at="2026-11-10", country="FR")
    for hour in ("08", "20"):
        event(desk, ref, "arrested", at=f"2026-11-10T{hour}:00:00Z", country="FR")
        limits = [one.code for one in leg_of(desk, ref).clocks if not one.ended]
    assert limits.count("ece-1957.surrender-after-arrest-france") == 2


def test_a_release_by_the_hour_on_the_day_of_an_arrest_comes_after_it(desk: Seat) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10", country="US")
    event(desk, ref, "released", at="2026-11-10 03:00 America/New_York")  # still the 9th in Honolulu
    assert arrests(desk, ref) == [True]


def test_a_release_of_the_day_before_ends_nobodys_arrest(desk: Seat) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10T14:00:00Z")
    event(desk, ref, "released", at="2026-11-09")
    assert arrests(desk, ref) == [False]


def test_the_day_of_a_release_in_a_country_ahead_may_not_have_begun_here(world: World, desk: Seat) -> None:
    ref = held(desk)
    world.clock.advance(hours=7)
    event(desk, ref, "arrested", at="2026-11-20", country="NZ")
    event(desk, ref, "released", at="2026-11-20", country="NZ")
    assert arrests(desk, ref) == [True]


def test_a_limit_is_counted_from_the_day_that_was_told_wherever_it_began(desk: Seat) -> None:
    for country in ("JP", "FR", "US"):
        ref = ask(desk, "policia-es", new=replace(DRUGS, kind="wanted", legal_basis="eaw")).ref
        event(desk, ref, "arrested", at="2026-11-09 23:30 Europe/Madrid")
        event(desk, ref, "consented", at="2026-11-10", country=country)
        limits = {one.code: one for one in leg_of(desk, ref).clocks}
        assert limits["eaw.decision-with-consent"].due_at == "2026-11-21T05:00:00Z"


@pytest.mark.parametrize(("country", "day"), [("WS", "2011-12-30"), ("TK", "2011-12-30")])
def test_a_day_that_a_country_skipped_is_refused(desk: Seat, country: str, day: str) -> None:
    ref = held(desk)
    with pytest.raises(Invalid, match="impossible-date"):
        event(desk, ref, "arrested", at=day, country=country)
