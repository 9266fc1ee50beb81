"""Registering what came: a paste, a file, a few words; and the ways from there to a request."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from exchange.codes import Channel
from exchange.errors import Tampered
from exchange.transmission.inputs import NewTransmission
from tui import options
from tui.foreign import line
from tui.messages import Failed, Go
from tui.questions.ask import Answers
from tui.screens.form import Form
from tui.screens.panel import Panel
from tui.taking_in import TakenIn, take_in
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.directory.services import ServiceView
    from exchange.transmission.receipt import Receipted
    from exchange.transmission.views import TransmissionView

_MESSAGES: Final = (".eml", ".msg")


class Arriving(Panel):
    """`i`, `n` and `r`, wherever they stand."""

    @property
    def about(self) -> str | None:
        """The request that an arrival is filed to at once, where one is shown."""
        return self.what if self.scope == "request" else None

    def action_arrival(self) -> None:
        """Register an arrival."""
        self.ask(lambda desk: desk.services.list(), self._ask_arrival)

    def _ask_arrival(self, found: tuple[ServiceView, ...]) -> None:
        speech = self.shell.speech
        wanted = [
            Wanted("text", speech.of("field.message"), As.TEXT),
            Wanted(
                "from",
                speech.of("field.from"),
                As.CHOICE,
                options=options.services(speech, found),
                grows=True,
            ),
            Wanted(
                "channel",
                speech.of("field.channel"),
                As.CHOICE,
                value=Channel.EMAIL.value,
                options=options.codes(speech, "channel", Channel),
                needed=True,
            ),
            Wanted("at", speech.of("field.received"), As.PAST, hint=speech.of("hint.now")),
            Wanted("their_ref", speech.of("field.their-ref")),
            Wanted("subject", speech.of("field.subject-line")),
            Wanted("file", speech.of("field.file"), As.PATH, hint=speech.of("hint.eml")),
        ]
        title, said = speech.of("ask.arrival"), speech.of("ask.arrival.said")
        op = "arrival.registered"
        self.drafted("arrival", title, wanted, self._arrived, said, op=op, about=self.about)

    def _arrived(self, answers: Answers) -> None:
        path = Path(answers["file"]).expanduser() if answers["file"] else None
        message = path is not None and path.suffix.lower() in _MESSAGES
        new = NewTransmission(
            direction="in",
            channel=answers["channel"],
            from_=answers["from"] or None,
            at=answers["at"] or None,
            their_ref=answers["their_ref"] or None,
            subject=answers["subject"] or None,
            text=answers["text"] or None,
            eml=path if message else None,
            attach=(path,) if path is not None and not message else (),
            request=self.about,
        )

        self.act(lambda desk: desk.transmissions.record(new), self._recorded)

    def _recorded(self, view: TransmissionView) -> str:
        speech = self.shell.speech
        proposed = (view.proposed or {}).get("request")
        if view.request:
            filed = speech.of("done.arrival-filed", number=view.shown, ref=view.request)
            return speech.warned(filed, view.warnings)
        if proposed:
            return speech.of("done.arrival-proposed", number=view.shown, ref=proposed)
        return speech.of("done.arrival", number=view.shown)

    def action_new(self) -> None:
        """Open a request: from nothing, or from the arrival under the cursor."""
        self.open(Form(self.shell, arrival=self.arrival), self._opened)

    @property
    def arrival(self) -> str | None:
        """The arrival that a new request takes over, where one is under the cursor."""
        return None

    def _opened(self, ref: str | None) -> None:
        if ref:
            self.post_message(Go("request", ref))

    def action_receive(self) -> None:
        """Take in a sealed dispatch or a receipt from a path, or all that a folder holds."""
        speech, spool = self.shell.speech, self.shell.config.spool
        place = f"{spool}/" if spool else "~/"
        wanted = [
            Wanted("path", speech.of("field.path"), As.PATH, value=place, needed=True),
            Wanted("receipts", speech.of("field.receipts"), As.PATH, value=place),
        ]

        def answered(answers: Answers) -> None:
            path = Path(answers["path"]).expanduser()
            receipts = Path(answers["receipts"]).expanduser() if answers["receipts"] else None
            self.act(lambda desk: take_in(desk, path, receipts), self._taken_in)

        self.question(speech.of("ask.receive"), wanted, answered, speech.of("ask.receive.said"))

    def _taken_in(self, found: TakenIn) -> str:
        """Say what came in; of a folder, how much, and what was refused first of all."""
        if len(found.received) == 1 and not found.known and not found.refused:
            return self._received(found.received[0])
        speech, error = self.shell.speech, found.gravest
        if isinstance(error, Tampered):
            self.post_message(Failed(error))
        counted = speech.of(
            "done.taken-in", received=len(found.received), known=found.known, refused=len(found.refused)
        )
        why = f"{line(next(file.name for file, one in found.refused if one is error))}: " if error else ""
        return f"{counted} {why}{speech.refusal(error)[0] if error else ''}".strip()

    def _received(self, found: Receipted) -> str:
        speech = self.shell.speech
        answers = found.direction == "out"
        told = speech.of("done.acknowledged" if answers else "done.received", number=found.shown)
        return f"{told} {speech.of('done.receipt', path=found.receipt)}" if found.receipt else told
