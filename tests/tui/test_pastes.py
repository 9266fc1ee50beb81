"""Input of a terminal, cut anywhere: keys are keys, and no part of a paste ever is one."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st
from textual.events import Key, Paste
from textual.message import Message

from tui.terminal import PasteParser

START, END = "\x1b[200~", "\x1b[201~"
HOSTILE = "q\x1b\x1b[A\x1b[200~ctrl\x03\x1bOQ\x1b[20\r\n"


def read(chunks: Iterable[str]) -> list[str]:
    """Return what the input says, a key by its name and a paste in brackets."""
    parser = PasteParser()
    said = [one for chunk in chunks for one in parser.feed(chunk)]
    parser._held_until = 0  # as if the wait were over
    return [told(one) for one in [*said, *parser.tick()]]


def told(message: Message) -> str:
    if isinstance(message, Paste):
        return f"<{message.text}>"
    assert isinstance(message, Key)
    return message.key


def test_an_escape_inside_a_paste_presses_no_key() -> None:
    assert read([f"a{START}{HOSTILE}{END}\x1b[A"]) == ["a", f"<{HOSTILE}>", "up"]


def test_an_escape_alone_is_the_key_and_a_bracket_after_it_none() -> None:
    assert read(["a", "\x1b"]) == ["a", "escape"]
    assert read(["a\x1b", f"{START[1:]}b{END}"]) == ["a", "<b>"]


def test_a_paste_of_nothing_and_two_in_a_row_are_told() -> None:
    assert read([START + END + START + "x\x00y" + END]) == ["<>", "<xy>"]


def test_a_paste_that_has_not_ended_presses_nothing() -> None:
    assert read([START + HOSTILE, "q"]) == []


@given(
    pasted=st.text(st.sampled_from("q\x1b[201~é\n"), max_size=30).filter(lambda text: END not in text),
    cuts=st.lists(st.integers(0, 60), max_size=8),
)
def test_wherever_the_input_is_cut_it_says_the_same(pasted: str, cuts: list[int]) -> None:
    # A text whose end and the bracket's beginning make a bracket is another text and another paste.
    sent = f"a{START}{pasted}{END}b"
    places = sorted({0, len(sent), *(min(cut, len(sent)) for cut in cuts)})
    chunks = [sent[start:end] for start, end in itertools.pairwise(places)]
    found = re.fullmatch(f"a{re.escape(START)}(.*?){re.escape(END)}b", sent, re.DOTALL)
    assert found is not None
    assert read(chunks) == ["a", f"<{found[1]}>", "b"]
