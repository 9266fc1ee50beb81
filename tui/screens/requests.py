"""Area 2, the requests: a windowed list over pages of the store; filters, search, marks, preview.

What is typed in the line is the language of queries (`kind:wanted to:dijin mandat`): plain words are
searched, `kind:`, `status:`, `service:`, `country:`, `waiting:`, `ref:`, `due:` alone filter the list.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Static

from exchange.requests.cells import Order
from tui.actions import bindings
from tui.foreign import line
from tui.messages import Go
from tui.screens.arriving import Arriving
from tui.screens.finding import Finding
from tui.screens.marking import Marking
from tui.screens.panel import Panel
from tui.screens.request_rows import layouts_of
from tui.widgets.line import Line
from tui.widgets.preview import Preview
from tui.widgets.row import Layouts
from tui.widgets.rows import Rows

PREVIEW_FROM: Final = 140
GLANCE_AFTER: Final = 0.15
"""Seconds for which the cursor stands on a request before it is read."""


class RequestsPanel(Finding, Marking, Arriving, Panel):
    """All requests that the member may see, the newest first."""

    scope = "requests"
    nothing = "requests.nothing"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("requests", "marks")]
    DEFAULT_CSS = """
    RequestsPanel #ask { height: 1; }
    RequestsPanel #ask Static { width: auto; color: $text-muted; }
    RequestsPanel Preview { width: 48; border-left: solid $primary-darken-2; display: none; }
    RequestsPanel.wide Preview { display: block; }
    RequestsPanel #state { height: auto; max-height: 2; color: $text-muted; }
    """

    def body(self) -> list[Widget]:
        """Return the line to find by, the list with its preview, and where it stands."""
        found = Line(placeholder=self.shell.speech.of("requests.find"), id="find")
        return [
            Horizontal(Static(" / ", markup=False), found, id="ask"),
            Horizontal(Rows(self._layouts()), Preview(self.shell)),
            Static("", markup=False, id="state"),
        ]

    def _layouts(self) -> Layouts:
        return layouts_of(self.shown_columns)

    def lay_out(self) -> None:
        """Show the columns that are chosen."""
        rows = self.query_one(Rows)
        rows.layouts = self._layouts()
        rows.reload()

    def on_mount(self) -> None:
        """Take up the columns that were chosen."""
        self._stayed = self.set_interval(GLANCE_AFTER, self._glance, pause=True)
        self.ask_columns()

    def find(self, typed: str) -> None:
        """Show what `typed` finds."""
        self.query_one("#find", Line).value = typed
        self.query_one(Rows).restart()
        self.query_one(Rows).focus()

    def load(self) -> None:
        """Ask for the first page, where none is shown yet; a search where one was asked for."""
        if self.what == "/":
            self.what = ""
            field = self.query_one("#find", Line)
            field.focus()
            field.select_all()
        self.query_one(Rows).reload()

    def wipe(self) -> None:
        """Forget the list, what was typed to find in it, and the words that were offered instead."""
        self._instead = None
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one(Preview).wipe()
            self.query_one("#state", Static).update("")
        self.left()

    def left(self) -> None:
        """Forget how the list was looked at: who comes back sees all of it."""
        if self.is_mounted:
            self.look_at_all()

    def look_at_all(self) -> None:
        """Find nothing apart, and begin with the newest."""
        self.query_one("#find", Line).value = ""
        self.begin, self.order = None, Order.NEWEST

    def on_resize(self, event: Resize) -> None:
        """Show a preview beside the list where there is room."""
        self.set_class(event.size.width >= PREVIEW_FROM, "wide")
        if not self.columns and self.shell.work.unlocked:
            self.lay_out()

    def say_state(self, said: str = "") -> None:
        """Say how many there are, and how many are marked."""
        rows, speech = self.query_one(Rows), self.shell.speech
        count, ended = rows.window.count, rows.window.ended
        shown = f"{count}" if ended else f"{count}+"
        parts = [speech.of("requests.count", shown=shown)]
        if self.order is Order.DUE:
            parts.append(speech.of("requests.by-due"))
        if self.begin:
            parts.append(speech.of("requests.from", day=line(self.begin)))
        if rows.marks:
            parts.append(speech.of("requests.marked", marked=len(rows.marks)))
        self.query_one("#state", Static).update(" " + " · ".join([*parts, *filter(None, [said])]))

    # What is typed and pressed

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Open the request, or the transmission in the register."""
        key = message.key
        self.post_message(Go("register", key[1:]) if key.startswith("#") else Go("request", key))

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show beside the list what the cursor stands on."""
        preview = self.query_one(Preview)
        if not self.has_class("wide") or message.key is None or message.key.startswith("#"):
            preview.wipe()
            return
        self._stayed.reset()
        self._stayed.resume()

    def _glance(self) -> None:
        """Read what the cursor stays upon: what it only passes by is neither read nor logged."""
        self._stayed.pause()
        ref = self.query_one(Rows).key
        if ref is not None and not ref.startswith("#"):
            self.ask(lambda desk: desk.requests.show(ref)[0], self.query_one(Preview).show, only="preview")

    def action_filter(self) -> None:
        """Go to the line."""
        self.query_one("#find", Line).focus()

    def action_clear_marks(self) -> None:
        """Take marks back; without any, take the filter back."""
        rows, field = self.query_one(Rows), self.query_one("#find", Line)
        if rows.marks:
            rows.marks.clear()
            rows.refresh()
        elif field.value or self.begin or self.order is not Order.NEWEST:
            self.look_at_all()
            rows.restart()
        rows.focus()
        self.say_state()

    def action_refresh(self) -> None:
        """Ask again."""
        self.query_one(Rows).reload()
