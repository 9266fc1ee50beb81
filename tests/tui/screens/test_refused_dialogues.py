"""A dialogue whose answer the desk refuses: it opens again, filled as it was typed."""

from __future__ import annotations

from pathlib import Path

from tests.tui.screens.population import CONTAINER, PASSPORT
from tests.tui.screens.sitting import at_request, stored
from tests.world import World
from tui.widgets.fields import Fields


async def test_what_is_refused_comes_back_as_it_was_typed_to_be_mended(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        before = len(stored(world, PASSPORT).events)
        await sitting.press("v")
        await sitting.answer(code="acknowledged", at="now", country="ZZ", note="long, and typed once")
        assert "ZZ" in sitting.refused
        assert sitting.screen == "Ask"
        assert "long, and typed once" in sitting.frame
        assert len(stored(world, PASSPORT).events) == before
        await sitting.answer(country="CO")
        assert sitting.screen == "request"
    assert stored(world, PASSPORT).events[-1].note == "long, and typed once"


async def test_a_departure_that_is_refused_keeps_its_text(world: World, tmp_path: Path) -> None:
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("s")
        await sitting.answer(to="dijin", channel="dispatch", text="¿Qué buque?", out=str(tmp_path))
        assert "card" in sitting.refused
        assert "¿Qué buque?" in sitting.frame
        await sitting.press("escape")
        assert sitting.screen == "request"


async def test_a_departure_that_fails_after_its_countdown_comes_back(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("s")
        await sitting.answer(to="dijin", channel="bag", text="¿Qué buque?", out=str(out))
        out.rmdir()
        out.write_text("a file stands where the folder was")
        await sitting.press("y", "y")
        assert sitting.screen == "Drafted", sitting.said
        assert "¿Qué buque?" in sitting.frame


async def test_a_lock_meanwhile_opens_nothing_again(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("v")
        sitting.fill(code="acknowledged", at="now", country="ZZ")
        await sitting.settled()
        await sitting.burst("f2", "ctrl+l")
        assert sitting.screen == "Unlock"


async def test_a_moment_that_is_not_understood_is_said_before_the_dialogue_is_left(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("v")
        for typed, said in (
            ("the day after never", "not a date that the program understands"),
            ("tomorrow", "not come"),
        ):
            await sitting.answer(code="acknowledged", at=typed)
            assert sitting.screen == "Ask"
            assert said in sitting.refused
            assert sitting.app.focused is sitting.one(Fields).widget("at")


async def test_what_was_said_before_does_not_stand_over_a_dialogue(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("y")
        assert len(sitting.app._notifications) == 1
        await sitting.press("v")
        assert sitting.screen == "Ask"
        assert not len(sitting.app._notifications)


async def test_an_event_before_the_receipt_is_refused_in_words_and_at_the_hour_of_the_post(
    world: World,
) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("v")
        await sitting.answer(code="clarification-asked", at="2026-10-01")
        assert "“Clarification asked” cannot come before the request" in sitting.refused
        assert "received on Thu 2026-11-19 0" in sitting.refused
        assert "clarification-asked" not in sitting.refused
        assert "America/Bogota" not in sitting.refused
