"""Area 6, the directory: services with their trust, members with their grants, the post's own card."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from exchange.desk import Desk
from exchange.directory.grants import GrantView
from exchange.directory.members import MemberRow
from exchange.directory.services import ServiceView
from tui.actions import bindings
from tui.foreign import line
from tui.screens.asking import LOAD
from tui.screens.panel import Panel
from tui.screens.staffing import Staffing
from tui.screens.trusting import Trusting
from tui.widgets.reading import Passage, Reading, pair
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows
from tui.widgets.tab_line import TabLine

TABS: Final = ("services", "members", "grants")
_COLUMNS: Final = {
    "services": (Column(22), Column(2), Column(22, least=100), Column(16), Column(0)),
    "members": (Column(16), Column(24), Column(14), Column(0)),
    "grants": (Column(24), Column(16), Column(0)),
}


@dataclass(frozen=True)
class Listing:
    """What the directory shows."""

    services: tuple[ServiceView, ...]
    members: tuple[MemberRow, ...]
    grants: tuple[GrantView, ...]

    @classmethod
    def of(cls, desk: Desk) -> Listing:
        """Ask the desk for all of it."""
        return cls(desk.services.list(), desk.members.list(), desk.grants.list())


class DirectoryPanel(Trusting, Staffing, Panel):
    """Who is who, and who may read what."""

    scope = "directory"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("directory")]
    DEFAULT_CSS = """
    DirectoryPanel #reading { height: 8; border-top: solid $primary-darken-2; }
    """

    _found: Listing | None = None
    _tab = 0

    def body(self) -> list[Widget]:
        """Return tabs, list and text."""
        rows = Rows(_COLUMNS)
        rows.empty = self.shell.speech.of("directory.nothing")
        return [TabLine(), rows, Reading()]

    def load(self) -> None:
        """Ask for the directory."""
        self.ask(Listing.of, self._show, only=LOAD)

    def wipe(self) -> None:
        """Forget it."""
        self._found = None
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one(Reading).wipe()

    def _show(self, found: Listing) -> None:
        self._found = found
        self._show_tab()

    def _show_tab(self) -> None:
        found, name, speech = self._found, TABS[self._tab], self.shell.speech
        if found is None:
            return
        self.query_one(TabLine).show([speech.of(f"directory.{tab}") for tab in TABS], self._tab)
        rows = {"services": self._services, "members": self._members, "grants": self._grants}[name](found)
        self.query_one(Rows).show([replace(row, layout=name) for row in rows])

    def _services(self, found: Listing) -> list[Row]:
        speech = self.shell.speech
        rows = []
        for one in found.services:
            name = one.names.get(speech.language.value) or one.name
            cells = (
                one.handle,
                one.country,
                speech.code("service-type", one.type),
                speech.code("trust", one.trust),
            )
            rows.append(Row(one.handle, (*cells, line(name))))
        return rows

    def _members(self, found: Listing) -> list[Row]:
        speech = self.shell.speech
        return [
            Row(
                one.handle,
                (
                    one.handle,
                    line(one.name),
                    speech.code("role", one.role),
                    speech.code("member-status", one.status),
                ),
                "closed" if one.status == "revoked" else "plain",
            )
            for one in found.members
        ]

    def _grants(self, found: Listing) -> list[Row]:
        speech = self.shell.speech
        return [
            Row(
                f"{one.compartment} {one.handle}",
                (line(one.compartment), one.handle, speech.code("role", one.role)),
            )
            for one in found.grants
        ]

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the service under the cursor: its fingerprint as digits."""
        service = self.service
        self.query_one(Reading).show(self._text(service) if service is not None else ())

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Read on in the text."""
        self.query_one("#reading").focus()

    def _text(self, one: ServiceView) -> Passage:
        speech = self.shell.speech
        pairs = [
            (speech.of("field.name"), line(one.name)),
            (speech.of("directory.trust"), speech.code("trust", one.trust)),
            (speech.of("directory.fingerprint"), one.fingerprint or ""),
            (speech.of("directory.origin"), one.origin or ""),
            (speech.of("directory.age"), f"{one.age[:30]}…" if one.age else ""),
        ]
        return [pair(label, value) for label, value in pairs if value]

    @property
    def service(self) -> ServiceView | None:
        """The service under the cursor."""
        key = self.query_one(Rows).key
        if self._found is None or TABS[self._tab] != "services":
            return None
        return next((one for one in self._found.services if one.handle == key), None)

    def action_tab(self, by: int) -> None:
        """Show the next tab."""
        self._tab = (self._tab + by) % len(TABS)
        self._show_tab()

    def on_tab_line_chosen(self, message: TabLine.Chosen) -> None:
        """Show the tab that was clicked."""
        self._tab = message.place
        self._show_tab()

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()

    @property
    def member(self) -> str:
        """The member under the cursor, or nobody."""
        key = self.query_one(Rows).key or ""
        return {"members": key, "grants": key.rpartition(" ")[2]}.get(TABS[self._tab], "")

    @property
    def granted(self) -> tuple[str, str]:
        """The compartment and the member of the grant under the cursor, or neither."""
        if TABS[self._tab] != "grants":
            return "", ""
        place, _, handle = (self.query_one(Rows).key or "").rpartition(" ")
        return place, handle
