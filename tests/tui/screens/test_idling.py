"""While nobody types: the screen blanks, then the keys are dropped, and both lead back."""

from __future__ import annotations

from time import monotonic

from tests.tui.screens.population import CONTAINER
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import AUDITOR, HEAD, World, passphrase_of
from tui.widgets.passphrase import PassphraseField


async def opened(sitting: Sitting) -> None:
    await sitting.unlock()
    await sitting.press("2")
    await sitting.stand_on(CONTAINER)
    await sitting.press("enter")


async def idle(sitting: Sitting, minutes: float) -> None:
    """Let minutes pass in which nobody typed."""
    sitting.app.idling.since = monotonic() - minutes * 60
    await sitting.app._look_at_the_time()
    await sitting.settled()


async def test_the_screen_blanks_and_the_passphrase_brings_it_back(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await idle(sitting, 4.9)
        assert sitting.screen == "request"
        await idle(sitting, 5.1)
        assert sitting.screen == "Blank"
        assert "MSKU" not in sitting.frame and CONTAINER not in sitting.frame
        await sitting.press("q", "escape", "ctrl+p", "f1", "tab", "1", "slash")
        assert sitting.screen == "Blank"
        sitting.one(PassphraseField).wipe()
        await sitting.write("wrong")
        await sitting.press("enter")
        assert "tries left: 2" in sitting.frame
        await sitting.unlock()
        assert sitting.screen == "request"
        assert "MSKU" in sitting.frame


async def test_who_was_at_a_request_comes_back_to_it_and_from_it_to_its_list(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await idle(sitting, 31)
        assert sitting.screen == "Unlock"
        await sitting.unlock()
        assert sitting.screen == "request"
        assert "MSKU" in sitting.frame
        await sitting.press("escape")
        assert sitting.screen == "requests"
        await sitting.press("1")
        assert sitting.screen == "desk"


async def test_another_member_begins_at_his_own_place(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await sitting.press("ctrl+l", "shift+tab")
        await sitting.press(*["backspace"] * len(HEAD))
        await sitting.write(AUDITOR)
        await sitting.press("enter")
        await sitting.unlock(passphrase_of(AUDITOR))
        assert sitting.screen == "log"
        await sitting.press("ctrl+l", "shift+tab")
        await sitting.press(*["backspace"] * len(AUDITOR))
        await sitting.write(HEAD)
        await sitting.press("enter")
        await sitting.unlock(passphrase_of(HEAD))
        assert sitting.screen == "request"


async def test_three_wrong_tries_drop_the_keys(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await idle(sitting, 6)
        for _ in range(3):
            await sitting.write("x")
            await sitting.press("enter")
        assert sitting.screen == "Unlock"
        assert not sitting.app.shell.work.unlocked
        assert "three wrong tries" in sitting.frame


async def test_a_short_code_brings_it_back_until_the_keys_are_dropped(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await sitting.app.run_action("code")
        await sitting.settled()
        await sitting.write("abc")
        await sitting.press("enter")
        assert sitting.screen == "AskCode"
        await sitting.write("abc123")
        await sitting.press("enter")
        await idle(sitting, 6)
        await sitting.write("abc123")
        await sitting.press("enter")
        assert sitting.screen == "request"
        assert "abc123" not in repr(sitting.app.shell)
        await sitting.press("ctrl+l")
        assert sitting.app.shell.code == ""


async def test_after_half_an_hour_the_keys_are_dropped_even_behind_a_blank_screen(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await idle(sitting, 6)
        await idle(sitting, 31)
        assert sitting.screen == "Unlock"
        assert "nobody typed" in sitting.frame
        assert not sitting.app.shell.work.unlocked
        await sitting.unlock()
        assert sitting.screen == "request"
        assert CONTAINER in sitting.frame


async def test_locking_forgets_what_was_shown_and_unlocking_comes_back_to_it(world: World) -> None:
    async with sitting_down(world) as sitting:
        await opened(sitting)
        await sitting.press("right", "o", "ctrl+l")
        assert sitting.screen == "Unlock"
        shown = "".join(
            "".join(segment.text for segment in strip)
            for panel in sitting.app.panels.values()
            for widget in panel.query("*")
            for strip in [widget.render_line(0)]
            if widget.size.area
        )
        assert "MSKU" not in shown and "ROSERO" not in shown
        await sitting.press("2")
        assert sitting.screen == "Unlock"
        sitting.one(PassphraseField).wipe()
        await sitting.unlock(passphrase_of(sitting.handle))
        assert sitting.screen == "request"
        assert CONTAINER in sitting.frame
        await sitting.press("escape")
        assert sitting.screen in ("requests", "Unlock")
