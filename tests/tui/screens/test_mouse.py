"""What a mouse does: areas, tabs, rows, footers and dialogues answer to it, as they do to their keys."""

from __future__ import annotations

from typing import Any

import pytest
from textual.events import MouseScrollDown

from exchange.locale import Language
from tests.tui.screens.population import CONTAINER
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import World
from tui.questions import (
    activate,
    alarm,
    ask,
    blank,
    confirm,
    countdown,
    drafted,
    long_text,
    pick,
    progress,
    show,
)
from tui.questions import help as help_
from tui.questions.question import Question
from tui.speech import Speech
from tui.widgets.rows import Rows


def place_of(sitting: Sitting, text: str) -> tuple[int, int]:
    """Return where the middle of a text stands on the screen, the lowest where it stands twice."""
    lines = sitting.frame.split("\n")
    y = max(number for number, line in enumerate(lines) if text in line)
    return lines[y].index(text) + len(text) // 2, y


async def click(sitting: Sitting, text: str, *, times: int = 1) -> None:
    """Click on what is read there."""
    await sitting.pilot.click(offset=place_of(sitting, text), times=times)
    await sitting.settled()


async def test_an_area_is_gone_to_by_its_name(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        for name, scope in (("Register", "register"), ("Figures", "figures"), ("Desk", "desk")):
            await sitting.pilot.click(offset=(sitting.frame.split("\n")[1].index(name), 1))
            await sitting.settled()
            assert sitting.screen == scope


async def test_a_row_is_stood_on_by_one_click_and_opened_by_two(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await click(sitting, "Conteneur MSKU")
        assert (sitting.screen, sitting.one(Rows).key) == ("requests", CONTAINER)
        await click(sitting, "Conteneur MSKU", times=2)
        assert sitting.screen == "request"
        assert CONTAINER in sitting.frame


async def test_tabs_are_clicked_also_when_the_first_are_out_of_sight(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_container(sitting)
        await click(sitting, "Thread 1")
        assert "│THREAD 1│" in sitting.frame
        await sitting.pilot.resize_terminal(60, 24)
        await sitting.press("right", "right", "right")
        assert "│HISTORY" in sitting.frame and "«" in sitting.frame
        await click(sitting, "Notes 1")
        assert "│NOTES 1│" in sitting.frame


async def test_the_footer_does_what_it_says_and_goes_back_before_it_quits(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_container(sitting)
        await click(sitting, "o note")
        assert sitting.asked()
        await sitting.press("escape")
        await click(sitting, "? help")
        assert sitting.screen == "Help"
        await sitting.press("escape")
        assert "q quit" not in sitting.frame
        await click(sitting, "esc back")
        assert sitting.screen == "requests"


async def test_the_footer_of_a_form_names_no_letter_that_would_be_typed(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n")
        foot = sitting.frame.split("\n")[-1]
        assert "f1 help" in foot and "esc leave" in foot
        assert "?" not in foot and "quit" not in foot
        await click(sitting, "esc leave")
        assert sitting.screen == "desk"


async def test_the_wheel_scrolls_a_list_and_the_cursor_stays(world: World) -> None:
    async with sitting_down(world, size=(80, 12)) as sitting:
        await sitting.unlock()
        rows = sitting.one(Rows)
        before = rows.key
        await sitting.pilot._post_mouse_events([MouseScrollDown], rows, (5, 2))
        await sitting.settled()
        assert rows.scroll_y > 0
        assert rows.key == before


async def test_a_dialogue_is_answered_by_clicking_its_keys(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_container(sitting)
        await sitting.press("o")
        await sitting.write("Vu.")
        await click(sitting, "f2 answers")
        assert sitting.said[-1].endswith("note logged.")
        await sitting.press("o")
        await click(sitting, "esc keeps the draft")
        assert sitting.screen == "request"


async def test_a_click_ahead_answers_no_dialogue_that_only_just_opened(world: World) -> None:
    async with sitting_down(world, patient=False) as sitting:
        await at_container(sitting)
        await sitting.press("o")
        await click(sitting, "esc keeps the draft")
        assert sitting.asked()


DIALOGUES: tuple[tuple[type[Question[Any]], str], ...] = (
    (activate.Activate, "ask.keys"),
    (alarm.Alarm, "alarm.keys"),
    (ask.Ask, "ask.keys"),
    (blank.Blank, "blank.keys"),
    (confirm.Confirm, "confirm.keys"),
    (countdown.Countdown, "countdown.keys"),
    (drafted.Drafted, "draft.keys"),
    (help_.Help, "help.keys"),
    (long_text.LongText, "long-text.keys"),
    (pick.Pick, "question.keys"),
    (progress.Long, "progress.keys"),
    (show.Show, "show.keys"),
)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("dialogue", "told"), DIALOGUES)
def test_each_key_that_a_dialogue_tells_has_what_a_click_on_it_does(
    dialogue: type[Question[Any]], told: str, language: Language
) -> None:
    assert len(Speech(language).of(told).split(" · ")) == len(dialogue.CLICKS)
    for action in filter(None, dialogue.CLICKS):
        assert hasattr(dialogue, f"action_{action}")


async def at_container(sitting: Sitting) -> None:
    """Open the request of the container."""
    await sitting.unlock()
    await sitting.press("2")
    await sitting.stand_on(CONTAINER)
    await sitting.press("enter")


async def test_the_footer_tells_how_to_open_and_to_search_where_there_is_room(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        assert "enter open" in sitting.frame.split("\n")[-1]
        await click(sitting, "enter open")
        assert sitting.screen != "desk"
        await sitting.press("escape", "2")
        await click(sitting, "/ search")
        assert sitting.app.focused is not None and sitting.app.focused.id == "find"
