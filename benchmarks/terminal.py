"""A program on a pseudo-terminal of its own: started, typed to, read until it shows something."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Final, Self

PATIENCE: Final = 60.0
"""Seconds after which a program that shows nothing more has failed."""
_PIECE: Final = 65536


class Terminal:
    """One process, 80x24, all it writes read as it comes."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self.started = time.perf_counter()
        self.pid, self._place = pty.fork()
        if self.pid == 0:
            os.execve(command[0], list(command), {**environment, "TERM": "xterm-256color"})  # noqa: S606
        fcntl.ioctl(self._place, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._place)

    def type(self, text: str) -> None:
        """Type text."""
        os.write(self._place, text.encode())

    def until(self, mark: str) -> float:
        """Read until `mark` is written; return the seconds since this was called."""
        began, read = time.perf_counter(), b""
        while mark.encode() not in read:
            if time.perf_counter() - began > PATIENCE:
                raise TimeoutError(mark)
            if select.select([self._place], [], [], 1.0)[0]:
                read = read[-_PIECE:] + os.read(self._place, _PIECE)
        return time.perf_counter() - began

    def quiet(self, seconds: float = 0.3) -> None:
        """Read until nothing is written for so long."""
        while select.select([self._place], [], [], seconds)[0]:
            os.read(self._place, _PIECE)

    def memory(self) -> float:
        """Return the process's resident memory in MiB."""
        with open(f"/proc/{self.pid}/statm", encoding="ascii") as file:  # noqa: PTH123  (no file of ours)
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
