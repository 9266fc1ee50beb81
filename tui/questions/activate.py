"""A new passphrase, typed twice: a member's first act at his desk, and whenever he changes it."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.fields import As, Fields, Wanted


class Activate(Question[str | None]):
    """The passphrase; None where it was left."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "answer", "cancel")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("ask")]

    def __init__(self, shell: Shell, title: str = "ask.activate") -> None:
        super().__init__(shell, shell.speech.of(title))

    def asked(self) -> list[Widget]:
        """Return both fields."""
        speech = self.shell.speech
        wanted = (
            Wanted("first", speech.of("unlock.passphrase"), As.PASSPHRASE, needed=True),
            Wanted("again", speech.of("founding.again"), As.PASSPHRASE, needed=True),
        )
        said = Static(speech.of("ask.activate.said"), markup=False)
        return [said, Fields(self.shell, wanted), Static("", markup=False, id="said")]

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("ask.keys")

    def on_mount(self) -> None:
        """Begin in the first field."""
        super().on_mount()
        self.query_one(Fields).widget("first").focus()

    def on_fields_done(self) -> None:
        """Answer by enter in the last field."""
        self.action_answer()

    def action_answer(self) -> None:
        """Answer, if both say the same."""
        fields, speech = self.query_one(Fields), self.shell.speech
        missing = fields.missing
        if missing is not None:
            fields.point_at(missing)
            return
        first, again = fields.passphrase("first"), fields.passphrase("again")
        if first == again:
            self.dismiss(first)
            return
        fields.point_at("first")
        self.query_one("#said", Static).update(speech.of("activate.differ"))

    def action_cancel(self) -> None:
        """Leave it."""
        self.dismiss(None)
