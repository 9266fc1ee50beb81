"""Tables and sentences laid out: one line a row in a pipe, folded at spaces on a terminal."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tui.cli.layout import cells, columns, folded

ROWS = (
    ("N°", "NOM", "TEXTE"),
    ("1", "Office central", "un texte assez long pour être plié"),
    ("22", "X", ""),
)
WORD = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z", "M")), min_size=1, max_size=12)
SENTENCE = st.lists(WORD, max_size=12).map(" ".join)
TABLE = st.integers(1, 5).flatmap(
    lambda wide: st.lists(st.lists(SENTENCE, min_size=wide, max_size=wide), min_size=1, max_size=5)
)


def test_in_a_pipe_each_row_is_one_line_in_columns() -> None:
    assert columns(ROWS, None) == [
        "N°  NOM             TEXTE",
        "1   Office central  un texte assez long pour être plié",
        "22  X",
    ]


def test_on_a_narrow_terminal_the_widest_column_is_folded_at_spaces() -> None:
    assert columns(ROWS, 36) == [
        "N°  NOM             TEXTE",
        "1   Office central  un texte assez",
        "                    long pour être",
        "                    plié",
        "22  X",
    ]


def test_short_cells_such_as_dates_stay_in_one_piece_while_they_fit() -> None:
    rows = (("QUAND", "TEXTE"), ("lun. 23/11/2026 08:12", "un texte assez long pour être plié"))
    laid = columns(rows, 40)
    assert laid is not None
    assert laid[1].startswith("lun. 23/11/2026 08:12  ")


def test_where_the_longest_words_do_not_fit_there_is_no_table() -> None:
    assert columns((("SHA-256", "N°"), ("0" * 64, "1")), 60) is None


@given(TABLE, st.integers(1, 90))
def test_a_folded_table_never_exceeds_its_room_and_loses_no_word(rows: list[list[str]], room: int) -> None:
    laid = columns(rows, room)
    if laid is not None:
        assert max(map(cells, laid)) <= room
        found = sorted(word for line in laid for word in line.split())
        assert found == sorted(word for row in rows for cell in row for word in cell.split())


@given(SENTENCE, st.integers(1, 90))
def test_folding_a_sentence_changes_nothing_but_spaces(text: str, room: int) -> None:
    assert folded(text, room).split() == text.split()
    assert folded(text, None) == text


def test_wide_letters_count_two_cells_and_marks_none() -> None:
    assert (cells("abc"), cells("東京"), cells("e\u0301")) == (3, 4, 1)
