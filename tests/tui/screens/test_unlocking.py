"""The first screen: who sits down, and what a wrong passphrase says."""

from __future__ import annotations

from tests.tui.screens.sitting import sitting_down
from tests.world import World


async def test_the_right_passphrase_opens_the_desk(world: World) -> None:
    async with sitting_down(world) as sitting:
        assert sitting.screen == "Unlock"
        await sitting.unlock()
        assert sitting.screen == "desk"
