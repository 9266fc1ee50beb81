"""A list of any length on Textual's Line API: only what is seen is drawn, only pages near it are held.

The owner gives rows (`show`) or pages of rows (`take`) and hears what is wanted: `Wanted` for a page by
its cursor, `Opened` for a row, `Moved` when the cursor stands on another row. Rows without a key are
headings: the cursor passes over them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.events import Click
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from tui.actions import bindings
from tui.widgets.row import Column, Layouts, Row, laid
from tui.widgets.window import Asked, Window


class Rows(ScrollView, can_focus=True):
    """A list of rows, whole or by pages."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("rows")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "rows--plain",
        "rows--heading",
        "rows--alarm",
        "rows--late",
        "rows--dim",
        "rows--closed",
        "rows--cursor",
        "rows--mark",
    }
    DEFAULT_CSS = """
    Rows { height: 1fr; overflow-x: hidden; scrollbar-size-vertical: 1; background: $background; }
    Rows .rows--heading { text-style: bold; color: $primary; }
    Rows .rows--alarm { text-style: bold; color: $error; }
    Rows .rows--late { color: $warning; }
    Rows .rows--dim { color: $text-muted; }
    Rows .rows--closed { color: $text-muted; }
    Rows .rows--cursor { background: $surface-lighten-1; text-style: reverse; }
    Rows .rows--mark { color: $accent; text-style: bold; }
    """

    cursor: reactive[int] = reactive(0)

    class Wanted(Message):
        """A page of the list is wanted, the one that begins after `cursor`."""

        def __init__(self, rows: Rows, page: Asked, cursor: str | None) -> None:
            super().__init__()
            self.rows, self.page, self.cursor = rows, page, cursor

        @property
        def control(self) -> Rows:
            """Return the list that asks."""
            return self.rows

    class Opened(Message):
        """A row was opened."""

        def __init__(self, rows: Rows, key: str) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> Rows:
            """Return the list in which it was."""
            return self.rows

    class OpenedNothing(Message):
        """Enter was pressed where no row is."""

    class Moved(Message):
        """The cursor stands on another row."""

        def __init__(self, rows: Rows, key: str | None) -> None:
            super().__init__()
            self.rows, self.key = rows, key

        @property
        def control(self) -> Rows:
            """Return the list in which it moved."""
            return self.rows

    def __init__(self, layouts: Layouts | Sequence[Column], *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.layouts: Layouts = layouts if isinstance(layouts, Mapping) else {"": tuple(layouts)}
        self.empty = ""
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
        self._place(before)

    def restart(self) -> None:
        """Begin again with the first page, which is asked for."""
        self._stay = None
        self.cursor = 0
        self._begin()
        self.scroll_to(y=0, animate=False)

    def reload(self) -> None:
        """Read all of it again; the cursor comes back to its row, by way of the pages before it."""
        self._stay = (self.key, self.cursor) if self.key is not None else None
        self._begin()

    def _begin(self) -> None:
        self._turn += 1
        self.window = Window()
        self.filled.clear()
        self._ask()
        self._resized()

    def wipe(self) -> None:
        """Forget every row: the desk is locked."""
        self.filled.set()
        self.window = Window(())
        self.marks.clear()
        self._resized()

    def take(self, page: Asked, rows: Sequence[Row], following: str | None) -> None:
        """Take a page that was wanted, and the cursor of the one after it; not of a list begun anew since."""
        if page.turn != self._turn:
            return
        first = self.window.take(page.number, rows, following)
        self.filled.set()
        if self._stay is not None:
            self._come_back(*self._stay)
        elif first:
            self._place(None)
        self._resized()

    def _come_back(self, key: str | None, place: int) -> None:
        """Stand on the row again; ask for the next page where it isn't reached yet."""
        found = self.window.find(key)
        if found is None and self.window.count <= place and not self.window.ended:
            self._ask_for(self.window.last)
            return
        self._stay = None
        self.cursor = min(place, self.window.last) if found is None else found
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

    # Moving

    def action_down(self) -> None:
        """Go down by one row."""
        self._step(1)

    def action_up(self) -> None:
        """Go up by one row."""
        self._step(-1)

    def action_page_down(self) -> None:
        """Go down by what is seen."""
        self._move(min(self.cursor + max(self.size.height - 1, 1), self.window.last), 1)

    def action_page_up(self) -> None:
        """Go up by what is seen."""
        self._move(max(self.cursor - max(self.size.height - 1, 1), 0), -1)

    def action_first(self) -> None:
        """Go to the first row."""
        self._move(0, 1)

    def action_last(self) -> None:
        """Go to the last row that is known; the next page is fetched meanwhile."""
        self._move(self.window.last, -1)

    def action_open(self) -> None:
        """Open the row under the cursor."""
        found = self.Opened(self, self.key) if self.key is not None else self.OpenedNothing()
        self.post_message(found)

    def on_click(self, event: Click) -> None:
        """Put the cursor there; twice opens."""
        place = event.y + int(self.scroll_y)
        row = self.window.row(place)
        if row is not None and row.key is not None:
            self.cursor = place
            if event.chain > 1:
                self.action_open()

    def _step(self, by: int) -> None:
        self._move(self.cursor + by, by)

    def _move(self, place: int, by: int) -> None:
        """Put the cursor at `place`, or at the next row with a key in that direction."""
        direction = 1 if by > 0 else -1
        while 0 <= place < self.window.count:
            row = self.window.row(place)
            if row is None or row.key is not None:
                self.cursor = place
                return
            place += direction

    def _place(self, key: str | None) -> None:
        """Stand on `key`, or on the first row that has one."""
        rows = self.window.held
        places = [place for place, row in enumerate(rows) if row.key is not None]
        same = [place for place in places if rows[place].key == key and key is not None]
        near = [place for place in places if place >= self.cursor]
        self.cursor = (same or (near if key is not None else []) or places or [0])[0]
        self._resized()
        self.post_message(self.Moved(self, self.key))

    def watch_cursor(self, before: int, now: int) -> None:
        """Show the row of the cursor, and those around it."""
        height = max(self.size.height, 1)
        top = int(self.scroll_y)
        if now <= top + 1 and now < height:
            self.scroll_to(y=0, animate=False)
        elif now < top:
            self.scroll_to(y=now, animate=False)
        elif now >= top + height:
            self.scroll_to(y=now - height + 1, animate=False)
        self.refresh_line(before - int(self.scroll_y))
        self.refresh_line(now - int(self.scroll_y))
        self._ask()
        if before != now:
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

    def on_resize(self) -> None:
        """Keep the row of the cursor in sight."""
        self._resized()
        self.watch_cursor(self.cursor, self.cursor)

    # Drawing

    def render_line(self, y: int) -> Strip:
        """Draw one line of what is seen."""
        place = y + int(self.scroll_y)
        width = self.scrollable_content_region.width
        row = self.window.row(place)
        plain = self.get_component_rich_style("rows--plain")
        if row is None:
            text = self._without_row(place)
            return Strip([Segment(set_cell_size(text, width), plain)], width)
        here = place == self.cursor and row.key is not None
        return Strip(self._segments(row, width, here), width).crop(0, width)

    def _without_row(self, place: int) -> str:
        if self.window.count or place:
            return " …" if place < self.window.count else ""
        return f" {self.empty}" if self.window.ended else " …"

    def _segments(self, row: Row, width: int, here: bool) -> list[Segment]:
        style = self.get_component_rich_style(f"rows--{row.look}")
        if here:
            style += self.get_component_rich_style("rows--cursor") if self.has_focus else Style(bold=True)
        marked = row.key is not None and row.key in self.marks
        sign = ">" if here else " "
        mark = Segment(" ", style)
        if marked:
            mark = Segment("●", style + self.get_component_rich_style("rows--mark"))
        cells = laid(row.cells, self.layouts[row.layout], width - 2)
        return [Segment(sign, style), mark, Segment(cells, style)]
