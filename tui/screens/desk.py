"""Area 1, the desk: what wants attention now, the most pressing first; enter goes to the thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from exchange.log.roles import Role
from tui.actions import bindings
from tui.messages import Go
from tui.screens.arriving import Arriving
from tui.screens.asking import LOAD
from tui.screens.panel import Panel
from tui.screens.surveying import Survey, rows_of, survey
from tui.widgets.row import Column
from tui.widgets.rows import Rows

if TYPE_CHECKING:
    from exchange.desk import Desk

LIVE: Final = 10.0
"""Seconds between looks at what changed: a day that ended, what another desk did."""
_LAYOUTS: Final = {
    "": (
        Column(2),
        Column(10),
        Column(11),
        Column(24),
        Column(0),
        Column(16, least=110),
        Column(5, right=True),
    ),
    "heading": (Column(0), Column(34, right=True)),
    "arrival": (Column(2), Column(10), Column(11), Column(12), Column(16), Column(0)),
    "under": (Column(2), Column(0)),
}


class DeskPanel(Arriving, Panel):
    """Arrests, arrivals to sort, due today, overdue, this week; who waits for whom; the store's health."""

    scope = "desk"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("desk")]
    DEFAULT_CSS = """
    DeskPanel #waiting { height: 1; text-style: bold; }
    DeskPanel #health { height: 1; color: $text-muted; }
    """

    def body(self) -> list[Widget]:
        """Return the list, and two lines below it."""
        return [Rows(_LAYOUTS), Static("", markup=False, id="waiting"), Static("", markup=False, id="health")]

    def on_mount(self) -> None:
        """Show what changes meanwhile, where nothing stands above."""
        self.set_interval(LIVE, self._look_again)

    def _look_again(self) -> None:
        self.look_again(self._survey, self._show)

    def load(self) -> None:
        """Ask what wants attention."""
        self.ask(self._survey, self._show, only=LOAD)

    def _survey(self, desk: Desk) -> Survey:
        return survey(desk, self.shell.clock(), self.shell.config.backup_to, self.shell.role)

    def wipe(self) -> None:
        """Forget it."""
        if self.is_mounted:
            self.query_one(Rows).wipe()
            for name in ("#waiting", "#health"):
                self.query_one(name, Static).update("")

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Go to the thing."""
        kind, _, what = message.key.partition(" ")
        self.post_message(
            Go("register", what) if kind == "arrival" else Go("request", what.partition(" ")[0])
        )

    def _show(self, found: Survey) -> None:
        speech = self.shell.speech
        rows = self.query_one(Rows)
        rows.empty = speech.of("grant.none" if found.lacking else "desk.nothing")
        rows.show(list(rows_of(speech, found)))
        counts = {"them": found.them, "us": found.us, "without": found.without_receipt}
        mine = self.shell.role is not Role.INVESTIGATOR  # who sees his own requests alone, and no register
        self.query_one("#waiting", Static).update(" " + speech.of("desk.waiting", **counts) if mine else "")
        backup = speech.moment(found.backup.isoformat()) if found.backup else speech.of("desk.no-backup")
        witness = (
            speech.of("desk.witnessed", size=found.witnessed, total=found.size)
            if found.witnessed
            else speech.of("desk.no-witness")
        )
        health = speech.of("desk.health", witness=witness, backup=backup)
        if found.noticed.overstaying:
            handles = ", ".join(found.noticed.overstaying)
            health = f"! {speech.of('desk.overstaying', handles=handles)} · {health}"
        if found.noticed.clock_behind is not None:
            newest = speech.moment(found.noticed.clock_behind.isoformat())
            health = f"! {speech.of('desk.clock-behind', newest=newest)} · {health}"
        self.query_one("#health", Static).update(f" {health}")
