"""A long text over the whole screen: no editor of the system's, which would leave it behind in clear."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget

from tui.actions import bindings
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.text import Text


class LongText(Question[str | None]):
    """The text as it was written; None where it was left."""

    CLICKS: ClassVar[tuple[str, ...]] = ("keep", "leave")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("long-text")]
    DEFAULT_CSS = """
    LongText > #frame { width: 100%; height: 100%; padding: 0 1; }
    LongText Text { height: 1fr; }
    """

    def __init__(self, shell: Shell, title: str, text: str) -> None:
        super().__init__(shell, title)
        self._text = text

    def asked(self) -> list[Widget]:
        """Return the text."""
        return [Text(self._text)]

    def on_mount(self) -> None:
        """Write on at its end."""
        super().on_mount()
        text = self.query_one(Text)
        text.focus()
        text.move_cursor(text.document.end)

    def keys(self) -> str:
        """Return how it ends."""
        return self.shell.speech.of("long-text.keys")

    def action_keep(self) -> None:
        """Take it."""
        self.dismiss(self.query_one(Text).text)

    def action_leave(self) -> None:
        """Leave it as it was."""
        self.dismiss(None)
