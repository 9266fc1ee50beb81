"""Cells laid out in a line: exactly as wide as the line, in any script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.screens.population import SCRIPTS
from tui.foreign import line
from tui.widgets.row import Column, fitted, laid

WORDS = st.text(st.sampled_from("aé漢あ한🚔مשД e\u0301‐—")).map(line)


@given(text=WORDS, width=st.integers(0, 40), right=st.booleans())
def test_a_fitted_cell_is_exactly_as_wide_as_asked(text: str, width: int, right: bool) -> None:
    assert cell_len(fitted(text, width, right=right)) == width


@given(
    cells=st.lists(WORDS, max_size=7),
    widths=st.lists(st.integers(0, 20), max_size=7),
    width=st.integers(0, 120),
)
def test_a_line_is_exactly_as_wide_as_its_list(cells: list[str], widths: list[int], width: int) -> None:
    assert cell_len(laid(cells, [Column(one) for one in widths], width)) == width


@pytest.mark.parametrize("script", SCRIPTS)
def test_a_name_in_any_script_leaves_the_next_column_where_it_is(script: str) -> None:
    shown = laid((SCRIPTS[script], "next"), (Column(24), Column(0)), 60)
    assert cell_len(shown[: shown.index("next")]) == 25


def test_what_is_left_out_is_shown_by_a_sign() -> None:
    assert fitted("Conteneur", 5) == "Cont…"
    assert fitted("Conteneur", 0) == ""
    assert fitted("王小明", 4) == "王 …"


def test_a_column_that_needs_more_room_is_left_out() -> None:
    columns = (Column(3), Column(5, least=50), Column(0))
    assert laid(("abc", "wide", "rest"), columns, 20) == "abc rest            "
    assert "wide" in laid(("abc", "wide", "rest"), columns, 50)


def test_columns_without_a_width_share_what_is_left() -> None:
    assert laid(("a", "b"), (Column(0), Column(0)), 11) == "a     b    "


def test_numbers_stand_at_the_right() -> None:
    assert laid(("7",), (Column(3, right=True),), 3) == "  7"
