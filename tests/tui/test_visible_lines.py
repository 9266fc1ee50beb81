"""The second line of defence: no line that is about to be written commands the terminal."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.segment import ControlType, Segment
from rich.style import Style
from textual.color import Color

from tests.tui.screens.population import HOSTILE
from tui.foreign import VisibleLines, block, content, line

COMMANDS = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
BLACK = Color(0, 0, 0)
_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\x1b\x07\x9b\u202e\u2066\x7f\t\n\ra")))


@given(st.lists(_TEXT, max_size=5))
def test_no_control_survives_in_a_line_that_is_written(texts: list[str]) -> None:
    written = VisibleLines().apply([Segment(text) for text in texts], BLACK)
    assert [segment for segment in written if COMMANDS.search(segment.text)] == []
    assert [len(segment.text) for segment in written] == list(map(len, texts))


@given(st.text(st.characters(blacklist_categories=["Cc", "Cf", "Cs"])))
def test_a_harmless_line_stays_as_it_is(text: str) -> None:
    segments = [Segment(text, Style(bold=True))]
    assert VisibleLines().apply(segments, BLACK) == segments


def test_what_textual_itself_commands_passes() -> None:
    home = Segment("\x1b[H", None, [(ControlType.HOME,)])
    assert VisibleLines().apply([home, Segment("a\x1b")], BLACK) == [home, Segment("a␛")]


@given(_TEXT)
def test_foreign_text_is_shown_and_commands_nothing(text: str) -> None:
    assert not COMMANDS.search(line(text))
    assert not COMMANDS.search(block(text).replace("\n", ""))
    assert content(text).plain == block(text)


def test_markup_in_foreign_text_is_only_text() -> None:
    assert content("[/] [bold]x[/bold]").plain == "[/] [bold]x[/bold]"
    assert content("[red]x", "bold").plain == "[red]x"
    assert "␛" in line(HOSTILE) and "⟨RLO⟩" in line(HOSTILE) and "[bold]" in line(HOSTILE)
