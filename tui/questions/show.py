"""Something to read, longer than a notification: until escape."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell

_SHARE: Final = 0.75
"""What of the window's height the parts may take: `max-height` below says the same."""


@dataclass(frozen=True)
class Code:
    """A QR code in block characters: dark on light whatever the theme, so that it scans."""

    drawn: str

    @property
    def lines(self) -> int:
        """How high it is."""
        return self.drawn.count("\n") + 1


class Show(Question[None]):
    """Texts and codes in a frame."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("show")]
    DEFAULT_CSS = """
    Show > #frame { width: 90%; height: auto; max-height: 100%; padding: 0 1; }
    Show VerticalScroll { height: auto; max-height: 75vh; }
    Show VerticalScroll.low { max-height: 60vh; }
    Show VerticalScroll Static { height: auto; width: 100%; }
    Show #low { color: $warning; height: auto; margin-bottom: 1; }
    Show VerticalScroll .code { width: auto; background: white; color: black; }
    """

    def __init__(self, shell: Shell, title: str, *parts: str | Code) -> None:
        super().__init__(shell, title)
        self._parts = parts

    def asked(self) -> list[Widget]:
        """Return the parts, one below the other; above them what is missing to scan a code."""
        return [Static(markup=False, id="low"), VerticalScroll(*map(_shown, self._parts), can_focus=True)]

    def on_mount(self) -> None:
        """Read with the arrows."""
        super().on_mount()
        self.query_one(VerticalScroll).focus()

    def on_resize(self) -> None:
        """Say where a code doesn't stand whole in the window: half of one can't be scanned."""
        needed = max((one.lines for one in self._parts if isinstance(one, Code)), default=0)
        low = self.query_one("#low", Static)
        low.display = needed > self.size.height * _SHARE
        self.query_one(VerticalScroll).set_class(low.display, "low")
        low.update(self.shell.speech.of("show.low", lines=ceil(needed / _SHARE), now=self.size.height))

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
