"""The fields of which forms are made: pastes, letters with their marks, choices, the passphrase."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Generic, TypeVar

import pytest
from textual import events
from textual.app import App, ComposeResult
from textual.message import Message
from textual.pilot import Pilot
from textual.widget import Widget

from tests.tui.screens.population import HOSTILE
from tui.widgets.choice import Choice, Option
from tui.widgets.line import LONGEST, Line
from tui.widgets.passphrase import PassphraseField
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows
from tui.widgets.text import Text

FRUIT = (Option("a", "Apple"), Option("b", "Banana"), Option("c", "Cherry"))
SECRET = "une phrase très secrète 漢"


W = TypeVar("W", bound=Widget)
M = TypeVar("M", bound=Message)


class Table(App[None]):
    """One widget alone."""

    def __init__(self, make: Callable[[], Widget]) -> None:
        super().__init__()
        self._make = make

    def compose(self) -> ComposeResult:
        yield self._make()


@dataclass
class At(Generic[W]):
    """Somebody at one widget."""

    app: Table
    pilot: Pilot[None]
    it: W
    heard: list[Message]

    async def paste(self, text: str) -> None:
        self.it.post_message(events.Paste(text))
        await self.pilot.pause()

    def posted(self, kind: type[M]) -> list[M]:
        """Return the messages of a kind that were posted, each once."""
        return list({id(one): one for one in self.heard if isinstance(one, kind)}.values())


@asynccontextmanager
async def at(make: Callable[[], W]) -> AsyncIterator[At[W]]:
    made, heard = list[W](), list[Message]()

    def compose() -> W:
        made.append(make())  # once its app runs: an Input asks for it as it is made
        return made[0]

    app = Table(compose)
    async with app.run_test(message_hook=heard.append) as pilot:
        made[0].focus()
        await pilot.pause()
        yield At(app, pilot, made[0], heard)


async def test_a_paste_of_many_lines_is_joined_and_said() -> None:
    async with at(lambda: Line()) as here:
        line = here.it
        await here.paste("un\r\n\r\n  deux\ntrois\r\n")
        assert line.value == "un deux trois"
        joined = here.posted(Line.Joined)
        assert [one.lines for one in joined] == [3]


async def test_a_paste_of_one_line_says_nothing() -> None:
    async with at(lambda: Line()) as here:
        line = here.it
        await here.paste("un\n")
        assert (line.value, here.posted(Line.Joined)) == ("un", [])
        await here.paste("\n \n")
        assert line.value == "un"


async def test_what_commands_a_terminal_is_shown_in_a_pasted_line() -> None:
    async with at(lambda: Line()) as here:
        line = here.it
        await here.paste(HOSTILE)
        assert "␛]52" in line.value and "⟨RLO⟩" in line.value and "[/]" in line.value
        assert not set(line.value) & set("\x1b\x07\x9b\u202e\u2066\u200b\r")


async def test_a_paste_longer_than_a_line_may_be_is_cut() -> None:
    async with at(lambda: Line("x")) as here:
        line = here.it
        await here.paste("a" * (LONGEST * 3))
        assert len(line.value) == LONGEST
        await here.paste("b")
        assert len(line.value) == LONGEST


@pytest.mark.parametrize(
    ("text", "left"),
    [("cafe\u0301", "caf"), ("x👨\u200d👩\u200d👧", "x"), ("a🇫🇷", "a"), ("q\u0323\u0307", ""), ("ab", "a")],
)
async def test_backspace_deletes_what_a_person_sees_as_one_sign(text: str, left: str) -> None:
    async with at(lambda: Line()) as here:
        line = here.it
        line.value = text
        line.cursor_position = len(text)
        await here.pilot.press("backspace")
        assert line.value == left


async def test_backspace_deletes_what_is_selected() -> None:
    async with at(lambda: Line("abcd")) as here:
        line = here.it
        line.select_all()
        await here.pilot.press("backspace")
        assert line.value == ""
        await here.pilot.press("backspace")
        assert line.value == ""


async def test_a_long_text_keeps_its_lines_and_shows_what_commands() -> None:
    async with at(lambda: Text()) as here:
        text = here.it
        await here.paste("un\r\ndeux\rtrois\x1b[31m\u202e")
        assert text.text == "un\ndeux\ntrois␛[31m⟨RLO⟩"


async def test_text_is_kept_in_its_composed_form() -> None:
    async with at(lambda: Line("e\u0301")) as here:
        line = here.it
        await here.paste("a\u0300")
        assert line.value in ("éà", "àé")


async def test_arrows_turn_a_choice_round_and_round() -> None:
    async with at(lambda: Choice(FRUIT)) as here:
        choice = here.it
        assert choice.value == ""
        seen = []
        for key in ("right", "right", "right", "right", "left", "left"):
            await here.pilot.press(key)
            seen.append(choice.value)
        assert seen == ["a", "b", "c", "a", "c", "b"]
        await here.pilot.press("backspace")
        assert choice.value == ""
        await here.pilot.press("left")
        assert choice.value == "c"


async def test_a_letter_opens_the_list_at_what_is_typed() -> None:
    async with at(lambda: Choice(FRUIT)) as here:
        await here.pilot.press("b", "enter")
        wanted = [one.typed for one in here.posted(Choice.Wanted)]
        assert wanted == ["b", ""]


async def test_several_are_taken_and_taken_back_one_by_one() -> None:
    async with at(lambda: Choice(FRUIT, "a", many=True)) as here:
        choice = here.it
        choice.chosen("c")
        choice.chosen("b")
        assert choice.value == "a,c,b"
        choice.chosen("c")
        assert choice.value == "a,b"
        await here.pilot.press("backspace")
        assert choice.value == "a"
        await here.pilot.press("right")
        assert choice.value == "a"


async def test_another_list_keeps_only_what_is_in_it() -> None:
    async with at(lambda: Choice(FRUIT, "a,c", many=True)) as here:
        choice = here.it
        choice.offer(FRUIT[:2])
        assert choice.value == "a"


async def test_a_choice_shows_names_and_no_markup() -> None:
    async with at(lambda: Choice((Option("a", "[/] [bold]x\x1b"),), "a")) as here:
        choice = here.it
        assert choice.render().plain.startswith("[/] [bold]x␛")


async def test_a_passphrase_is_nowhere_but_in_its_own_field() -> None:
    async with at(lambda: PassphraseField()) as here:
        phrase = here.it
        await here.paste(SECRET + "\n")
        seen = [repr(phrase), repr(here.app), str(here.app.tree), phrase.render().plain]
        seen += [repr(one) for one in here.heard if not isinstance(one, events.Paste)]
        seen += [repr(value) for name, value in vars(phrase).items() if name != "_typed"]
        assert [one for one in seen if "secrète" in one] == []
        assert phrase.render().plain.count("•") == len(SECRET)
        await here.pilot.press("enter")
        assert [vars(one).keys() & {"value", "text"} for one in here.posted(PassphraseField.Submitted)] == [
            set()
        ]
        typed = phrase._typed
        assert phrase.take() == SECRET
        assert (phrase.take(), phrase.is_empty, bytes(typed)) == ("", True, b"")


async def test_a_passphrase_is_the_same_typed_decomposed() -> None:
    async with at(lambda: PassphraseField()) as here:
        phrase = here.it
        await here.paste("e\u0301te\u0301")
        assert phrase.take() == "été"


async def test_a_passphrase_is_edited_and_begun_again() -> None:
    async with at(lambda: PassphraseField()) as here:
        phrase = here.it
        await here.pilot.press("a", "é", "question_mark", "q", "backspace")
        assert phrase.take() == "aé?"
        await here.pilot.press("x", "ctrl+u")
        assert phrase.is_empty
        await here.pilot.press("backspace")
        assert phrase.is_empty
        await here.paste("x" * 100_000)
        assert phrase.is_empty


async def test_a_page_that_comes_late_is_no_page_of_a_list_begun_anew() -> None:
    async with at(lambda: Rows((Column(0),))) as here:
        here.it.restart()
        await here.pilot.pause()
        late = here.posted(Rows.Wanted)[-1]
        here.it.restart()
        await here.pilot.pause()
        here.it.take(late.page, [Row("old", ("old",))], None)
        assert here.it.key is None
        here.it.take(here.posted(Rows.Wanted)[-1].page, [Row("new", ("new",))], None)
        assert here.it.key == "new"
