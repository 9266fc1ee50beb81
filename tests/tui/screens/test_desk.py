"""The desk by keys: what it shows as time passes and others work."""

from __future__ import annotations

import pytest

from exchange.requests.inputs import NewRequest
from tests.tui.screens.population import ARABIC
from tests.tui.screens.sitting import sitting_down
from tests.world import OFFICER, World
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
