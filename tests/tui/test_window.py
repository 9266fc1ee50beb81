"""The window over a long list: what it shows is what stands in the list, whatever was walked before."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from tui.widgets.row import Row
from tui.widgets.window import HELD_PAGES, Window


def rows(count: int) -> list[Row]:
    return [Row(str(number), (f"title {number}",)) for number in range(count)]


class Store:
    """Pages of a list by cursors, as the desk gives them."""

    def __init__(self, count: int, size: int) -> None:
        self.rows, self.size = rows(count), size

    def page(self, cursor: str | None) -> tuple[Sequence[Row], str | None]:
        """Return the rows after a cursor, and the cursor of those that follow."""
        start = int(cursor or 0)
        end = start + self.size
        return self.rows[start:end], str(end) if end < len(self.rows) else None

    def serve(self, window: Window, place: int, ahead: int) -> int:
        """Give a window what it wants around a place, until it wants no more; return how many pages."""
        served = 0
        while wanted := window.wanted(place, ahead):
            for page, cursor in wanted:
                window.take(page, *self.page(cursor))
                served += 1
        return served


@given(
    count=st.integers(0, 260),
    size=st.integers(1, 30),
    ahead=st.integers(0, 60),
    walk=st.lists(st.integers(0, 300), max_size=12),
)
def test_what_a_window_shows_is_what_stands_in_the_list(
    count: int, size: int, ahead: int, walk: list[int]
) -> None:
    store, window = Store(count, size), Window()
    store.serve(window, 0, ahead)
    for step in walk:
        place = min(step, window.last)
        store.serve(window, place, ahead)
        shown = window.row(place)
        assert shown == (store.rows[place] if count else None)
        assert window.count <= max(count, 0)
        assert len(window.held) <= HELD_PAGES * size
        assert window.ended == (window.count == count) or not window.ended
    for _ in range(count // size + 2):
        store.serve(window, window.last, ahead + 1)
    assert (window.count, window.ended) == (count, True)


def test_a_page_that_was_let_go_is_asked_for_again_by_its_cursor() -> None:
    store, window = Store(100, 5), Window()
    for _ in range(30):
        store.serve(window, window.last, 10)
    assert window.row(0) is None
    assert (0, None) in window.wanted(0, 2)
    window.take(0, *store.page(None))
    assert window.row(0) == store.rows[0]


def test_a_page_is_not_asked_for_twice_while_it_is_on_its_way() -> None:
    window = Window()
    assert window.wanted(0, 10) == ((0, None),)
    assert window.wanted(0, 10) == ()


def test_the_first_page_asks_for_the_next_one_only_near_its_end() -> None:
    store, window = Store(500, 100), Window()
    assert store.serve(window, 0, 40) == 1
    assert store.serve(window, 70, 40) == 1
    assert window.count == 200


def test_a_page_of_another_list_that_nobody_asked_for_is_not_taken() -> None:
    window = Window()
    assert not window.take(3, rows(2), None)
    assert window.count == 0


def test_a_list_given_whole_wants_nothing_more() -> None:
    window = Window(rows(3))
    assert window.ended
    assert window.wanted(2, 50) == ()
    assert [row.key for row in window.between(1, 5)] == ["1", "2"]


def test_an_empty_list_has_ended_and_holds_no_row() -> None:
    window = Window(())
    assert (window.count, window.last, window.ended, window.row(0)) == (0, 0, True, None)
    waiting = Window()
    waiting.wanted(0, 10)
    waiting.take(0, (), None)
    assert (waiting.ended, waiting.wanted(0, 10)) == (True, ())


@given(
    count=st.integers(1, 260),
    size=st.integers(1, 30),
    ahead=st.integers(0, 60),
    walk=st.lists(st.integers(0, 300), max_size=12),
)
def test_a_window_read_from_the_end_shows_the_same_rows_upward(
    count: int, size: int, ahead: int, walk: list[int]
) -> None:
    store, window = Store(count, size), Window(from_end=True)
    store.serve(window, 0, ahead)
    for step in walk:
        far = min(step, window.last)
        store.serve(window, window.turned(far), ahead)
        place = window.turned(far)
        shown = window.row(place)
        assert shown == store.rows[far]
        assert window.find(store.rows[far].key) == place
        assert window.between(place, place) == (shown,)
    held = window.held
    assert [int(str(row.key)) for row in held] == sorted((int(str(row.key)) for row in held), reverse=True)
