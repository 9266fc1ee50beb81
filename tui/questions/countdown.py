"""Ten seconds in which a departure can be stopped before it is sealed."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from tui.actions import bindings
from tui.foreign import block
from tui.questions.question import Question
from tui.shell import Shell

SECONDS: Final = 10


class Countdown(Question[bool]):
    """What will leave is shown and confirmed with `y`/`o`; then ten seconds run, which escape stops."""

    CLICKS: ClassVar[tuple[str, ...]] = ("go", "stop")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("countdown")]

    def __init__(self, shell: Shell, title: str, effect: str, seconds: int = SECONDS) -> None:
        super().__init__(shell, title)
        self._effect, self._left, self._counting = effect, seconds, False

    def asked(self) -> list[Widget]:
        """Return what will leave, and how long it can still be stopped."""
        return [Static(block(self._effect), markup=False), Static("", markup=False, id="left")]

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("countdown.keys")

    def action_go(self) -> None:
        """Start the seconds; once more sends at once."""
        if self._counting:
            self.dismiss(True)
            return
        self._counting = True
        self._show()
        self.set_interval(1, self._tick)

    def action_stop(self) -> None:
        """Send nothing."""
        self.dismiss(False)

    def _tick(self) -> None:
        self._left -= 1
        if self._left <= 0:
            self.dismiss(True)
        else:
            self._show()

    def _show(self) -> None:
        self.query_one("#left", Static).update(self.shell.speech.of("countdown.left", seconds=self._left))
