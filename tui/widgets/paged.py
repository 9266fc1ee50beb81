"""The pages of a list: what its owner gives, what is wanted of him, and where the cursor stands in it.

The owner gives rows (`show`) or pages of rows (`take`) and hears what is wanted: `Wanted` for a page by
its cursor, `Opened` for a row, `Moved` when the cursor stands on another row.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence

from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView

from tui.widgets.row import Column, Layouts, Row
from tui.widgets.window import Asked, Window


class Paged(ScrollView):
    """A list of rows, whole or by pages; how it is drawn is said by `Rows`."""

    cursor: reactive[int] = reactive(0)

    class Wanted(Message, namespace="rows"):
        """A page of the list is wanted, the one after `cursor`, from either end."""

        def __init__(self, rows: Paged, page: Asked, cursor: str | None) -> None:
            super().__init__()
            self.rows, self.page, self.cursor = rows, page, cursor
            self.from_end = rows.window.from_end

        @property
        def control(self) -> Paged:
            """Return the list that asks."""
            return self.rows

    class Opened(Message, namespace="rows"):
        """A row was opened."""

        def __init__(self, rows: Paged, key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> Paged:
            """Return the list in which it was."""
            return self.rows

    class OpenedNothing(Message, namespace="rows"):
        """Enter was pressed where no row is."""

    class Moved(Message, namespace="rows"):
        """The cursor stands on another row."""

        def __init__(self, rows: Paged, key: str | None) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> Paged:
            """Return the list in which it moved."""
            return self.rows

    def __init__(self, layouts: Layouts | Sequence[Column], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.layouts: Layouts = layouts if isinstance(layouts, Mapping) else {"": tuple(layouts)}
        self.empty = self.refusal = ""
        self.both_ways = False
        self.marks: dict[str, None] = {}
        self.window = Window(())
        self._stay: tuple[str | None, int] | None = None
        self._turn = 0
        self.filled = asyncio.Event()
        self.filled.set()

    # What the owner gives

    def show(self, rows: Sequence[Row]) -> None:
        """Show these rows, all that there are; the cursor stays on its key where that is still there."""
        before = self.key
        self.window = Window(rows)
        self._unmark_gone()
        self._place(before)

    def restart(self) -> None:
        """Begin again with the first page, which is asked for."""
        self._restart(from_end=False)

    def _restart(self, *, from_end: bool) -> None:
        self._stay = None
        self.cursor = 0
        self._begin(from_end)
        self.scroll_to(y=0, animate=False)

    def reload(self) -> None:
        """Read all of it again; the cursor comes back to its row, by way of the pages before it."""
        self._stay = (self.key, self.window.turned(self.cursor)) if self.key is not None else None
        self._begin(self.window.from_end)

    def _begin(self, from_end: bool) -> None:
        self._turn += 1
        self.refusal = ""
        self.window = Window(from_end=from_end)
        self.filled.clear()
        self._ask()
        self._resized()

    def wipe(self) -> None:
        """Forget every row: the desk is locked."""
        self.filled.set()
        self.refusal = ""
        self.window = Window(())
        self.marks.clear()
        self._resized()

    def take(self, page: Asked, rows: Sequence[Row], following: str | None) -> None:
        """Take a page that was wanted, and the cursor of the one after it; not of a list begun anew since."""
        if page.turn != self._turn:
            return
        before = self.window.count
        first = self.window.take(page.number, rows, following)
        self._unmark_gone()
        self.filled.set()
        self._resized()
        if self._stay is not None:
            self._come_back(*self._stay)
        elif first:
            self._place(None)
        elif self.window.from_end:
            self._grown_above(self.window.count - before)

    def _unmark_gone(self) -> None:
        """Take back the marks of rows that the list, held whole, doesn't have: nobody sees them any more."""
        if self.window.whole:
            for key in self.marks.keys() - {row.key for row in self.window.held}:
                del self.marks[key]

    def refuse(self, page: Asked, said: str) -> None:
        """Say in place of a page that was wanted why there is none; what was shown before is gone."""
        if page.turn == self._turn:
            self._stay, self.refusal, self.window = None, said, Window(())
            self.filled.set()
            self._place(None)

    def _grown_above(self, by: int) -> None:
        """Keep what is seen where it is, though rows were added above it."""
        self.set_reactive(Paged.cursor, self.cursor + by)
        self.scroll_to(y=self.scroll_y + by, animate=False, force=True)
        self.refresh()

    def _come_back(self, key: str | None, far: int) -> None:
        """Stand on the row again; ask for the next page where it isn't reached yet."""
        found = self.window.find(key)
        if found is None and self.window.count <= far and not self.window.ended:
            self._ask_for(self.window.turned(self.window.last))
            return
        self._stay = None
        self.cursor = self.window.turned(min(far, self.window.last)) if found is None else found
        self.post_message(self.Moved(self, self.key))

    @property
    def key(self) -> str | None:
        """The key under the cursor."""
        row = self.window.row(self.cursor)
        return row.key if row else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The keys that are marked, else the one under the cursor."""
        return tuple(self.marks) or ((self.key,) if self.key else ())

    # What is wanted

    def _place(self, key: str | None) -> None:
        """Stand on `key`, or on the first row that has one."""
        rows = self.window.held
        places = [place for place, row in enumerate(rows) if row.key is not None]
        if self.window.from_end:
            places.reverse()
        same = [place for place in places if rows[place].key == key and key is not None]
        near = [place for place in places if place >= self.cursor]
        self.cursor = (same or (near if key is not None else []) or places or [0])[0]
        self._resized()
        self.post_message(self.Moved(self, self.key))

    def _ask(self) -> None:
        """Ask for what is missing around the cursor."""
        self._ask_for(self.cursor)

    def _ask_for(self, place: int) -> None:
        for page, cursor in self.window.wanted(place, self.size.height * 2):
            self.post_message(self.Wanted(self, Asked(page, self._turn), cursor))

    def _resized(self) -> None:
        self.virtual_size = Size(self.size.width, max(self.window.count, 1))
        self.refresh()
