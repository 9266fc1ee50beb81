"""Moving about: areas by their keys, help, palette, language, theme, size."""

from __future__ import annotations

from exchange.locale import Language
from tests.tui.screens.population import ARREST, BAD, CONTAINER, SCRIPTS
from tests.tui.screens.sitting import LARGE, Sitting, sitting_down
from tests.tui.test_visible_lines import COMMANDS
from tests.world import AUDITOR, INVESTIGATOR, World
from tui.config import Config
from tui.screens.request_tabs import TABS
from tui.themes import THEMES
from tui.widgets.preview import Preview
from tui.widgets.rows import Rows

AREAS = ("desk", "requests", "register", "log", "directory", "figures")


async def test_areas_open_by_digits_and_by_the_unshifted_row_of_azerty(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for keys in ("123567", '&é"(-è'):
            seen = []
            for key in keys:
                await sitting.press(key)
                seen.append(sitting.screen)
            assert tuple(seen) == AREAS
        await sitting.press("4", "apostrophe")
        assert sitting.screen == "figures"


async def test_every_area_and_tab_shows_hostile_text_without_obeying_it(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for key in "135672":
            await sitting.press(key)
            assert not COMMANDS.search(sitting.frame.replace("\n", ""))
        assert "A␛]52" in sitting.frame
        await sitting.stand_on(BAD)
        await sitting.press("enter")
        for _ in TABS:
            assert not COMMANDS.search(sitting.frame.replace("\n", ""))
            assert "A␛]52" in sitting.frame
            await sitting.press("right")
        await sitting.press("slash")
        await sitting.write("[/]")
        await sitting.press("enter")
        assert sitting.app.is_running


async def test_names_in_other_scripts_stand_in_their_cells(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        frame = sitting.frame
        assert [script for script, name in SCRIPTS.items() if name not in frame] == []


async def test_a_preview_stands_beside_the_list_where_there_is_room(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        assert not sitting.one(Preview).display
        await sitting.pilot.resize_terminal(*LARGE)
        await sitting.settled()
        await sitting.stand_on(CONTAINER)
        assert sitting.one(Preview).display
        await sitting.until("Vérifier le conteneur MSKU 731204.")


async def test_a_tiny_terminal_loses_nothing(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for key in "123567":
            await sitting.press(key)
            before = sitting.frame
            await sitting.pilot.resize_terminal(20, 5)
            await sitting.settled()
            await sitting.press("j")
            await sitting.press("k")
            await sitting.pilot.resize_terminal(80, 24)
            await sitting.settled()
            assert sitting.frame == before


async def test_the_list_walks_by_arrows_and_by_letters(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        rows, seen = sitting.one(Rows), []
        for key in ("j", "down", "k", "G", "g", "end", "home", "pagedown", "up"):
            await sitting.press(key)
            seen.append(rows.cursor)
        assert seen == [1, 2, 1, 6, 0, 6, 0, 6, 5]


async def test_help_lists_the_keys_of_the_screen_and_finds_by_key_or_by_action(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "question_mark")
        assert sitting.screen == "Help"
        assert {"requests.new", "rows.down", "marks.mark", "app.lock"} <= set(sitting.keys)
        assert "register.file" not in sitting.keys
        await sitting.write("assign")
        assert sitting.keys == ["requests.assign"]
        await sitting.press(*["backspace"] * 6)
        await sitting.write("ctrl+l")
        assert "app.lock" in sitting.keys
        await sitting.press("escape")
        assert sitting.screen == "requests"
        await sitting.press("f", "f1")
        assert sitting.screen == "Help"


async def test_the_key_of_the_help_closes_it_again(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("f1")
        assert sitting.screen == "Help"
        await sitting.press("f1")
        assert sitting.screen == "desk"


async def test_help_shows_no_key_that_the_role_may_not_use(world: World) -> None:
    async with sitting_down(world, INVESTIGATOR) as sitting:
        await sitting.unlock()
        await sitting.press("question_mark")
        assert not {"requests.new", "requests.assign", "requests.close"} & set(sitting.keys)


async def found_in_palette(sitting: Sitting, typed: str) -> str:
    await sitting.press("ctrl+p")
    await sitting.write(typed)
    await sitting.settled()
    return sitting.frame


async def test_the_palette_finds_commands_in_both_languages(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        assert "Register an arrival" in await found_in_palette(sitting, "")  # those of the screen first
        await sitting.press("escape")
        for typed, shown in (("take in", "Take in"), ("recevoir", "Take in"), ("thème", "theme")):
            assert shown in await found_in_palette(sitting, typed), typed
            await sitting.press("escape")


async def test_the_palette_is_closed_by_its_own_key_and_never_opens_twice(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for keys in (("ctrl+p", "ctrl+p"), ("ctrl+p", "f1", "ctrl+p"), ("f1", "ctrl+p", "ctrl+p", "escape")):
            await sitting.press(*keys)
            assert sitting.screen == "desk", keys


async def test_a_command_of_another_area_goes_there_and_does_it(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await found_in_palette(sitting, "signed checkpoint")
        await sitting.press("enter")
        await sitting.settled()
        assert sitting.screen == "Show"
        assert "Signed checkpoint" in sitting.frame
        await sitting.press("escape")
        assert sitting.screen == "log"


async def test_the_language_changes_on_every_screen_at_once(world: World) -> None:
    async with sitting_down(world, language=Language.FR) as sitting:
        await sitting.unlock()
        await sitting.press("2", "3", "1")
        assert "ARRESTATIONS" in sitting.frame
        await sitting.app.run_action("language")
        await sitting.settled()
        assert "ARRESTS" in sitting.frame and "Register" in sitting.frame
        for key in "235671":
            await sitting.press(key)
            assert "Annuaire" not in sitting.frame and "aide" not in sitting.frame
        await sitting.app.run_action("language")
        await sitting.settled()
        assert "ARRESTATIONS" in sitting.frame


async def test_themes_take_turns_and_each_shows_the_same_text(world: World) -> None:
    async with sitting_down(world, config=Config(theme="contrast")) as sitting:
        await sitting.unlock()
        before, seen = sitting.frame, {sitting.app.theme}
        for _ in THEMES:
            await sitting.app.run_action("theme")
            await sitting.settled()
            seen.add(sitting.app.theme)
            assert sitting.frame == before
        assert seen == set(THEMES.values())


async def test_keys_of_the_settings_do_what_they_say_and_help_tells_them(world: World) -> None:
    keys = {"requests.filter": "insert, F9", "app.lock": "f12"}
    async with sitting_down(world, config=Config(keys=keys)) as sitting:
        await sitting.unlock()
        await sitting.press("2", "f")
        assert isinstance(sitting.app.focused, Rows)
        await sitting.press("question_mark")
        assert "insert" in sitting.frame
        await sitting.press("escape", "insert")
        assert not isinstance(sitting.app.focused, Rows)
        await sitting.press("f12")  # inside the field
        assert sitting.screen == "Unlock"


async def test_the_footer_always_tells_where_help_is(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for key in "123567":
            await sitting.press(key)
            assert "? help" in sitting.frame.split("\n")[-1]
        await sitting.press("2")
        await sitting.stand_on(CONTAINER)
        await sitting.press("enter")
        assert "? help" in sitting.frame.split("\n")[-1]


async def test_an_auditor_sees_keys_of_the_log_alone(world: World) -> None:
    async with sitting_down(world, AUDITOR) as sitting:
        await sitting.unlock()
        await sitting.press("slash", "i", "n", "2")
        assert sitting.screen == "log"
        await sitting.press("v")
        assert "holds" in sitting.frame


async def test_closing_a_dialogue_is_no_consultation(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await sitting.stand_on(CONTAINER)
        await sitting.press("enter")
        before = len(world.entries())
        for key in ("o", "question_mark", "x", "ctrl+p"):
            await sitting.press(key)
            await sitting.press("escape")
        assert sitting.screen == "request"
        assert len(world.entries()) == before


async def test_a_window_of_few_lines_shows_rows_and_a_higher_one_its_title_again(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        first = sitting.frame.split("\n")[4][2:7]
        await sitting.pilot.resize_terminal(20, 5)
        await sitting.settled()
        assert first in sitting.frame
        await sitting.pilot.resize_terminal(80, 24)
        await sitting.settled()
        assert "2 Requests" in sitting.frame and first in sitting.frame


async def test_what_was_typed_holds_over_a_request_and_is_forgotten_where_the_area_is_left(
    world: World,
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "f")
        await sitting.write("kind:wanted")
        await sitting.press("enter", "S", "enter", "escape")
        assert sitting.keys == [ARREST] and "kind:wanted" in sitting.frame
        await sitting.press("1", "2")
        assert len(sitting.keys) == 7 and "kind:wanted" not in sitting.frame
        assert "due first" not in sitting.frame
