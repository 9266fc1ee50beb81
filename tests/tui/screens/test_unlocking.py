"""The first screen: who sits down, what is refused, and the first run of a new post."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.locale import Language
from tests.tui.screens.sitting import SMALL, sitting_down
from tests.world import AUDITOR, HEAD, INVESTIGATOR, World, first_passphrase_of, passphrase_of
from tui.widgets.line import Line
from tui.widgets.passphrase import PassphraseField


async def test_a_wrong_passphrase_is_said_and_the_right_one_opens(world: World) -> None:
    async with sitting_down(world) as sitting:
        assert sitting.screen == "Unlock"
        await sitting.press("enter")
        assert "Enter unlocks" in sitting.frame  # nothing was typed yet, so nothing is refused
        await sitting.unlock("no such phrase")
        assert sitting.screen == "Unlock"
        assert "passphrase doesn’t open" in sitting.frame
        assert sitting.one(PassphraseField).is_empty
        await sitting.write(passphrase_of(HEAD))
        await sitting.press("enter")
        assert sitting.screen == "desk"


async def test_the_handle_is_asked_for_where_it_is_not_known(world: World) -> None:
    async with sitting_down(world, "") as sitting:
        assert isinstance(sitting.app.focused, Line)
        await sitting.write(HEAD)
        await sitting.press("enter")
        await sitting.unlock(passphrase_of(HEAD))
        assert sitting.screen == "desk"


async def test_a_key_file_that_is_not_there_is_said(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.press("tab")
        await sitting.write("/no/such/key")
        await sitting.press("shift+tab")
        await sitting.unlock()
        assert sitting.screen == "Unlock"
        assert "/no/such/key" in sitting.frame


async def test_a_file_with_the_passphrase_opens_without_asking(world: World, tmp_path: Path) -> None:
    phrase = tmp_path / "phrase.txt"
    phrase.write_text(passphrase_of(HEAD) + "\n", encoding="utf-8")
    async with sitting_down(world, passphrase_file=phrase) as sitting:
        assert sitting.screen == "desk"


async def test_a_retired_store_opens_no_screen_and_says_why(world: World, tmp_path: Path) -> None:
    world.desk().backups.retire(tmp_path / "b")
    world.lock_all()
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        assert sitting.screen == "Unlock"
        assert "This store is retired" in sitting.frame


async def test_escape_ends_the_program(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.press("escape")
        assert not sitting.app.is_running


async def test_a_new_member_takes_a_passphrase_of_his_own_first(world: World) -> None:
    world.add("e.new", "officer")
    async with sitting_down(world, "e.new") as sitting:
        await sitting.unlock(first_passphrase_of("e.new"))
        assert sitting.screen == "Activate"
        for again in ("another", passphrase_of("e.new")):
            await sitting.paste(passphrase_of("e.new"))
            await sitting.press("enter")
            await sitting.paste(again)
            await sitting.press("enter")
        assert sitting.screen == "desk"
        await sitting.press("ctrl+l")
        await sitting.unlock(passphrase_of("e.new"))
        assert sitting.screen == "desk"


@pytest.mark.parametrize(
    ("handle", "first", "areas"),
    [
        (HEAD, "desk", "1 Desk  2 Requests  3 Register  5 Log  6 Directory  7 Figures"),
        (AUDITOR, "log", "5 Log  6 Directory  7 Figures"),
        (INVESTIGATOR, "requests", "1 Desk  2 Requests  5 Log  6 Directory"),
    ],
)
async def test_what_a_role_may_not_open_is_absent_and_no_error(
    world: World, handle: str, first: str, areas: str
) -> None:
    async with sitting_down(world, handle) as sitting:
        await sitting.unlock()
        assert sitting.screen == first
        assert areas in " ".join(sitting.frame.split("\n")[1].split()).replace(" 2", "  2").replace(
            " 3", "  3"
        ).replace(" 5", "  5").replace(" 6", "  6").replace(" 7", "  7")
        for key in "1234567":
            await sitting.press(key)
        assert sitting.said == []


async def test_a_first_run_founds_a_post_and_shows_its_sheet_once(tmp_path: Path) -> None:
    world = World(tmp_path / "store", tmp_path / "state", founded=World.bogota(tmp_path / "b").founded)
    async with sitting_down(world, "", language=Language.FR, size=SMALL) as sitting:
        assert sitting.screen == "Founding"
        await sitting.press("f1")
        assert set(sitting.keys) >= {"founding.save", "founding.leave", "fields.next", "choice.open"}
        assert not {"app.lock", "app.palette", "app.help", "app.go-log"} & set(sitting.keys)
        await sitting.press("f1")
        assert sitting.screen == "Founding"
        sitting.fill(post="asi-quito", name="Ambassade à Quito", hosts="EC", head=HEAD, head_name="Anne")
        await sitting.press("f2")
        assert "Il manque" in sitting.frame
        for phrase in ("passphrase", "again"):
            sitting.app.screen.query_one(PassphraseField).focus()
            if phrase == "again":
                await sitting.press("tab")
            await sitting.paste(passphrase_of(HEAD))
        await sitting.press("f2")
        assert sitting.screen == "Show"
        await sitting.press("escape")
        assert sitting.screen == "Unlock"
        await sitting.unlock(passphrase_of(HEAD))
        assert sitting.screen == "desk"
        assert "asi-quito" in sitting.frame


async def test_a_handle_that_nobody_has_is_pointed_at_with_what_to_do(world: World) -> None:
    async with sitting_down(world, "amartin") as sitting:
        await sitting.unlock(passphrase_of(HEAD))
        assert "Check the handle" in sitting.frame
        assert sitting.app.focused is sitting.app.screen.query_one("#handle")
        sitting.app.screen.query_one("#handle", Line).value = HEAD
        await sitting.press("enter")
        await sitting.unlock(passphrase_of(HEAD))
        assert sitting.screen == "desk"


async def test_what_is_typed_while_the_desk_opens_is_meant_for_the_desk(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.paste(passphrase_of(HEAD))
        await sitting.burst("enter", "3")
        assert sitting.screen == "register"
        await sitting.press("ctrl+l")
        assert sitting.app.screen.query_one("#handle", Line).value == HEAD


async def test_in_a_window_of_few_lines_the_field_that_is_typed_in_is_seen(world: World) -> None:
    async with sitting_down(world, size=(20, 5)) as sitting:
        assert "Passphrase" in sitting.frame
        await sitting.press("tab")
        assert "Key file" in sitting.frame
        await sitting.press("shift+tab", "shift+tab")
        assert "Member" in sitting.frame


async def test_a_clock_before_the_newest_entry_is_told_on_the_desk(world: World) -> None:
    world.clock.advance(days=-400)
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        assert "! clock before the log (" in sitting.frame
        assert "): check it" in sitting.frame


async def test_the_card_speaks_the_language_that_was_changed_to(world: World) -> None:
    async with sitting_down(world, language=Language.FR) as sitting:
        assert "Phrase de passe" in sitting.frame
        await sitting.unlock()
        await sitting.app.run_action("language")
        await sitting.press("ctrl+l")
        for said in ("Unlock", "Store: ", "Member", "Passphrase", "Key file", "Enter unlocks"):
            assert said in sitting.frame
        assert "Phrase" not in sitting.frame


async def test_before_anybody_sits_here_help_is_all_that_keys_do(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.press("f1")
        assert sitting.screen == "Help"
        assert set(sitting.keys) == {"unlock.leave", "app.help-anywhere"}
        await sitting.press("escape", "ctrl+p", "ctrl+l")
        assert sitting.screen == "Unlock"
