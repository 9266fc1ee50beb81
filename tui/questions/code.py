"""A short code that brings a blanked screen back until the keys are dropped: six signs."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.passphrase import PassphraseField

SIGNS: Final = 6


class AskCode(Question[bool]):
    """Asks once; it is kept in memory alone, and forgotten with the keys."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("question")]

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell, shell.speech.of("code.title", count=SIGNS))

    def asked(self) -> list[Widget]:
        """Return the field."""
        return [PassphraseField(), Static("", markup=False, id="said")]

    def on_mount(self) -> None:
        """Begin in the field."""
        super().on_mount()
        self.query_one(PassphraseField).focus()

    def on_passphrase_field_submitted(self, message: PassphraseField.Submitted) -> None:
        """Keep it, if it is long enough."""
        typed = message.field.take()
        if len(typed) < SIGNS:
            self.query_one("#said", Static).update(self.shell.speech.of("code.short", count=SIGNS))
            return
        self.shell.code = typed
        self.dismiss(True)

    def action_cancel(self) -> None:
        """Set none."""
        self.dismiss(False)
