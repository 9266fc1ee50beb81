"""The verbs on a request, by key: each asks for what it needs and does it by the desk's own door."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exchange.codes import Outcome, Result
from exchange.errors import Refused
from exchange.requests.inputs import Closing
from tui import options
from tui.actions import Action
from tui.foreign import line
from tui.messages import Failed
from tui.questions.ask import Answers
from tui.saving import save_pieces
from tui.screens.amending import Amending
from tui.screens.following import Following
from tui.screens.linking import Linking
from tui.screens.panel import Panel
from tui.screens.sending import Sending
from tui.undo import Undo
from tui.widgets.fields import As, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk


class Acting(Following, Amending, Sending, Linking, Panel):
    """What can be done to the request that is shown."""

    def action_note(self) -> None:
        """Add a note."""
        ref, speech = self.what, self.shell.speech
        wanted = [Wanted("text", speech.of("field.note"), As.TEXT, needed=True)]

        def answered(answers: Answers) -> None:
            self.act(lambda desk: desk.requests.note(ref, answers["text"]), speech.of("done.note", ref=ref))

        title = speech.of("ask.note", ref=ref)
        self.drafted("note", title, wanted, answered, op="request.noted", about=ref)

    def action_close(self) -> None:
        """Close the request."""
        if self.is_closed:
            self.post_message(Failed(Refused("already-closed", ref=self.what)))
            return
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
        if not self.is_closed:
            self.post_message(Failed(Refused("not-closed", ref=self.what)))
            return
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

    def offers(self, action: Action) -> bool:
        """Tell of closing and reopening the one that can be done."""
        other = {"request.close": True, "request.reopen": False}.get(action.id)
        return super().offers(action) and other is not self.is_closed

    @property
    def is_closed(self) -> bool:
        """Whether the request is closed: only what is open is closed, only what is closed reopened."""
        raise NotImplementedError

    @property
    def file(self) -> str | None:
        """The number of the attachment that the cursor stands on."""
        raise NotImplementedError


def _saved(desk: Desk, ref: str, number: str, folder: Path) -> Path:
    found, pieces = desk.attachments.get(ref, int(number) if number.isdigit() else 0)
    return save_pieces(pieces, folder, found.name)
