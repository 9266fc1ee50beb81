"""A window over a list of any length: pages by their cursors, the latest few held. Pure.

A list's pages are all of one size but the last. Cursors lead forward only, so a page is known once the
one before it was taken; a page that was let go is asked for again by the cursor that is kept of it.

A list that is read from its end has its last row at the bottom, and grows upward: places are those that
are seen, so each row's place moves down by what is added above.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import Final, NamedTuple

from tui.widgets.row import Row

HELD_PAGES: Final = 8


class Asked(NamedTuple):
    """A page that was asked for, and in which turn of the list: an answer to an earlier one is too late."""

    number: int
    turn: int


class Window:
    """The rows that are held, how many are known, which pages are wanted."""

    def __init__(self, rows: Sequence[Row] | None = None, *, from_end: bool = False) -> None:
        """Hold all `rows` that there are, or nothing of a list whose first page is to come."""
        self.from_end = from_end
        self._pages: OrderedDict[int, tuple[Row, ...]] = OrderedDict()
        self._cursors: list[str | None] = [None]
        self._asked: set[int] = set()
        self._size = 0
        self.count = 0
        self.ended = rows is not None
        if rows is not None:
            self._size, self.count = max(len(rows), 1), len(rows)
            self._pages[0] = tuple(rows)

    @property
    def last(self) -> int:
        """The place of the last row that is known."""
        return max(self.count - 1, 0)

    @property
    def held(self) -> tuple[Row, ...]:
        """The rows that are held now, in the order in which they are seen."""
        rows = [row for page in sorted(self._pages) for row in self._pages[page]]
        return tuple(reversed(rows) if self.from_end else rows)

    @property
    def whole(self) -> bool:
        """Whether every row of the list is held."""
        return self.ended and sum(map(len, self._pages.values())) == self.count

    def turned(self, place: int) -> int:
        """Return how far a place is from where the list is read, or the place that is so far from it."""
        return self.count - 1 - place if self.from_end else place

    def row(self, place: int) -> Row | None:
        """Return the row at a place, or None where it isn't held."""
        if not self._size or not 0 <= place < self.count:
            return None
        page, offset = divmod(self.turned(place), self._size)
        rows = self._pages.get(page)
        return rows[offset] if rows is not None and offset < len(rows) else None

    def find(self, key: str | None) -> int | None:
        """Return the place of the row of a key, where it is held."""
        for page in sorted(self._pages):
            for offset, row in enumerate(self._pages[page]):
                if row.key == key:
                    return self.turned(page * self._size + offset)
        return None

    def between(self, start: int, end: int) -> tuple[Row, ...]:
        """Return the rows held from one place to another, both included."""
        return tuple(row for place in range(start, end + 1) if (row := self.row(place)) is not None)

    def wanted(self, place: int, ahead: int) -> tuple[tuple[int, str | None], ...]:
        """Return the pages to ask for, with their cursors, so that `place` and what is ahead are held."""
        far = self.turned(place)
        pages = {0} if not self._size else {far // self._size, min(far + ahead, self.last) // self._size}
        if self._size and not self.ended and far + ahead >= self.count:
            pages.add(len(self._cursors) - 1)
        fresh = sorted(one for one in pages if self._is_wanted(one))
        self._asked.update(fresh)
        return tuple((page, self._cursors[page]) for page in fresh)

    def _is_wanted(self, page: int) -> bool:
        known = page < len(self._cursors)
        return (
            known
            and page not in self._asked
            and page not in self._pages
            and not (self.ended and not self._size)
        )

    def take(self, page: int, rows: Sequence[Row], following: str | None) -> bool:
        """Take a page that was wanted, and the cursor of the one after it; say whether it is the first."""
        self._asked.discard(page)
        if page >= len(self._cursors):
            return False
        first = not self._size
        self._size = self._size or max(len(rows), 1)
        self._pages[page] = tuple(rows)
        self._pages.move_to_end(page)
        while len(self._pages) > HELD_PAGES:
            self._pages.popitem(last=False)
        if page + 1 == len(self._cursors):
            self.count = page * self._size + len(rows)
            self.ended = following is None
            if following is not None:
                self._cursors.append(following)
        return first
