"""Marks in the list of requests: what vanished is no longer marked, what is refused is told shortly."""

from __future__ import annotations

import pytest

from exchange.requests.inputs import Closing, NewRequest
from tests.tui.screens.population import ARREST, CLOSED, PASSPORT
from tests.tui.screens.sitting import sitting_down
from tests.world import INVESTIGATOR, World
from tui.widgets.rows import Rows

pytestmark = pytest.mark.usefixtures("at_once")
WITHDRAWN = Closing("withdrawn", reason="sans objet")


async def test_a_request_that_vanished_is_no_longer_marked(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        for ref in (PASSPORT, ARREST):
            await sitting.stand_on(ref)
            await sitting.press("space")
        desk = world.desk()
        desk.requests.close(PASSPORT, WITHDRAWN)
        desk.erasing.erase(PASSPORT, "court-order")
        world.lock(desk)
        await sitting.press("A")
        await sitting.answer(handle=INVESTIGATOR)
        assert "Done (requests: 1)" in sitting.said[-1] and PASSPORT in sitting.said[-1]
        assert not sitting.one(Rows).marks
        await sitting.press("asterisk")
        desk = world.desk()
        desk.requests.close(ARREST, WITHDRAWN)
        desk.erasing.erase(ARREST, "court-order")
        world.lock(desk)
        await sitting.press("f5")
        assert set(sitting.one(Rows).marks) == set(sitting.keys) and ARREST not in sitting.keys


async def test_where_all_are_refused_each_is_told_of_in_the_dialogue(world: World) -> None:
    desk = world.desk()
    for ref in (PASSPORT, ARREST):
        desk.requests.close(ref, WITHDRAWN)
    world.lock(desk)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        for ref in (CLOSED, PASSPORT, ARREST):
            await sitting.stand_on(ref)
            await sitting.press("space")
        await sitting.press("c")
        await sitting.answer(outcome="withdrawn", reason="encore")
        said = sitting.refused.replace("\n", " ")
        assert said.startswith(f"Refused: 3. {CLOSED} is closed already.")
        assert f"The same for {PASSPORT}, {ARREST}." in said
        await sitting.press("escape")
        assert "marked: 3" in sitting.frame


async def test_many_refusals_are_counted_and_each_reason_is_told_once(world: World) -> None:
    desk = world.desk()
    refs = [desk.requests.open(NewRequest("trafficking", "ofast", f"T{n}")).ref for n in range(12)]
    for ref in refs:
        desk.requests.close(ref, WITHDRAWN)
    world.lock(desk)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "asterisk", "c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        done, _, told = sitting.said[-1].partition("\n")
        assert done == "Done (requests: 6)."
        assert told.startswith("Refused: 13. ") and told.count("is closed already") == 1
        assert told.endswith(" and 9 more.")
        assert all(told.count(ref) <= 1 for ref in refs)
