"""What is drawn in signs: bars to the eighth of a cell, QR codes that scan."""

from __future__ import annotations

import segno
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.qr import QUIET_ZONE, drawn
from tui.screens.figures import BAR, bar

_EIGHTHS = " ▏▎▍▌▋▊▉█"
_MODULES = {"█": (1, 1), "▀": (1, 0), "▄": (0, 1), " ": (0, 0)}


@given(st.integers(0, 10**9), st.integers(0, 10**9))
def test_a_bar_is_as_long_as_its_part_of_the_longest(count: int, more: int) -> None:
    most = count + more
    drawn_bar = bar(count, most)
    eighths = sum(_EIGHTHS.index(sign) for sign in drawn_bar)
    assert len(drawn_bar) <= BAR
    assert eighths == count * BAR * 8 // max(most, 1)


def test_nothing_has_no_bar_and_the_most_a_whole_one() -> None:
    assert bar(0, 0) == bar(0, 9) == ""
    assert bar(9, 9) == "█" * BAR


@settings(max_examples=15)
@given(st.text(min_size=1, max_size=120))
def test_a_drawn_code_holds_every_module_with_light_around_it(text: str) -> None:
    code = segno.make(text, error="m", micro=False, boost_error=False)
    lines = drawn(text).splitlines()
    found = [[_MODULES[sign][half] for sign in line] for line in lines for half in (0, 1)]
    expected = [list(map(int, row)) for row in code.matrix_iter(border=QUIET_ZONE)]
    assert [[int(bool(one)) for one in row] for row in expected] == found[: len(expected)]
    assert not any(any(row) for row in found[len(expected) :])
    assert len({len(line) for line in lines}) == 1
