"""Area 5, the log: entries newest first; verified, exported, its checkpoint given out as a QR code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Final

import segno
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from exchange.audit.inputs import Selection
from exchange.audit.live import LogReport
from exchange.audit.showing import EntryView, LogPage
from exchange.desk import Desk
from exchange.log.operations import OPERATIONS, READS_LOG, Role, may
from tui import options
from tui.actions import bindings
from tui.cli.outputs import new_file
from tui.foreign import line
from tui.qr import drawn
from tui.questions.ask import Answers
from tui.questions.progress import Long
from tui.questions.show import Show
from tui.screens.panel import Panel
from tui.widgets.fields import As, Wanted
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows
from tui.widgets.window import Asked

PAGE: Final = 100
SHOWN: Final = 3
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


class LogPanel(Panel):
    """Who did what and when; never what it was about."""

    scope = "log"
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("log")]
    DEFAULT_CSS = """
    LogPanel #reading { height: 10; border-top: solid $primary-darken-2; }
    LogPanel #reading Static { height: auto; }
    """

    _wanted: Answers = MappingProxyType({})
    _entries: dict[str, EntryView]

    def body(self) -> list[Widget]:
        """Return the list, and the entry under the cursor."""
        self._entries = {}
        rows = Rows(_COLUMNS)
        rows.empty = self.shell.speech.of("log.nothing")
        return [rows, VerticalScroll(Static("", markup=False, id="text"), id="reading")]

    def load(self) -> None:
        """Ask for the newest entries."""
        self.query_one(Rows).reload()

    def on_mount(self) -> None:
        """Show what is appended meanwhile, where its newest entry is what one looks at."""
        self.set_interval(LIVE, self._look_again)

    def _look_again(self) -> None:
        rows = self.query_one(Rows)
        if self.is_current and self.shell.work.unlocked and not rows.cursor and not self._wanted:
            self._ask_page(None, 1, self._compare)

    def _compare(self, found: LogPage) -> None:
        rows = self.query_one(Rows)
        if found.items and str(found.items[0].n) != rows.key and not rows.cursor:
            rows.reload()

    def wipe(self) -> None:
        """Forget it."""
        self._entries, self._wanted = {}, {}
        if self.is_mounted:
            self.query_one(Rows).wipe()
            self.query_one("#text", Static).update("")

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Ask the desk for a page; an investigator for what he signed himself."""
        self._ask_page(message.cursor, PAGE, self._listed(message.page))

    def _ask_page(self, cursor: str | None, limit: int, then: Callable[[LogPage], None]) -> None:
        wanted, seat = self._wanted, self.shell.seat
        member = wanted.get("member") or None
        if seat is not None and self.shell.role is Role.INVESTIGATOR:
            member = seat.member

        def act(desk: Desk) -> LogPage:
            return desk.log.show(
                request=wanted.get("request") or None,
                member=member,
                op=wanted.get("op") or None,
                since=wanted.get("since") or None,
                until=wanted.get("until") or None,
                limit=limit,
                after=cursor,
            )

        self.ask(act, then)

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
        self.query_one("#text", Static).update(self._text(one) if one else Content(""))

    def _text(self, one: EntryView) -> Content:
        speech = self.shell.speech
        pairs = [
            (speech.of("log.operation"), one.op),
            (speech.of("log.duty"), speech.code("duty", one.duty)),
            (speech.of("log.purpose"), speech.code("purpose", one.why)),
            (speech.of("log.object"), " ".join(f"{name}={value}" for name, value in (one.on or {}).items())),
            (speech.of("log.commitment"), one.c or ""),
            *((name, _value(value)) for name, value in one.x.items()),
        ]
        head = f" {one.n} · {speech.moment(one.at)} · {line(one.by)}"
        parts = [Content.styled(head, "bold")]
        parts += [Content.assemble((f" {label:<22} ", "dim"), value) for label, value in pairs if value]
        return Content("\n").join(parts)

    # Verbs

    def action_verify(self) -> None:
        """Recompute the whole log, told as it goes, to be stopped at any time."""
        speech = self.shell.speech

        def done(report: LogReport | None) -> None:
            if report is not None:
                text = speech.of("log.holds", size=report.size, root=report.root)
                self.app.push_screen(Show(self.shell, speech.of("log.verified"), text))

        question = Long(self.shell, speech.of("log.verifying"), lambda desk, tell: desk.log.verify(tell))
        self.app.push_screen(question, done)

    def action_export(self) -> None:
        """Write the log as a zip that anyone can verify."""
        speech = self.shell.speech
        post = self.shell.seat.post if self.shell.seat else ""
        place = f"{self.shell.config.spool or Path.home()}/log-{post}.zip"
        wanted = [
            Wanted("path", speech.of("field.path"), As.PATH, value=place, needed=True),
            Wanted("since", speech.of("field.since"), hint=speech.of("hint.day")),
            Wanted("until", speech.of("field.until"), hint=speech.of("hint.day")),
            Wanted("request", speech.of("field.request")),
        ]
        self.question(speech.of("ask.export"), wanted, self._export)

    def _export(self, answers: Answers) -> None:
        path, speech = Path(answers["path"]).expanduser(), self.shell.speech
        since, until, request = (answers[name] or None for name in ("since", "until", "request"))
        selection = Selection(since, until, request=request)

        def act(desk: Desk, tell: Callable[[int, int], None]) -> str:
            with new_file(path) as sink:
                done = desk.log.export(sink, selection, tell)
            return speech.of("log.exported", entries=done.entries, path=line(str(path)))

        def told(text: str | None) -> None:
            if text is not None:
                self.app.push_screen(Show(self.shell, speech.of("log.exported.title"), text))

        self.app.push_screen(Long(self.shell, speech.of("log.exporting"), act), told)

    def action_checkpoint(self) -> None:
        """Show the signed checkpoint, as text and as a QR code to photograph."""
        self.ask(lambda desk: desk.log.checkpoint().note, self._show_checkpoint)

    def _show_checkpoint(self, note: str) -> None:
        code = segno.make(small_note(note), error="l", boost_error=False)
        self.app.push_screen(
            Show(self.shell, self.shell.speech.of("log.checkpoint"), f"{drawn(code)}\n{note}")
        )

    def action_filter(self) -> None:
        """Show some of it alone."""
        speech, kept = self.shell.speech, self._wanted
        ops = options.codes(speech, "op", OPERATIONS)
        wanted = [
            Wanted("op", speech.of("log.operation"), As.CHOICE, value=kept.get("op", ""), options=ops),
            Wanted("member", speech.of("field.member"), value=kept.get("member", "")),
            Wanted("request", speech.of("field.request"), value=kept.get("request", "")),
            Wanted(
                "since", speech.of("field.since"), value=kept.get("since", ""), hint=speech.of("hint.day")
            ),
            Wanted(
                "until", speech.of("field.until"), value=kept.get("until", ""), hint=speech.of("hint.day")
            ),
        ]
        role = self.shell.role
        if role is None or not may(role, READS_LOG):
            wanted = [one for one in wanted if one.name != "member"]

        def answered(answers: Answers) -> None:
            self._wanted = answers
            self.query_one(Rows).restart()

        self.question(speech.of("ask.filter"), wanted, answered)

    def action_refresh(self) -> None:
        """Ask again."""
        self.load()


def small_note(note: str) -> str:
    """Return a signed note with its shortest signature alone: one of ML-DSA fits into no QR code.

    Such a note is still a whole one (c2sp.org/signed-note): who has the short key verifies it.
    """
    text, between, signatures = note.partition("\n\n")
    return f"{text}{between}{min(signatures.splitlines(), key=len)}\n"


def _value(value: object) -> str:
    """Return a value of an entry as people read it: a list by what it holds, a long one by how many."""
    if not isinstance(value, list | tuple):
        return line(str(value))
    return str(len(value)) if len(value) > SHOWN else ", ".join(line(str(one)) for one in value)
