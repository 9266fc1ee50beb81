"""Pages: rows stand whole where they can, break together where they must, and leave nothing out."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.documents.layout import (
    BOTTOM,
    LEFT,
    PLAIN,
    RIGHT,
    TOP,
    WIDTH,
    Block,
    Cell,
    Dress,
    Pages,
    Side,
    Style,
    one_line,
)
from exchange.documents.paint import Box, Frame, Ink, Mark, Rule, Words

NARROW = 120.0


def full_width(text: str, style: Style | None = None) -> list[Cell]:
    return [Cell(LEFT, WIDTH, (Block(text, style or Style()),))]


def texts(marks: list[Mark]) -> list[str]:
    return ["".join(run.text for run in mark.line.runs) for mark in marks if isinstance(mark, Words)]


def left_of(side: Side, text: str = "mot") -> float:
    pages = Pages()
    pages.row(full_width(text, Style(side=side)))
    return next(mark.x for mark in pages.page if isinstance(mark, Words))


def test_rows_go_down_the_page_one_under_the_other() -> None:
    pages = Pages()
    for name in ("un", "deux", "trois"):
        pages.row(full_width(name))
    feet = [mark.y for mark in pages.page if isinstance(mark, Words)]
    assert texts(pages.page) == ["un", "deux", "trois"]
    assert feet == sorted(feet) and len(set(feet)) == 3


def test_cells_of_one_row_stand_at_the_same_height() -> None:
    pages = Pages()
    pages.row([Cell(LEFT, NARROW, (Block("gauche"),)), Cell(RIGHT - NARROW, NARROW, (Block("droite"),))])
    first, second = [mark for mark in pages.page if isinstance(mark, Words)]
    assert first.y == second.y and first.x < second.x


def test_a_short_row_moves_whole_to_the_next_page() -> None:
    pages = Pages()
    pages.y = BOTTOM - 20
    pages.row(full_width("un\ndeux\ntrois"))
    assert texts(pages.pages[0]) == []
    assert texts(pages.pages[1]) == ["un", "deux", "trois"]


def test_a_long_row_fills_the_page_then_goes_on() -> None:
    pages = Pages()
    lines = [f"ligne {number}" for number in range(130)]
    pages.row(full_width("\n".join(lines)))
    assert len(pages.pages) == 3
    assert [text for page in pages.pages for text in texts(page)] == lines


def test_the_cells_of_a_long_row_break_together() -> None:
    pages = Pages()
    left, right = ([f"{side}{number}" for number in range(count)] for side, count in (("g", 90), ("d", 5)))
    cells = [
        Cell(LEFT, NARROW, (Block("\n".join(left)),)),
        Cell(RIGHT - NARROW, NARROW, (Block("\n".join(right)),)),
    ]
    pages.row(cells)
    assert [text for text in texts(pages.pages[0]) if text[0] == "d"] == right
    assert [text for page in pages.pages for text in texts(page) if text[0] == "g"] == left


def test_nothing_is_set_above_or_below_the_page() -> None:
    pages = Pages()
    for number in range(200):
        pages.row(full_width(f"{number} " * (number % 90 + 1)), Dress(tint=Ink.TINT))
    for mark in (mark for page in pages.pages for mark in page):
        assert TOP <= mark.y <= BOTTOM
        if isinstance(mark, Box):
            assert mark.y + mark.height <= BOTTOM + 0.01


@pytest.mark.parametrize("text", ["mot", "كلمة"])
def test_sides_place_a_line_left_centre_and_right(text: str) -> None:
    left, centre, right = (left_of(side, text) for side in (Side.LEFT, Side.CENTRE, Side.RIGHT))
    assert left == LEFT
    assert left < centre < right < RIGHT
    assert centre == pytest.approx((left + right) / 2)


def test_the_start_is_left_for_latin_and_right_for_arabic() -> None:
    assert left_of(Side.START, "mot") == left_of(Side.LEFT, "mot")
    assert left_of(Side.START, "كلمة") == left_of(Side.RIGHT, "كلمة")


def test_a_dress_puts_its_tint_behind_the_words_and_its_hairline_under() -> None:
    pages = Pages()
    pages.row(full_width("mot"), Dress(tint=Ink.TINT, bar=Ink.RED, frame=Ink.GREY))
    kinds = [type(mark) for mark in pages.page]
    assert kinds == [Box, Box, Frame, Words, Rule]


def test_a_plain_row_is_words_alone() -> None:
    pages = Pages()
    pages.row(full_width("mot"), PLAIN)
    assert [type(mark) for mark in pages.page] == [Words]


def test_space_is_left_between_rows_but_never_on_top_of_a_page() -> None:
    pages = Pages()
    pages.skip(30)
    assert pages.y == TOP
    pages.row(full_width("mot"))
    before = pages.y
    pages.skip(30)
    assert pages.y == before + 30
    pages.skip(10_000)
    assert pages.y == BOTTOM


def test_room_is_kept_only_by_a_new_page() -> None:
    pages = Pages()
    pages.row(full_width("mot"))
    pages.keep(50)
    assert len(pages.pages) == 1
    pages.keep(BOTTOM - TOP)
    assert len(pages.pages) == 2 and pages.y == TOP
    pages.keep(10_000)
    assert len(pages.pages) == 2  # a fresh page has all the room that there is


def test_a_row_without_text_takes_its_margins_alone() -> None:
    pages = Pages()
    pages.row([])
    assert pages.y == TOP + Dress().above + Dress().below


def test_one_line_keeps_what_fits_and_stays_in_its_width() -> None:
    words = one_line("référence " * 50, LEFT, 58, 150, Style(7.5, 10))
    assert words.y == 58
    assert words.line.width * words.size / 1000 <= 150


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.sampled_from("ab مd\n "), max_size=80), min_size=1, max_size=12))
def test_every_line_of_every_row_stands_once_on_some_page(rows: list[str]) -> None:
    pages = Pages()
    for row in rows:
        pages.row(full_width(row))
    seen = "".join(text for page in pages.pages for text in texts(page))
    assert sorted(seen.replace(" ", "")) == sorted("".join(rows).replace(" ", "").replace("\n", ""))
