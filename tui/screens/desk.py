"""Area 1, the desk: what wants attention now, the most pressing first; enter goes to the thing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from exchange.desk import Desk
from exchange.log.operations import Role
from exchange.requests.due import DueItem
from exchange.transmission.inputs import RegisterFilter
from exchange.transmission.views import TransmissionView
from tui.actions import bindings
from tui.foreign import line
from tui.messages import Go
from tui.screens.arriving import Arriving
from tui.screens.panel import LOAD, Panel
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

ARRIVALS_SHOWN: Final = 3
WITHIN: Final = "7d"
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


@dataclass(frozen=True)
class Survey:
    """What the desk shows, asked for at once."""

    now: datetime
    items: tuple[DueItem, ...]
    arrivals: tuple[TransmissionView, ...]
    them: int
    us: int
    without_receipt: int
    witnessed: int | None
    size: int
    backup: datetime | None


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
        rows = Rows(_LAYOUTS)
        rows.empty = self.shell.speech.of("desk.nothing")
        return [rows, Static("", markup=False, id="waiting"), Static("", markup=False, id="health")]

    def load(self) -> None:
        """Ask what wants attention."""
        place, clock, role = self.shell.config.backup_to, self.shell.clock, self.shell.role
        self.ask(lambda desk: _survey(desk, clock(), place, role), self._show, only=LOAD)

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

    def _show(self, survey: Survey) -> None:
        speech = self.shell.speech
        self.query_one(Rows).show(list(self._rows(survey)))
        counts = {"them": survey.them, "us": survey.us, "without": survey.without_receipt}
        mine = self.shell.role is not Role.INVESTIGATOR  # who sees his own requests alone, and no register
        self.query_one("#waiting", Static).update(" " + speech.of("desk.waiting", **counts) if mine else "")
        backup = speech.moment(survey.backup.isoformat()) if survey.backup else speech.of("desk.no-backup")
        witness = (
            speech.of("desk.witnessed", size=survey.witnessed, total=survey.size)
            if survey.witnessed
            else speech.of("desk.no-witness")
        )
        self.query_one("#health", Static).update(
            " " + speech.of("desk.health", witness=witness, backup=backup)
        )

    def _rows(self, survey: Survey) -> Iterator[Row]:
        now = survey.now
        end_of_day = self.shell.speech.end_of_day(now)
        items = [item for item in survey.items if item.ref is not None]
        arrests = [item for item in items if item.what == "arrest"]
        reviews = [item for item in items if item.what == "review"]
        others = [item for item in items if item.what not in ("arrest", "review")]
        late = [item for item in others if item.overdue]
        today = [item for item in others if not item.overdue and (item.due_at or "") <= end_of_day]
        later = [item for item in others if not item.overdue and (item.due_at or "") > end_of_day]
        yield from self._section("arrests", arrests, now, look="alarm", sign="!!")
        yield from self._arrivals(survey)
        yield from self._section("today", today, now, sign="! ")
        yield from self._section("late", late, now, look="late", sign="! ")
        yield from self._section("week", later, now)
        yield from self._section("review", reviews, now)

    def _section(
        self, name: str, items: Sequence[DueItem], now: datetime, look: str = "plain", sign: str = ""
    ) -> Iterator[Row]:
        if not items:
            return
        speech = self.shell.speech
        yield Row(None, (speech.of(f"desk.{name}"), str(len(items))), "heading", "heading")
        for item in items:
            to = f"{line(item.requester)} > {line(item.to) or '?'}"
            due = speech.short(item.due_at) or speech.code("clock", item.clock)
            days = speech.apart(item.due_at, now)
            what = speech.code("due", item.what)
            cells = (sign, speech.reference(item.ref or "", now), due, to, line(item.title), what, days)
            yield Row(f"request {item.ref} {item.leg or 0} {item.what}", cells, look)
            if item.what == "arrest":
                yield Row(None, ("", self._source(item)), "dim", "under")

    def _source(self, item: DueItem) -> str:
        speech = self.shell.speech
        alarm = f"{speech.code('alarm', item.alarm)} · " if item.alarm else ""
        return f"{alarm}{line(speech.cited(item.source, item.cited))}"

    def _arrivals(self, survey: Survey) -> Iterator[Row]:
        speech = self.shell.speech
        count = sum(item.what == "to-sort" for item in survey.items)
        if not count:
            return
        oldest = min((one.received_at or "" for one in survey.arrivals), default="")
        age = speech.of("desk.oldest", count=count, days=speech.apart(oldest, survey.now))
        yield Row(None, (speech.of("desk.arrivals"), age), "heading", "heading")
        for one in survey.arrivals[:ARRIVALS_SHOWN]:
            said = speech.of("desk.oral") if one.oral else ""
            subject = line(one.subject) or line(one.text[:200])
            cells = (
                "",
                one.shown,
                speech.short(one.received_at),
                speech.low("channel", one.channel),
                line(one.from_),
                f"{subject} {said}".strip(),
            )
            yield Row(f"arrival {one.year}-{one.number}", cells, layout="arrival")
        if count > ARRIVALS_SHOWN:
            more = speech.of("desk.more", count=count - ARRIVALS_SHOWN)
            yield Row("arrival ", ("", more), "dim", "under")


def _survey(desk: Desk, now: datetime, backups: Path | None, role: Role | None) -> Survey:
    agenda = desk.due(WITHIN)
    investigator = role is Role.INVESTIGATOR
    arrivals = () if investigator else _to_sort(desk)
    waiting = desk.waiting
    info = desk.store.info()
    newest = desk.backups.newest(backups) if backups is not None and backups.is_dir() else None
    return Survey(
        now,
        agenda.items,
        arrivals,
        waiting.them,
        waiting.us,
        waiting.without_receipt,
        info.witnessed,
        info.size,
        newest,
    )


def _to_sort(desk: Desk) -> tuple[TransmissionView, ...]:
    """Return the arrivals to sort, the oldest first."""
    found = desk.transmissions.list(RegisterFilter(status="to-sort", limit=200)).items
    return tuple(reversed(found))
