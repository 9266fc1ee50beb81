"""Search terms have a period of their own: a year, then they go, and the log says how many went."""

from __future__ import annotations

from exchange.requests.inputs import Search
from exchange.store.log_times import ENOUGH
from tests.exchange.requests.cases import ask
from tests.world import AUDITOR, INVESTIGATOR, Seat, World


def used(world: World) -> None:
    """Let the log tell that time went by: a clock that says so for a moment isn't believed."""
    desk = world.desk()
    for _ in range(ENOUGH):
        ask(desk)
    world.lock_all()


def kept(world: World) -> int:
    """Return how many searches the store holds the terms of."""
    ((count,),) = world.sql("SELECT count(*) FROM searched")
    return int(str(count))


def test_terms_of_a_search_go_a_year_after_it_whoever_unlocks(world: World, desk: Seat) -> None:
    ref = ask(desk, title="Conteneur").ref
    desk.requests.assign(ref, INVESTIGATOR)
    desk.requests.search(Search("conteneur"))
    world.desk(INVESTIGATOR).requests.search(Search("inconnu"))
    world.lock_all()
    world.clock.advance(days=364)
    world.desk().requests.search(Search("navire"))
    assert kept(world) == 3
    world.clock.advance(days=3)
    used(world)
    world.desk(INVESTIGATOR)
    assert kept(world) == 1
    entry = world.entries()[-1]
    assert (entry.op, entry.lg, entry.x) == ("searches.forgotten", "erasure", {"count": 2})
    world.desk().store.check()


def test_a_days_worth_goes_at_once_and_nobody_is_told_of_nothing(world: World, desk: Seat) -> None:
    desk.requests.search(Search("conteneur"))
    world.clock.advance(days=365, hours=12)
    used(world)
    world.desk()
    assert kept(world) == 1
    world.clock.advance(hours=13)
    used(world)
    world.desk()
    world.lock_all()
    world.desk()
    assert kept(world) == 0
    assert world.ops().count("searches.forgotten") == 1


def test_an_auditor_who_may_erase_nothing_deletes_no_terms(world: World, desk: Seat) -> None:
    desk.requests.search(Search("conteneur"))
    world.clock.advance(days=400)
    used(world)
    world.desk(AUDITOR)
    assert kept(world) == 1


def test_a_clock_far_ahead_deletes_no_terms(world: World, desk: Seat) -> None:
    desk.requests.search(Search("conteneur"))
    world.lock_all()
    world.clock.advance(days=3650)
    for _ in range(3):
        ask(world.desk())
        world.lock_all()
    world.desk()
    assert kept(world) == 1
    assert "searches.forgotten" not in world.ops()
