"""One request, whole: its tabs, and the verbs that its member may do on it."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from exchange.codes import LegStatus
from exchange.desk import Desk
from exchange.errors import ExchangeError, Invalid, NotAuthorised, NotFound
from exchange.requests.views import LegView
from tui.actions import bindings
from tui.foreign import line
from tui.messages import Go
from tui.screens.acting import Acting
from tui.screens.arriving import Arriving
from tui.screens.asking import LOAD
from tui.screens.panel import Panel
from tui.screens.request_tabs import COLUMNS, TABS, Shown, shown
from tui.widgets.foot import Foot
from tui.widgets.reading import Reading
from tui.widgets.row import fitted
from tui.widgets.rows import Rows
from tui.widgets.tab_line import TabLine


class RequestPanel(Acting, Arriving, Panel):
    """The request whose reference stands in `what`."""

    scope = "request"
    area = "requests"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("request")]
    DEFAULT_CSS = """
    RequestPanel #head { height: 2; text-style: bold; }
    RequestPanel Rows { height: auto; max-height: 50%; min-height: 1; }
    RequestPanel #reading { border-top: solid $primary-darken-2; }
    RequestPanel.summary Rows { display: none; }
    RequestPanel.summary #reading { border-top: none; }
    """

    _shown: Shown | None = None
    _tab = 0

    def body(self) -> list[Widget]:
        """Return head, tabs, list and text."""
        rows = Rows(COLUMNS)
        rows.empty = self.shell.speech.of("request.nothing")
        return [
            Static("", markup=False, id="head"),
            TabLine(),
            rows,
            Reading(),
        ]

    def load(self) -> None:
        """Ask for the request."""
        ref = self.what
        if self._shown is not None and self._shown.view.item.ref != ref:
            self.wipe()
            self._tab = 0

        def act(desk: Desk) -> Shown | ExchangeError:
            try:
                view, files = desk.requests.show(ref)
            except (Invalid, NotFound, NotAuthorised) as error:
                return error
            return shown(self.shell.speech, view, files, desk.requests.history(ref))

        self.ask(act, self._show_or_leave, only=LOAD)

    def _show_or_leave(self, found: Shown | ExchangeError) -> None:
        """Show it; where there is nothing to show, go back, and say why."""
        if isinstance(found, ExchangeError):
            self.wipe()
            self.give_up(found)
        else:
            self._show(found)

    def wipe(self) -> None:
        """Forget it."""
        self._shown = None
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one("#head", Static).update("")
            self.query_one(TabLine).show((), 0)
            self.query_one(Reading).wipe()

    def _show(self, found: Shown) -> None:
        self._shown = found
        item, speech = found.view.item, self.shell.speech
        to = " ".join(dict.fromkeys(leg.country for leg in found.view.legs))
        kind = speech.code("kind", item.kind).upper()
        subkind = f", {speech.low('subkind', found.view.type)}" if found.view.type else ""
        marks = "".join(f"[{one}] " for one in (item.marking, item.handling) if one)
        status = speech.code("leg-status", item.status)
        first = f" {item.ref} · {marks}{line(item.requester)} > {to or '?'} · {status} · {kind}{subkind}"
        width = self.size.width
        title = fitted(f" {line(item.title)}", width)
        self.query_one("#head", Static).update(f"{fitted(first, width)}\n{title}")
        self.query_one(Foot).refresh()
        self._show_tab()

    def _show_tab(self) -> None:
        found, name = self._shown, TABS[self._tab]
        if found is None:
            return
        speech, counts = self.shell.speech, found.counts
        names = [f"{speech.of(f'tab.{tab}')}{f' {counts[tab]}' if counts.get(tab) else ''}" for tab in TABS]
        self.query_one(TabLine).show(names, self._tab)
        self.set_class(name == "summary", "summary")
        rows = self.query_one(Rows)
        rows.show([replace(row, layout=name) for row in found.rows[name]])
        (self.query_one("#reading") if name == "summary" else rows).focus()
        self._show_text("summary" if name == "summary" else rows.key)

    def _show_text(self, key: str | None) -> None:
        self.query_one(Reading).show(self._shown.texts.get(key or "", ()) if self._shown else ())

    # Moving

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show what belongs to the row."""
        if TABS[self._tab] != "summary":
            self._show_text(message.key)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Read the transmission; save the attachment; else read on in the text."""
        kind, _, what = message.key.partition(" ")
        if kind == "transmission":
            self.post_message(Go("register", what))
        elif kind == "file":
            self.action_save_attachment()
        else:
            self.query_one("#reading").focus()

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self._tab = message.place
        self._show_tab()

    def action_tab(self, by: int) -> None:
        """Show the next tab."""
        self._tab = (self._tab + by) % len(TABS)
        self._show_tab()

    async def action_back(self) -> None:
        """Go back to where it was opened."""
        await self.app.pop_screen()

    def action_copy(self) -> None:
        """Send the reference to the terminal's clipboard."""
        self.copy(self.what)

    @property
    def is_closed(self) -> bool:
        """Whether the request is closed."""
        return self._shown is not None and self._shown.view.item.status == LegStatus.CLOSED

    @property
    def file(self) -> str | None:
        """The number of the attachment that the cursor stands on."""
        key = self.query_one(Rows).key or ""
        return key.removeprefix("file ") if key.startswith("file ") else None

    @property
    def assigned(self) -> tuple[str, ...]:
        """The investigators who hold the request."""
        return self._shown.view.assigned if self._shown else ()

    @property
    def recipient(self) -> str:
        """The service asked by the leg that is meant, or the requester of what is answered."""
        return next((leg.to for leg in self.legs if str(leg.number) == self.leg), "")

    @property
    def legs(self) -> tuple[LegView, ...]:
        """The legs of the request."""
        return self._shown.view.legs if self._shown else ()

    @property
    def part(self) -> tuple[str, str]:
        """What the cursor stands on: a person, a leg, or neither."""
        kind, _, number = (self.query_one(Rows).key or "").partition(" ")
        return (kind, number) if TABS[self._tab] in ("subjects", "legs") else ("", "")

    @property
    def leg(self) -> str | None:
        """The leg that the cursor stands on, or the only one."""
        rows = self.query_one(Rows)
        if TABS[self._tab] == "legs" and rows.key:
            return rows.key.removeprefix("leg ")
        return str(self.legs[0].number) if len(self.legs) == 1 else None
