"""Long work under way: how far it is, how fast, how long still; escape stops it."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import ClassVar, TypeVar

from textual.binding import BindingType
from textual.widget import Widget
from textual.widgets import Static

from exchange.desk import Desk
from exchange.errors import ExchangeError
from tui.actions import bindings
from tui.questions.question import Question
from tui.shell import Shell
from tui.work import Cancelled

T = TypeVar("T")
Tell = Callable[[int, int], None]
_WIDTH = 40


class Long(Question[T | ExchangeError | None]):
    """The answer of the work, or what refused it; None where it was stopped."""

    CLICKS: ClassVar[tuple[str, ...]] = ("stop",)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("progress")]

    def __init__(self, shell: Shell, title: str, work: Callable[[Desk, Tell], T]) -> None:
        super().__init__(shell, title)
        self._work, self._stop = work, Event()
        self._done, self._total, self._started = 0, 0, monotonic()

    def asked(self) -> list[Widget]:
        """Return the bar."""
        return [Static("", markup=False, id="bar")]

    def keys(self) -> str:
        """Return how it is stopped."""
        return self.shell.speech.of("progress.keys")

    def on_mount(self) -> None:
        """Begin."""
        super().on_mount()
        self._show()
        self.set_interval(0.2, self._show)
        self.run_worker(self._run(), exit_on_error=True)

    def on_unmount(self) -> None:
        """Stop it: a lock took the screen away, and waits for the desk to drop the keys."""
        self._stop.set()

    async def _run(self) -> None:
        try:
            found = await self.shell.work.do(lambda desk: self._work(desk, self._tell))
        except ExchangeError as error:
            self.dismiss(error)
        except Cancelled:
            self.dismiss(None)
        else:
            self.dismiss(found)

    def _tell(self, done: int, total: int) -> None:
        """Take note of how far it is, on the desk's thread; end it there where it was stopped."""
        self._done, self._total = done, total
        if self._stop.is_set():
            raise Cancelled

    def _show(self) -> None:
        done, total = self._done, max(self._total, 1)
        seconds = max(monotonic() - self._started, 0.001)
        filled = min(done * _WIDTH // total, _WIDTH)
        rate = int(done / seconds)
        left = int((total - done) / rate) if rate else 0
        said = self.shell.speech.of("progress.said", done=done, total=self._total, rate=rate, left=left)
        self.query_one("#bar", Static).update(f"{'█' * filled}{'░' * (_WIDTH - filled)}\n{said}")

    def action_stop(self) -> None:
        """Stop it."""
        self._stop.set()
