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


@pytest.mark.parametrize("country", [None, "US"])
def test_a_day_there_ends_an_arrest_that_was_the_day_after_here(desk: Seat, country: str | None) -> None:
    ref = held(desk)
    event(desk, ref, "arrested", at="2026-11-10 22:00 America/Los_Angeles", country="US")
    desk.legs.event(ref, "1", NewEvent("released", "2026-11-10", country=country))
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


@pytest.mark.parametrize(("country", "day"), [("WS", "2011-12-30"), ("MH", "1993-08-21")])
def test_a_day_that_a_country_skipped_is_refused(desk: Seat, country: str, day: str) -> None:
    ref = held(desk)
    with pytest.raises(Invalid, match="impossible-date"):
        event(desk, ref, "arrested", at=day, country=country)
