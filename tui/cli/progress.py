"""How far long work is: one line on a terminal, with rate and time left; nothing when piped."""

from __future__ import annotations

import time
from types import TracebackType
from typing import TextIO

EVERY = 0.1
BAR = 24


class Progress:
    """A bar that long work advances; as a context it takes its line away at the end."""

    def __init__(self, label: str, total: int, stream: TextIO | None, left: str) -> None:
        self._label, self._total, self._stream, self._left = label, max(0, total), stream, left
        self._done = 0
        self._began = time.monotonic()
        self._drawn = 0.0

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._stream and self._drawn:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def to(self, done: int, total: int | None = None) -> None:
        """Say how many steps are done, of how many where that became known; draws ten times a second."""
        self._done = done
        self._total = total if total is not None else self._total
        now = time.monotonic()
        if self._stream and now - self._drawn >= EVERY:
            self._drawn = now
            self._stream.write(f"\r\x1b[K{self.line(now - self._began)}")
            self._stream.flush()

    def line(self, seconds: float) -> str:
        """Return the line after so many seconds: label, bar, share, rate, time left."""
        rate = self._done / seconds if seconds > 0 else 0.0
        if not self._total:
            return f"{self._label} {self._done}  {rate:.0f}/s"
        share = min(1.0, self._done / self._total)
        bar = "#" * int(share * BAR) + "-" * (BAR - int(share * BAR))
        rest = (self._total - self._done) / rate if rate else 0.0
        left = f"{int(rest) // 60}:{int(rest) % 60:02d} {self._left}" if rate else ""
        return f"{self._label} [{bar}] {share:4.0%}  {rate:.0f}/s  {left}".rstrip()
