"""An alteration was found: said until it is acknowledged, with what to do."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell


class Alarm(Question[None]):
    """Nothing is repaired silently, and nobody overlooks it."""

    CLICKS: ClassVar[tuple[str, ...]] = ("seen",)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("alarm")]
    DEFAULT_CSS = "Alarm > #frame { border: heavy $error; }"

    def __init__(self, shell: Shell, sentence: str, hint: str) -> None:
        super().__init__(shell, shell.speech.of("alarm.title"))
        self._text = f"{sentence}\n\n{hint}"

    def asked(self) -> list[Widget]:
        """Return what was found."""
        return [Static(block(self._text), markup=False)]

    def keys(self) -> str:
        """Return the key that acknowledges."""
        return self.shell.speech.of("alarm.keys")

    def action_seen(self) -> None:
        """Go on."""
        self.dismiss(None)
