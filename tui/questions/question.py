"""What all dialogues have: a frame, keys that are told, a moment in which no key counts.

A dialogue that opens under the hands of somebody who types, or in the middle of a paste, would take the
next letter for an answer: for its first 150 ms it takes none.
"""

from __future__ import annotations

from collections.abc import Sequence
from time import monotonic
from typing import ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.screen import ModalScreen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Static

from tui.shell import Shell
from tui.standing import Standing

Answer = TypeVar("Answer")

DEAF_SECONDS: Final = 0.15
_BETWEEN: Final = " · "


class Question(Standing[Answer], ModalScreen[Answer]):
    """A typed question above the screen from which it was asked.

    `CLICKS`: what a click does on each of the keys that it tells, in their order; nothing for an empty one.
    """

    HELP_SCOPE: ClassVar[str] = "question"
    CLICKS: ClassVar[tuple[str, ...]] = ("", "cancel")
    DEFAULT_CSS = """
    Question { align: center middle; background: $background 60%; }
    Question > #frame { width: 76; max-width: 100%; height: auto; max-height: 100%; border: round $primary;
                        padding: 0 2; background: $surface; overflow-y: auto; }
    Question #title { text-style: bold; height: auto; margin-bottom: 1; }
    Question #keys { color: $text-muted; height: auto; margin-top: 1; }
    """

    def __init__(self, shell: Shell, title: str) -> None:
        super().__init__()
        self.shell, self._title = shell, title
        self._opened = monotonic()

    def compose(self) -> ComposeResult:
        """Compose the frame: title, what is asked, the keys."""
        with Vertical(id="frame"):
            yield Static(self._title, markup=False, id="title")
            yield from self.asked()
            yield Static(_clickable(self.keys(), self.CLICKS), markup=False, id="keys")

    def asked(self) -> list[Widget]:
        """Return what stands between title and keys."""
        return []

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("question.keys")

    def on_mount(self) -> None:
        """Count from when it is seen; what was notified before doesn't stand over it."""
        self._opened = monotonic()
        self.app.clear_notifications()

    def on_key(self, event: Key) -> None:
        """Take no key in the first moment."""
        if self.deaf:
            event.stop()
            event.prevent_default()

    @property
    def is_new(self) -> bool:
        """Whether it only just opened."""
        return monotonic() - self._opened < DEAF_SECONDS

    @property
    def deaf(self) -> bool:
        """Whether keys don't count yet."""
        return self.is_new

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Do nothing in the first moment."""
        return not self.deaf


def _clickable(told: str, clicks: Sequence[str]) -> Content:
    """Return the keys that are told, each doing on a click what it says."""
    parts = [
        Content.styled(part, Style.from_meta({"@click": f"screen.{action}"})) if action else Content(part)
        for part, action in zip(told.split(_BETWEEN), clicks, strict=False)
    ]
    return Content(_BETWEEN).join(parts)
