"""Whether to do what can't be undone: it is named, and the answer is no unless yes is said."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell


class Confirm(Question[bool]):
    """`y`/`o` does it; enter, escape and `n` don't."""

    CLICKS: ClassVar[tuple[str, ...]] = ("yes", "no")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("confirm")]

    def __init__(self, shell: Shell, title: str, effect: str) -> None:
        super().__init__(shell, title)
        self._effect = effect

    def asked(self) -> list[Widget]:
        """Return what it will do."""
        return [Static(block(self._effect), markup=False)]

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("confirm.keys")

    def action_yes(self) -> None:
        """Do it."""
        self.dismiss(True)

    def action_no(self) -> None:
        """Don't."""
        self.dismiss(False)
