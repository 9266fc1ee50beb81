"""A request as it is read: its summary, and what it says of its dates."""

from __future__ import annotations

from dataclasses import replace

from exchange.requests.inputs import NewRequest
from tests.tui.screens.population import CLOSED, CONTAINER
from tests.tui.screens.sitting import at_request, sitting_down
from tests.world import World


async def test_a_review_stands_on_the_day_whose_end_it_is(world: World) -> None:
    async with at_request(world, CLOSED) as sitting:
        assert "Mon 2029-11-19 24:00" in sitting.frame


async def test_what_came_at_midnight_stands_on_its_own_day(world: World) -> None:
    desk = world.desk()
    desk.requests.open(NewRequest("trafficking", "ofast", "Nuit", received_at="2026-11-18 00:00"))
    world.lock(desk)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "C")
        await sitting.answer(columns="received")
        assert "11-18 00:00" in next(one for one in sitting.frame.split("\n") if "Nuit" in one)


async def test_the_summary_says_where_the_limit_stands_of_an_arrest_before_anybody_is_asked(
    world: World,
) -> None:
    desk = world.desk()
    new = NewRequest("wanted", "dnpj", "Arrestation", type="arrest", arrested_in="EC", place="Quito")
    ref = desk.requests.open(replace(new, arrested_at="2026-11-19 08:00")).ref
    world.lock(desk)
    async with at_request(world, ref) as sitting:
        due = next(one for one in sitting.frame.split("\n") if one.startswith(" Due"))
        assert "2026-12-04 24:00 · provisional alarm, 15 days after" in due
    async with at_request(world, CONTAINER) as sitting:
        assert "Mon 2026-11-30 24:00 · date asked" in sitting.frame
