"""Area 5, the log: entries newest first; verified, exported, its checkpoint given out as a QR code."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from exchange.audit.showing import EntryView, LogPage
from exchange.desk import Desk
from exchange.log.operations import OPERATIONS, may
from exchange.log.roles import READS_LOG, Role
from tui import options
from tui.actions import bindings
from tui.foreign import line
from tui.screens.auditing import Auditing
from tui.screens.filtering import Filtering
from tui.screens.log_text import entry_text
from tui.widgets.fields import As, Wanted
from tui.widgets.reading import Reading
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows
from tui.widgets.window import Asked

PAGE: Final = 100
LIVE: Final = 10.0
"""Seconds between looks at what was appended."""
_COLUMNS: Final = (
    Column(7, right=True),
    Column(11),
    Column(12),
    Column(27),
    Column(14),
    Column(0, least=90),
)


class LogPanel(Auditing, Filtering):
    """Who did what and when; never what it was about."""

    scope = "log"
    nothing = "log.nothing"
    by_grant = False
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log", "filter")]
    DEFAULT_CSS = """
    LogPanel #reading { height: 10; border-top: solid $primary-darken-2; }
    """

    _entries: dict[str, EntryView]

    def body(self) -> list[Widget]:
        """Return the list, and the entry under the cursor."""
        self._entries = {}
        return [self.told_filter(), Rows(_COLUMNS), Reading()]

    def load(self) -> None:
        """Ask for the newest entries."""
        self.query_one(Rows).reload()

    def on_mount(self) -> None:
        """Show what is appended meanwhile, where its newest entry is what one looks at."""
        self.set_interval(LIVE, self._look_again)

    def _look_again(self) -> None:
        if not self.query_one(Rows).cursor and not self.held:
            self.look_again(self._page(None, 1), self._compare)

    def _compare(self, found: LogPage) -> None:
        rows = self.query_one(Rows)
        if found.items and str(found.items[0].n) != rows.key and not rows.cursor:
            rows.reload()

    def wipe(self) -> None:
        """Forget it."""
        self._entries = {}
        self.left()
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one(Reading).wipe()

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Ask the desk for a page; an investigator for what he signed himself."""
        verb = self._page(message.cursor, PAGE)
        self.ask_page(message, verb, self._listed(message.page))

    def _page(self, cursor: str | None, limit: int) -> Callable[[Desk], LogPage]:
        held, seat = self.held, self.shell.seat
        member = held.get("member")
        if seat is not None and self.shell.role is Role.INVESTIGATOR:
            member = seat.member

        def act(desk: Desk) -> LogPage:
            return desk.log.show(
                request=held.get("request"),
                member=member,
                op=held.get("op"),
                since=held.get("since"),
                until=held.get("until"),
                limit=limit,
                after=cursor,
            )

        return act

    def _listed(self, page: Asked) -> Callable[[LogPage], None]:
        def take(found: LogPage) -> None:
            self._entries.update((str(one.n), one) for one in found.items)
            self.query_one(Rows).take(page, [self._row(one) for one in found.items], found.next)

        return take

    def _row(self, one: EntryView) -> Row:
        speech = self.shell.speech
        told = ", ".join(line(item) for item in one.to)
        look = "alarm" if one.op in ("access.refused", "incident.opened") else "plain"
        cells = (
            str(one.n),
            speech.short(one.at),
            line(one.by),
            speech.code("op", one.op),
            one.ref or "",
            told,
        )
        return Row(str(one.n), cells, look)

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show the entry under the cursor."""
        one = self._entries.get(message.key or "")
        self.query_one(Reading).show(entry_text(self.shell.speech, one) if one else ())

    def filters(self) -> list[Wanted]:
        """Return the fields of a filter of the log; who reads his own entries alone chooses no member."""
        speech, role = self.shell.speech, self.shell.role
        day = speech.of("hint.past-day")
        ops = options.codes(speech, "op", OPERATIONS)
        reads_all = role is not None and may(role, READS_LOG)
        return [
            Wanted("op", speech.of("log.operation"), As.CHOICE, options=ops),
            *([Wanted("member", speech.of("field.member"))] if reads_all else []),
            Wanted("request", speech.of("field.request"), As.REFERENCE),
            Wanted("since", speech.of("field.since"), As.MOMENT, hint=day),
            Wanted("until", speech.of("field.until"), As.LIMIT, hint=day),
        ]

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()
