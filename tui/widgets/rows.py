"""A list of any length on Textual's Line API: only what is seen is drawn, only pages near it are held.

Rows without a key are headings: the cursor passes over them.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.binding import BindingType
from textual.content import Content
from textual.events import Click
from textual.strip import Strip

from tui.actions import bindings
from tui.widgets.paged import Paged
from tui.widgets.row import Row, laid


class Rows(Paged, can_focus=True):
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
        """Go to the first row of the list."""
        if self.window.from_end and not self.window.ended:
            self.restart()
        self._move(0, 1)

    def action_last(self) -> None:
        """Go to the last row of the list; where it can't be read from its end, to the last that is known."""
        if self.both_ways and not self.window.from_end and not self.window.ended:
            self._restart(from_end=True)
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
        if self.window.count:
            return " …" if place < self.window.count else ""
        if not self.window.ended:
            return "" if place else " …"
        said = Content(self.refusal or self.empty).wrap(max(self.size.width - 2, 1))
        return f" {said[place].plain}" if place < len(said) else ""

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
