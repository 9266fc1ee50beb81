"""The verbs on a request, by key: each asks for what it needs and does it by the desk's own door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exchange.codes import Channel, EventCode, Outcome, Result
from exchange.requests.inputs import Closing, NewEvent, NewLeg
from tui import options
from tui.foreign import line
from tui.questions.ask import Answers
from tui.saving import save_pieces
from tui.screens.amending import Amending
from tui.screens.linking import Linking
from tui.screens.panel import Panel
from tui.screens.sending import Sending
from tui.undo import Undo
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.directory.services import ServiceView


class Acting(Amending, Sending, Linking, Panel):
    """What can be done to the request that is shown."""

    @property
    def leg(self) -> str | None:
        """The leg that is meant, where one is."""
        raise NotImplementedError

    def action_note(self) -> None:
        """Add a note."""
        ref, speech = self.what, self.shell.speech
        wanted = [Wanted("text", speech.of("field.note"), As.TEXT, needed=True)]
        self.question(
            speech.of("ask.note", ref=ref),
            wanted,
            lambda answers: self.act(
                lambda desk: desk.requests.note(ref, answers["text"]), speech.of("done.note", ref=ref)
            ),
        )

    def action_leg(self) -> None:
        """Ask one more service."""
        self.ask(lambda desk: desk.services.list(), self._ask_leg)

    def _ask_leg(self, found: tuple[ServiceView, ...]) -> None:
        ref, speech = self.what, self.shell.speech
        wanted = [
            Wanted(
                "to", speech.of("field.to"), As.CHOICE, options=options.services(speech, found), needed=True
            ),
            self._channel(),
            Wanted("due", speech.of("field.asked-for"), hint=speech.of("hint.when")),
            Wanted("follow_up", speech.of("field.follow-up"), hint=speech.of("hint.day")),
        ]

        def answered(answers: Answers) -> None:
            given = {name: value or None for name, value in answers.items() if name != "to"}
            new = NewLeg(answers["to"], **given)
            self.act(lambda desk: desk.legs.add(ref, new), speech.of("done.leg", to=answers["to"]))

        self.question(speech.of("ask.leg", ref=ref), wanted, answered)

    def _channel(self) -> Wanted:
        speech = self.shell.speech
        return Wanted(
            "channel",
            speech.of("field.channel"),
            As.CHOICE,
            options=options.codes(speech, "channel", Channel),
        )

    def action_event(self) -> None:
        """Record what was reported of a leg."""
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted(
                "code",
                speech.of("field.event"),
                As.CHOICE,
                options=options.codes(speech, "event", EventCode),
                needed=True,
            ),
            Wanted("at", speech.of("field.at"), hint=speech.of("hint.when"), needed=True),
            Wanted("place", speech.of("field.place")),
            Wanted(
                "country", speech.of("field.country"), As.CHOICE, options=options.countries(speech.language)
            ),
            Wanted("note", speech.of("field.note")),
        ]

        def answered(answers: Answers) -> None:
            new = NewEvent(
                answers["code"],
                answers["at"],
                answers["place"] or None,
                answers["country"] or None,
                note=answers["note"] or None,
            )
            done = speech.of("done.event", event=speech.low("event", answers["code"]))
            self.act(lambda desk: desk.legs.event(ref, answers["leg"], new), done)

        self.question(speech.of("ask.event", ref=ref), wanted, answered)

    def _leg_field(self) -> Wanted:
        return Wanted("leg", self.shell.speech.of("field.leg"), value=self.leg or "", needed=True)

    def action_follow_up(self) -> None:
        """Set the date on which to ask again."""
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted("day", speech.of("field.follow-up"), hint=speech.of("hint.day"), needed=True),
        ]
        self.question(
            speech.of("ask.follow-up", ref=ref),
            wanted,
            lambda answers: self.act(
                lambda desk: desk.legs.follow_up(ref, answers["leg"], answers["day"]),
                speech.of("done.follow-up"),
            ),
        )

    def action_refuse(self) -> None:
        """Record a refusal with its ground."""
        ref, speech = self.what, self.shell.speech
        wanted = [
            self._leg_field(),
            Wanted(
                "ground", speech.of("field.ground"), As.CHOICE, options=options.grounds(speech), needed=True
            ),
            Wanted("part", speech.of("field.part"), hint=speech.of("hint.part")),
        ]

        def answered(answers: Answers) -> None:
            part = answers["part"] or None
            self.act(
                lambda desk: desk.legs.refuse(ref, answers["leg"], answers["ground"], part),
                speech.of("done.refused"),
            )

        self.question(speech.of("ask.refuse", ref=ref), wanted, answered)

    def action_close(self) -> None:
        """Close the request."""
        ref, speech = self.what, self.shell.speech
        results = options.codes(speech, "result", Result)
        wanted = [
            Wanted(
                "outcome",
                speech.of("field.outcome"),
                As.CHOICE,
                options=options.codes(speech, "outcome", Outcome),
                needed=True,
            ),
            Wanted("result", speech.of("field.result"), As.CHOICE, options=results),
            Wanted("count", speech.of("field.count"), value="1"),
            Wanted("reason", speech.of("field.reason"), hint=speech.of("hint.close")),
        ]

        def answered(answers: Answers) -> None:
            counted = (f"{answers['result']}={answers['count']}",) if answers["result"] else ()
            closing = Closing(answers["outcome"], results=counted, reason=answers["reason"] or None)
            reason = speech.of("undo.reason")
            undo = Undo(lambda desk: desk.requests.reopen(ref, reason), speech.of("done.reopened", ref=ref))
            self.act(lambda desk: desk.requests.close(ref, closing), speech.of("done.closed", ref=ref), undo)

        self.question(speech.of("ask.close", ref=ref), wanted, answered)

    def action_reopen(self) -> None:
        """Take a closed request up again."""
        ref, speech = self.what, self.shell.speech
        wanted = [Wanted("reason", speech.of("field.reason"), needed=True)]
        self.question(
            speech.of("ask.reopen", ref=ref),
            wanted,
            lambda answers: self.act(
                lambda desk: desk.requests.reopen(ref, answers["reason"]), speech.of("done.reopened", ref=ref)
            ),
        )

    def action_attach(self) -> None:
        """Add a file."""
        ref, speech = self.what, self.shell.speech
        wanted = [Wanted("path", speech.of("field.path"), As.PATH, value="~/", needed=True)]

        def answered(answers: Answers) -> None:
            path = Path(answers["path"]).expanduser()
            self.act(lambda desk: desk.attachments.add(ref, path), speech.of("done.attached", name=path.name))

        self.question(speech.of("ask.attach", ref=ref), wanted, answered)

    def action_save_attachment(self) -> None:
        """Write an attachment into a file, as it came."""
        ref, speech = self.what, self.shell.speech
        wanted = [
            Wanted("number", speech.of("field.number"), value=self.file or "1", needed=True),
            Wanted("path", speech.of("field.folder"), As.PATH, value="~/", needed=True),
        ]

        def answered(answers: Answers) -> None:
            folder = Path(answers["path"]).expanduser()
            self.act(
                lambda desk: _saved(desk, ref, answers["number"], folder),
                lambda path: speech.of("done.saved", path=line(str(path))),
            )

        said = speech.of("ask.save-attachment.said")
        self.question(speech.of("ask.save-attachment"), wanted, answered, said)

    @property
    def file(self) -> str | None:
        """The number of the attachment that the cursor stands on."""
        raise NotImplementedError


def _saved(desk: Desk, ref: str, number: str, folder: Path) -> Path:
    found, pieces = desk.attachments.get(ref, int(number) if number.isdigit() else 0)
    return save_pieces(pieces, folder, found.name)
