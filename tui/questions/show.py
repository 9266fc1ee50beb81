"""Something to read, longer than a notification: until escape."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell


@dataclass(frozen=True)
class Code:
    """A QR code in block characters: dark on light whatever the theme, so that it scans."""

    drawn: str


class Show(Question[None]):
    """Texts and codes in a frame."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("show")]
    DEFAULT_CSS = """
    Show > #frame { width: 90%; height: auto; max-height: 100%; padding: 0 1; }
    Show VerticalScroll { height: auto; max-height: 75vh; }
    Show VerticalScroll Static { height: auto; width: 100%; }
    Show VerticalScroll .code { width: auto; background: white; color: black; }
    """

    def __init__(self, shell: Shell, title: str, *parts: str | Code) -> None:
        super().__init__(shell, title)
        self._parts = parts

    def asked(self) -> list[Widget]:
        """Return the parts, one below the other."""
        return [VerticalScroll(*map(_shown, self._parts), can_focus=True)]

    def on_mount(self) -> None:
        """Read with the arrows."""
        super().on_mount()
        self.query_one(VerticalScroll).focus()

    def keys(self) -> str:
        """Return how it is closed."""
        return self.shell.speech.of("show.keys")

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)


def _shown(part: str | Code) -> Static:
    if isinstance(part, Code):
        return Static(part.drawn, markup=False, classes="code")
    return Static(block(part), markup=False)
