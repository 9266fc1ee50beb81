"""Area 3, the register: what came and what went, numbered without gaps; sorting, receiving, receipts."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget

from exchange.codes import Channel, Direction, TransmissionStatus
from exchange.transmission.inputs import RegisterFilter
from exchange.transmission.views import RegisterPage, TransmissionView
from tui import options
from tui.actions import bindings
from tui.foreign import line
from tui.screens.arriving import Arriving
from tui.screens.filtering import Filtering
from tui.screens.register_text import key_of, message_text
from tui.screens.sorting import Sorting
from tui.widgets.fields import As, Wanted
from tui.widgets.reading import Reading
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows
from tui.widgets.window import Asked

PAGE: Final = 100
_COLUMNS: Final = (
    Column(7),
    Column(1),
    Column(11),
    Column(14),
    Column(14, least=100),
    Column(11, least=110),
    Column(16),
    Column(0),
    Column(14, least=90),
)


class RegisterPanel(Sorting, Arriving, Filtering):
    """Arrivals and departures, the newest first; beneath, the one under the cursor."""

    scope = "register"
    nothing = "register.nothing"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("register", "filter")]
    DEFAULT_CSS = """
    RegisterPanel #reading { height: 40%; border-top: solid $primary-darken-2; }
    """

    _views: dict[str, TransmissionView]

    def body(self) -> list[Widget]:
        """Return the list, and the text of what the cursor stands on."""
        self._views = {}
        return [self.told_filter(), Rows(_COLUMNS), Reading()]

    def load(self) -> None:
        """Ask for the first page; for the one message that was asked for by its number."""
        wanted, self.what = self.what, ""
        self.query_one(Rows).reload()
        if wanted:
            self.ask(lambda desk: desk.transmissions.show(wanted), self._read, only="show")

    def wipe(self) -> None:
        """Forget it."""
        self._views = {}
        self.left()
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one(Reading).wipe()

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Ask the desk for a page."""
        page = message.page
        wanted = RegisterFilter(**self.held, limit=PAGE, after=message.cursor)
        self.ask_page(message, lambda desk: desk.transmissions.list(wanted), self._listed(page))

    def _listed(self, page: Asked) -> Callable[[RegisterPage], None]:
        def take(found: RegisterPage) -> None:
            self._views.update((key_of(one), one) for one in found.items)
            self.query_one(Rows).take(page, [self._row(one) for one in found.items], found.next)

        return take

    def _row(self, one: TransmissionView) -> Row:
        speech = self.shell.speech
        incoming = one.direction == "in"
        at = one.received_at if incoming else one.sent_at
        other = one.from_ if incoming else one.to
        oral = speech.of("desk.oral") if one.oral else ""
        subject = line(one.subject) or line(one.text[:200])
        cells = (
            one.shown,
            "<" if incoming else ">",
            speech.short(at),
            line(other),
            speech.code("nature", one.nature),
            speech.code("channel", one.channel),
            speech.code("transmission-status", one.status),
            f"{subject} {oral}".strip(),
            line(one.request),
        )
        look = (
            "alarm"
            if one.status == "to-sort"
            else "closed"
            if one.status in ("set-aside", "cancelled")
            else "plain"
        )
        return Row(key_of(one), cells, look)

    def on_rows_moved(self, message: Rows.Moved) -> None:
        """Show what belongs to the row."""
        view = self._views.get(message.key or "")
        self.query_one(Reading).show(message_text(self.shell.speech, view) if view else ())

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Read it whole, with what a dispatch said besides its text."""
        number = message.key
        self.ask(lambda desk: desk.transmissions.show(number), self._read, only="show")

    def _read(self, view: TransmissionView) -> None:
        self._views[key_of(view)] = view
        self.query_one(Reading).show(message_text(self.shell.speech, view))
        self.query_one(Reading).focus()

    @property
    def chosen(self) -> TransmissionView | None:
        """The message under the cursor."""
        return self._views.get(self.query_one(Rows).key or "")

    def filters(self) -> list[Wanted]:
        """Return the fields of a filter of the register."""
        speech = self.shell.speech
        directions = options.codes(speech, "direction", Direction)
        statuses = options.codes(speech, "transmission-status", TransmissionStatus)
        channels = options.codes(speech, "channel", Channel)
        return [
            Wanted("direction", speech.of("field.direction"), As.CHOICE, options=directions),
            Wanted("status", speech.of("field.status"), As.CHOICE, options=statuses),
            Wanted("channel", speech.of("field.channel"), As.CHOICE, options=channels),
            Wanted("service", speech.of("field.service")),
            Wanted("request", speech.of("field.request"), As.REFERENCE),
        ]

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()
