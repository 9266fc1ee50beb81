"""The verbs on the log: verified, exported, its checkpoint given out as text and as a QR code."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from exchange.audit.inputs import Selection
from exchange.audit.live import LogReport
from exchange.desk import Desk
from tui.cli.outputs import new_file
from tui.foreign import line
from tui.questions.ask import Answers
from tui.questions.show import Code, Show
from tui.screens.panel import Panel
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.audit.area import CheckpointView


class Auditing(Panel):
    """What can be done with the log as a whole."""

    def action_verify(self) -> None:
        """Recompute the whole log, told as it goes, to be stopped at any time."""
        speech = self.shell.speech

        def done(report: LogReport) -> None:
            text = speech.of("log.holds", size=report.size, root=report.root)
            self.open(Show(self.shell, speech.of("log.verified"), text))

        self.long(speech.of("log.verifying"), lambda desk, tell: desk.log.verify(tell), done)

    def action_export(self) -> None:
        """Write the log as a zip that anyone can verify."""
        speech = self.shell.speech
        post = self.shell.seat.post if self.shell.seat else ""
        place = f"{self.shell.config.spool or Path.home()}/log-{post}.zip"
        wanted = [
            Wanted("path", speech.of("field.path"), As.PATH, value=place, needed=True),
            Wanted("since", speech.of("field.since"), As.MOMENT, hint=speech.of("hint.past-day")),
            Wanted("until", speech.of("field.until"), As.LIMIT, hint=speech.of("hint.past-day")),
            Wanted("request", speech.of("field.request"), As.REFERENCE),
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

        def told(text: str) -> None:
            self.open(Show(self.shell, speech.of("log.exported.title"), text))

        self.long(speech.of("log.exporting"), act, told)

    def action_checkpoint(self) -> None:
        """Show the signed checkpoint, as text and as a QR code to photograph."""
        self.ask(lambda desk: desk.log.checkpoint(), self._show_checkpoint)

    def _show_checkpoint(self, found: CheckpointView) -> None:
        title = self.shell.speech.of("log.checkpoint")
        self.open(Show(self.shell, title, Code(found.qr()), found.note))
