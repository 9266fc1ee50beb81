"""Area 2, the requests: a windowed list over pages of the store; filters, search, marks, preview.

What is typed in the line is the language of queries (`kind:wanted to:dijin mandat`): plain words are
searched, `kind:`, `status:`, `service:`, `country:`, `waiting:`, `ref:`, `due:` alone filter the list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Input, Static

from exchange.desk import Desk
from exchange.requests.inputs import Search
from exchange.requests.listing import Page
from exchange.requests.searching import Found, Results
from exchange.requests.views import RequestItem
from exchange.search.query import QueryError
from tui.actions import bindings
from tui.asked import filter_of
from tui.foreign import line
from tui.messages import Go
from tui.screens.arriving import Arriving
from tui.screens.marking import Marking
from tui.screens.panel import Panel
from tui.screens.viewing import COLUMNS, USUAL, WIDE, Viewing, cell
from tui.widgets.line import Line
from tui.widgets.preview import Preview
from tui.widgets.row import Column, Layouts, Row
from tui.widgets.rows import Rows
from tui.widgets.window import Asked

PAGE: Final = 100
PREVIEW_FROM: Final = 140
WIDE_FROM: Final = 100
_REFERENCE, _TITLE = Column(10), Column(0)


class RequestsPanel(Marking, Viewing, Arriving, Panel):
    """All requests that the member may see, the newest first."""

    scope = "requests"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("requests", "marks")]
    DEFAULT_CSS = """
    RequestsPanel #ask { height: 1; }
    RequestsPanel #ask Static { width: auto; color: $text-muted; }
    RequestsPanel Preview { width: 48; border-left: solid $primary-darken-2; display: none; }
    RequestsPanel.wide Preview { display: block; }
    RequestsPanel #state { height: 1; color: $text-muted; }
    """

    _meant: Mapping[str, str] = MappingProxyType({})

    def body(self) -> list[Widget]:
        """Return the line to find by, the list with its preview, and where it stands."""
        rows = Rows(self._layouts())
        rows.empty = self.shell.speech.of("requests.nothing")
        found = Line(placeholder=self.shell.speech.of("requests.find"), id="find")
        return [
            Horizontal(Static(" / ", markup=False), found, id="ask"),
            Horizontal(rows, Preview(self.shell)),
            Static("", markup=False, id="state"),
        ]

    def _layouts(self) -> Layouts:
        """Return the layout of the list, and of what a search finds."""
        chosen = tuple(COLUMNS[name] for name in self._columns)
        found = (_REFERENCE, COLUMNS["kind"], COLUMNS["status"], _TITLE)
        return {"": (_REFERENCE, *chosen, _TITLE), "found": found}

    @property
    def _columns(self) -> tuple[str, ...]:
        return self.columns or (WIDE if self.size.width >= WIDE_FROM else USUAL)

    def lay_out(self) -> None:
        """Show the columns that are chosen."""
        rows = self.query_one(Rows)
        rows.layouts = self._layouts()
        rows.reload()

    def on_mount(self) -> None:
        """Take up the columns that were chosen."""
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
            self.query_one("#find", Line).focus()
        self.query_one(Rows).reload()

    def wipe(self) -> None:
        """Forget the list; what was typed to find stays, it is nobody's content but the member's own."""
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one(Preview).wipe()
            self.query_one("#find", Line).value = ""

    def on_resize(self, event: Resize) -> None:
        """Show a preview beside the list where there is room."""
        self.set_class(event.size.width >= PREVIEW_FROM, "wide")
        if not self.columns and self.shell.work.unlocked:
            self.lay_out()

    # Pages

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Ask the desk for a page."""
        typed, page, cursor = self.query_one("#find", Line).value, message.page, message.cursor
        wanted, terms = filter_of(typed, PAGE, cursor)
        if terms:
            self._search(Search(terms, PAGE, cursor), page)
        elif wanted is not None:
            self.ask(lambda desk: desk.requests.list(wanted), self._listed(page))

    def _search(self, asked: Search, page: Asked) -> None:
        def act(desk: Desk) -> Results | QueryError:
            try:
                return desk.requests.search(asked)
            except QueryError as error:
                return error

        self.ask(act, self._found(page), only="search")

    def _listed(self, page: Asked) -> Callable[[Page], None]:
        def take(found: Page) -> None:
            self.query_one(Rows).take(page, [self._row(one) for one in found.items], found.next)
            self.say_state()

        return take

    def _found(self, page: Asked) -> Callable[[Results | QueryError], None]:
        def take(found: Results | QueryError) -> None:
            rows = self.query_one(Rows)
            if isinstance(found, QueryError):
                rows.take(page, [], None)
                self._point(found)
                return
            items = [self._hit(one) for one in found.items]
            rows.take(page, items, found.next)
            near = ", ".join(f"{one.word} → {', '.join(one.nearest)}" for one in found.did_you_mean)
            self._meant = {one.word: one.nearest[0] for one in found.did_you_mean if one.nearest}
            self.say_state(self.shell.speech.of("requests.did-you-mean", words=near) if near else "")

        return take

    def _point(self, error: QueryError) -> None:
        """Say what is wrong in a query, and put the cursor where it is."""
        sentence, hint = self.shell.speech.refusal(error)
        self.query_one("#state", Static).update(f" {line(sentence)} {line(hint)}")
        field = self.query_one("#find", Line)
        field.focus()
        field.cursor_position = min(error.start, len(field.value))

    def _row(self, one: RequestItem) -> Row:
        speech = self.shell.speech
        cells = (
            speech.reference(one.ref, self.shell.clock()),
            *(cell(speech, one, name) for name in self._columns),
            line(one.title),
        )
        late = one.due_at is not None and one.due_at < self.shell.clock().isoformat()
        look = "closed" if one.status == "closed" else "late" if late else "plain"
        return Row(one.ref, cells, look)

    def _hit(self, one: Found) -> Row:
        speech = self.shell.speech
        status = speech.code("leg-status|transmission-status", one.status)
        letter = "D" if one.direction == "out" else "A"
        name = speech.reference(one.ref, self.shell.clock()) if one.ref else f"{letter}-{one.number or 0:04d}"
        snippet = next((s.text for s in one.snippets if s.where != "title"), "")
        text = f"{line(one.title)} · {line(snippet)}" if snippet else line(one.title)
        kind = speech.code("kind", one.kind) or speech.of("requests.transmission")
        cells = (name, kind, status, text)
        return Row(one.ref or f"#{(one.received_at or '')[:4]}-{one.number}", cells, layout="found")

    def say_state(self, said: str = "") -> None:
        """Say how many there are, and how many are marked."""
        rows, speech = self.query_one(Rows), self.shell.speech
        count, ended = rows.window.count, rows.window.ended
        shown = f"{count}" if ended else f"{count}+"
        parts = [speech.of("requests.count", shown=shown)]
        if rows.marks:
            parts.append(speech.of("requests.marked", marked=len(rows.marks)))
        self.query_one("#state", Static).update(" " + " · ".join([*parts, *filter(None, [said])]))

    # What is typed and pressed

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Find."""
        message.stop()
        wanted, terms = filter_of(message.value, PAGE, None)
        if wanted is None and not terms:
            return
        self.find(message.value)

    def on_rows_opened_nothing(self) -> None:
        """Look for what was meant by a word that nothing holds."""
        typed, meant = self.query_one("#find", Line).value, self._meant
        if meant:
            self.find(" ".join(meant.get(word.lower(), word) for word in typed.split()))

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
        ref = message.key
        self.ask(lambda desk: desk.requests.show(ref)[0], preview.show, only="preview")

    def action_filter(self) -> None:
        """Go to the line."""
        self.query_one("#find", Line).focus()

    def action_clear_marks(self) -> None:
        """Take marks back; without any, take the filter back."""
        rows, field = self.query_one(Rows), self.query_one("#find", Line)
        if rows.marks:
            rows.marks.clear()
            rows.refresh()
        elif field.value:
            field.value = ""
            rows.restart()
        rows.focus()
        self.say_state()

    def action_refresh(self) -> None:
        """Ask again."""
        self.query_one(Rows).reload()
