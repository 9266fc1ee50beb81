"""What helps who doesn't know what to press: the keys of a dialogue, lists that say what they found."""

from __future__ import annotations

import pytest

from exchange.locale import Language
from tests.tui.screens.population import CONTAINER
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import World
from tui.questions.pick import Pick
from tui.widgets.choice import Option
from tui.widgets.fields import As, Fields, Wanted
from tui.widgets.line import Line
from tui.widgets.row import laid
from tui.widgets.rows import Rows


async def test_help_of_a_dialogue_tells_its_keys_and_none_that_would_be_text_there(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("i", "f1")
        assert sitting.screen == "Help"
        assert {"ask.answer", "ask.cancel", "choice.open", "app.help-anywhere"} <= set(sitting.keys)
        assert not {"app.go-desk", "app.back", "app.search", "rows.down"} & set(sitting.keys)


async def test_help_of_a_form_tells_no_letter_that_would_be_text_there(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n", "f1")
        assert {"form.save", "choice.open", "app.lock"} <= set(sitting.keys)
        assert not {"app.go-desk", "app.help", "app.back"} & set(sitting.keys)


async def test_enter_in_the_help_does_what_its_key_does(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("question_mark")
        await sitting.write("figures")
        await sitting.press("enter")
        assert sitting.screen == "figures"
        await sitting.press("2", "question_mark")
        await sitting.write("open a request")
        await sitting.press("enter")
        assert sitting.screen == "form"
        await sitting.press("f1")
        await sitting.write("marking and")
        await sitting.press("enter")
        assert sitting.app.screen.query_one("#conditions", Fields).display
        await sitting.press("f1", "escape")
        assert sitting.screen == "form"


async def test_what_comes_with_a_paste_does_nothing_in_the_help(world: World) -> None:
    async with sitting_down(world, patient=False) as sitting:
        await sitting.unlock()
        await sitting.burst("question_mark", "enter")
        assert sitting.screen == "Help"


async def test_enter_takes_the_handle_that_is_being_typed(world: World) -> None:
    chosen: list[str | None] = []
    options = [Option("interpol-ch", "BCN Berne, Effingerstrasse"), Option("interpol-ec", "BCN Équateur")]
    async with sitting_down(world) as sitting:
        sitting.app.push_screen(Pick(sitting.app.shell, "De", options), chosen.append)
        await sitting.settled()
        await sitting.write("interpol-e")
        await sitting.press("enter")
        assert chosen == ["interpol-ec"]


async def test_a_list_in_which_nothing_is_found_says_so(world: World) -> None:
    async with sitting_down(world) as sitting:
        sitting.app.push_screen(Pick(sitting.app.shell, "De", [Option("ofast", "OFAST")]))
        await sitting.settled()
        await sitting.write("zzz")
        assert "Nothing answers" in sitting.frame
        await sitting.press("enter")
        assert sitting.screen == "Pick"


async def test_a_long_list_to_choose_from_goes_by_pages(world: World) -> None:
    async with sitting_down(world) as sitting:
        options = [Option(f"s-{n:02}", f"Service {n}") for n in range(40)]
        sitting.app.push_screen(Pick(sitting.app.shell, "De", options))
        await sitting.settled()
        await sitting.press("pagedown", "pagedown")
        assert "s-00" not in sitting.frame
        await sitting.press("pageup", "pageup")
        assert "> s-00" in sitting.frame


async def test_a_dialogue_with_more_fields_than_lines_keeps_its_keys_in_sight(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("1", "enter")
        assert sitting.screen == "request"
        await sitting.press("e")
        fields = sitting.one(Fields)
        last = list(fields.values)[-1]
        assert "f2 answers" in sitting.frame
        assert fields.label(last) not in sitting.frame
        fields.widget(last).focus()
        await sitting.settled()
        assert fields.label(last) in " ".join(sitting.frame.split())
        assert "f2 answers" in sitting.frame


def cut(sitting: Sitting) -> list[str]:
    """Return the rows of the list that are longer than their line."""
    rows = sitting.one(Rows)
    shown = [laid(row.cells, rows.layouts[row.layout], rows.size.width - 2) for row in rows.window.held]
    return [one for one in shown if "…" in one]


@pytest.mark.parametrize("language", list(Language))
async def test_help_says_whole_what_each_key_does(world: World, language: Language) -> None:
    async with sitting_down(world, language=language) as sitting:
        await sitting.unlock()
        for keys in ("1", "2", "3", "5", "6", "7", "2 J"):
            await sitting.press(*keys.split(), "f1")
            assert cut(sitting) == [], keys
            await sitting.press("escape")
        await sitting.answer(where=CONTAINER)
        for pressed in (("question_mark",), ("n", "f1"), ("1", "n", "f1")):
            await sitting.press(*pressed)
            assert sitting.screen == "Help" and cut(sitting) == [], pressed
            await sitting.press("escape")


async def test_what_a_field_has_no_room_for_is_cut_with_a_sign(world: World) -> None:
    async with sitting_down(world) as sitting:
        name = "Bureau de l’entraide pénale internationale (BEPI) du ministère"
        where = Option("bepi", name)
        await sitting.unlock()
        panel = sitting.app.panel
        assert panel is not None
        panel.question(
            "Ask",
            [Wanted("to", "To", As.CHOICE, "bepi", (where,)), Wanted("text", "Text", hint=name)],
            print,
        )
        await sitting.settled()
        assert [one.count("…") for one in sitting.frame.split("\n") if "Bureau de l" in one] == [1, 1]
        await sitting.pilot.resize_terminal(120, 24)
        await sitting.settled()
        assert sitting.one(Line).placeholder.startswith(name[:40])


@pytest.mark.parametrize(("language", "said"), [(Language.FR, "Rien ne répond"), (Language.EN, "Nothing")])
async def test_the_palette_says_in_the_language_that_it_found_nothing(
    world: World, language: Language, said: str
) -> None:
    async with sitting_down(world, language=language) as sitting:
        await sitting.unlock()
        await sitting.press("ctrl+p")
        await sitting.write("zzzz")
        await sitting.until(said)
        assert "No matches found" not in sitting.frame
        await sitting.press("enter")
        assert sitting.screen == "desk"


async def test_taking_back_is_offered_where_something_can_be_taken_back(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "J")
        await sitting.answer(where=CONTAINER)
        await sitting.press("question_mark")
        assert "app.undo" not in sitting.keys
        await sitting.press("escape", "c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        await sitting.press("question_mark")
        assert "app.undo" in sitting.keys
        await sitting.press("escape", "u", "question_mark")
        assert "app.undo" not in sitting.keys


async def test_what_is_set_aside_says_how_it_is_taken_up_again(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("3")
        await sitting.stand_on("2026-3")
        await sitting.press("x")
        await sitting.answer(reason="publicité")
        assert sitting.said[-1] == "A-0003: set aside. t files it after all."
        await sitting.press("t")
        await sitting.answer(request=CONTAINER)
        assert "A-0003" in sitting.said[-1] and CONTAINER in sitting.said[-1]
