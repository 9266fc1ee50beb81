"""A day by keys alone: from an arrival to a sealed dispatch, its receipt, a lock, and the log's export."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import AUDITOR, HEAD, MADRID, World


def trusted(world: World, place: Path) -> World:
    """Return the post in Madrid, each trusting the other's card."""
    other = World.madrid(place)
    for one, two in ((world, other), (other, world)):
        mine, theirs = one.desk(), two.desk()
        mine.services.trust(theirs.cards.export().data, lambda shown: shown.fingerprint.digits)
        one.lock(mine)
        two.lock(theirs)
    return other


async def from_arrival_to_request(sitting: Sitting) -> None:
    """Register an arrival, and open a request from it."""
    await sitting.press("i")
    await sitting.paste("Müller Érard se cacherait à Madrid.\nMerci de vérifier.")
    await sitting.answer(**{"from": "dnpj"}, subject="MÜLLER Érard, recherché", their_ref="PJ 26/9")
    await sitting.press("3")
    await sitting.stand_on("2026-6")
    await sitting.press("n")
    assert sitting.screen == "form"
    assert "A-0006" in sitting.frame and "MÜLLER Érard" in sitting.frame
    sitting.fill(kind="wanted", to=MADRID.handle)
    await sitting.settled()
    await sitting.press("f2")
    assert sitting.said[-1].startswith("BOG-2026-00008: opened"), sitting.said
    assert sitting.screen == "request"


async def test_a_day_at_the_post_by_keys_alone(world: World, tmp_path: Path) -> None:
    madrid = trusted(world, tmp_path / "madrid")
    bag = tmp_path / "bag"
    bag.mkdir()
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await from_arrival_to_request(sitting)
        await sitting.press("slash")
        await sitting.write("muller erard")
        await sitting.press("enter")
        assert sitting.keys[0] == "BOG-2026-00008"
        await sitting.press("enter", "s")
        await sitting.answer(to=MADRID.handle, out=str(bag))
        assert "Sealed: only this service opens it." in sitting.frame, sitting.said
        await sitting.press("y")
        assert "Leaves in 10 s" in sitting.frame
        assert list(bag.iterdir()) == []
        await sitting.press("y")
        (dispatch,) = bag.glob("*.age")
        desk = madrid.desk()
        receipt = desk.transmissions.receive(dispatch, bag).receipt
        madrid.lock_all()
        assert receipt is not None
        await sitting.press("3", "r")
        await sitting.answer(path=str(receipt), receipts="")
        assert "receipt received and verified" in sitting.said[-1]
        await sitting.press("ctrl+l")
        assert sitting.screen == "Unlock"
        await sitting.unlock()
        assert sitting.screen == "register"
        await sitting.press("5", "x")
        await sitting.answer(path=str(tmp_path / "log.zip"))
        assert "Log exported" in sitting.frame
    assert (tmp_path / "log.zip").stat().st_size > 1000
    assert {"arrival.registered", "request.opened", "transmission.sent", "receipt.received"} <= set(
        world.ops()
    )


@pytest.mark.parametrize(("handle", "begins", "other"), [(HEAD, "desk", "7"), (AUDITOR, "log", "7")])
async def test_q_goes_back_to_where_one_begins_and_ends_there(
    world: World, handle: str, begins: str, other: str
) -> None:
    async with sitting_down(world, handle) as sitting:
        await sitting.unlock()
        await sitting.press(other)
        assert sitting.screen == "figures"
        assert "q back" in sitting.frame
        await sitting.press("q")
        assert sitting.screen == begins
        assert "q quit" in sitting.frame
        await sitting.press("q")
        assert not sitting.app.is_running


async def test_ctrl_q_ends_from_anywhere_with_the_keys_dropped(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("3", "ctrl+q")
        assert not sitting.app.is_running
        assert sitting.app.shell.seat is None
