"""The desk by keys: what it shows as time passes and others work."""

from __future__ import annotations

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import NewRequest
from exchange.transmission.inputs import NewTransmission
from tests.tui.screens.population import ARABIC, CONTAINER
from tests.tui.screens.sitting import sitting_down
from tests.world import INVESTIGATOR, OFFICER, World
from tui.screens import desk
from tui.screens.desk import DeskPanel
from tui.widgets.rows import Rows


@pytest.fixture
def looking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the desk look at what changed without the pauses that it leaves the store."""
    monkeypatch.setattr(desk, "LIVE", 0.02)


@pytest.mark.usefixtures("looking")
async def test_the_desk_shows_what_another_desk_did_and_the_day_that_ended(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.stand_on(next(key for key in sitting.keys if ARABIC in key))
        key, since = sitting.one(Rows).key, sitting.app.idling.since
        other = world.desk(OFFICER)
        other.requests.open(NewRequest("trafficking", "ofast", "Camion", to=("dijin",), due="2026-11-19"))
        world.lock(other)
        await sitting.until("Camion")
        assert sitting.one(Rows).key == key
        world.clock.advance(days=1)
        await sitting.until("D-1")
        assert sitting.one(Rows).key == key
        assert sitting.app.idling.since == since


async def test_a_look_at_what_changed_is_logged_where_something_did(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        panel, before = sitting.app.screen, len(world.entries())
        assert isinstance(panel, DeskPanel)
        for keys in ((), ("i",)):
            await sitting.press(*keys)
            top, frame = sitting.app.screen, sitting.frame
            panel._look_again()
            await sitting.settled()
            assert (sitting.app.screen, sitting.frame) == (top, frame)
        assert len(world.entries()) == before


async def test_who_holds_no_grant_is_told_so_and_who_gives_it(world: World) -> None:
    head = world.desk()
    head.staffing.withdraw(OFFICER, "general")
    async with sitting_down(world, OFFICER) as sitting:
        await sitting.unlock()
        for key in "123":
            await sitting.press(key)
            assert sitting.keys == []
            assert "You hold no grant" in sitting.frame and "a head gives it" in sitting.frame, key
            assert "presses" not in sitting.frame and "No request" not in sitting.frame
        head.grants.give(OFFICER, "general")
        for key in "123":
            await sitting.press(key)
            assert sitting.keys != []
        await sitting.press("2", "f")
        await sitting.write("kind:rogatory")
        await sitting.press("enter")
        assert "No request" in sitting.frame


async def test_an_empty_log_of_who_holds_no_grant_lacks_nothing(world: World) -> None:
    world.desk().staffing.withdraw(OFFICER, "general")
    async with sitting_down(world, OFFICER) as sitting:
        await sitting.unlock()
        await sitting.press("5", "f")
        await sitting.answer(op="log.exported")
        assert sitting.keys == [] and "Nothing answers this filter" in sitting.frame


async def test_an_investigator_without_requests_lacks_no_grant(world: World) -> None:
    head = world.desk()
    head.requests.unassign(CONTAINER, INVESTIGATOR)
    world.lock(head)
    async with sitting_down(world, INVESTIGATOR) as sitting:
        await sitting.unlock()
        assert sitting.keys == [] and "No request" in sitting.frame


@pytest.mark.usefixtures("looking")
async def test_a_look_that_fails_again_and_again_is_said_once(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[None] = []

    def failing(*_: object) -> None:
        looks.append(None)
        raise Refused("not-written", path="/a", why="gone")

    async with sitting_down(world) as sitting:
        await sitting.unlock()
        monkeypatch.setattr(desk, "survey", failing)
        before = len(sitting.said)
        while len(looks) < 5:
            await sitting.pilot.pause()
        assert len(sitting.said) == before + 1


@pytest.mark.usefixtures("looking")
async def test_who_was_revoked_meanwhile_sees_nothing_any_more(world: World) -> None:
    async with sitting_down(world, OFFICER) as sitting:
        await sitting.unlock()
        head = world.desk()
        head.staffing.revoke(OFFICER)
        world.lock(head)
        await sitting.until("was revoked")
        assert sitting.screen == "Unlock"
        assert not sitting.app.shell.work.unlocked


async def test_the_oldest_arrival_is_told_of_any_number(world: World) -> None:
    head = world.desk()
    for number in range(203):
        arrival = NewTransmission("in", "email", from_="dijin", subject=f"arr {number}", text="x")
        head.transmissions.record(arrival)
        if not number:
            world.clock.advance(days=9)
    world.lock(head)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        assert "the oldest D-9" in sitting.frame
