"""The installed `exchange` on a terminal of its own: typed into, resized, hung up; what it wrote is kept."""

from __future__ import annotations

import os
import re
import select
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pexpect
import pyte

from tests.e2e.shell import COMMAND, PHRASES, Shell

PATIENCE = 30

OURS = re.compile(
    rb"\x1b\[[0-9;:]*m"  # colours and styles
    rb"|\x1b\[[0-9]*;?[0-9]*[HABCDGJK]|\x1b\[[0-9 ]*q"  # moves, clears, the cursor's form
    rb"|\x1b\[\?[0-9;]*(?:[hlu]|\$p)|\x1b\[[<>=][0-9;]*u|\x1b\[[0-9]*n|\x1b\[c|\x1b\[[0-9;]*t"  # modes
    rb"|\x1b\[>[0-9]*q|\x1b\]22;[a-z-]*\x07"  # the terminal's name, the pointer's form
    rb"|\r\n|\n|\r"
)
"""The sequences that Textual itself writes: whatever else commands a terminal came out of a text."""
COMMANDS = re.compile(
    "[\x00-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\u0301{9}"
)


@dataclass
class Terminal:
    """A person's terminal while the screens run in it."""

    child: pexpect.spawn[bytes]
    rows: int
    columns: int
    raw: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        self.shown = pyte.Screen(self.columns, self.rows)
        self.stream = pyte.ByteStream(self.shown)

    @property
    def text(self) -> str:
        """What is seen."""
        return "\n".join(line.rstrip() for line in self.shown.display)

    def read(self, seconds: float = 0.2) -> bool:
        """Take in what is written within a time; say whether the program still has the terminal."""
        try:
            data = self.child.read_nonblocking(65536, seconds)
        except pexpect.TIMEOUT:
            return True
        except pexpect.EOF:
            return False
        self.raw += data
        self.stream.feed(data)
        return True

    def until(self, text: str) -> None:
        """Read until a text is seen."""
        for _ in range(PATIENCE * 5):
            if text in self.text:
                return
            if not self.read():
                break
        raise AssertionError(f"{text!r} never came:\n{self.text}")

    def keys_until(self, keys: str, text: str) -> None:
        """Type until a text is seen: a dialogue takes nothing in the moment in which it opens."""
        for _ in range(PATIENCE * 5):
            self.keys(keys)
            self.read()
            if text in self.text:
                return
        raise AssertionError(f"{text!r} never came:\n{self.text}")

    def until_written(self, data: bytes) -> None:
        """Read until something was written, whether or not it is still seen."""
        for _ in range(PATIENCE * 5):
            if data in self.raw:
                return
            self.read()
        raise AssertionError(f"{data!r} never came:\n{self.text}")

    def until_ended(self) -> int:
        """Read until the program ends; return its exit code."""
        for _ in range(PATIENCE * 5):
            if not self.read():
                break
        else:
            raise AssertionError(f"never ended:\n{self.text}")
        self.child.close()
        return -1 if self.child.exitstatus is None else self.child.exitstatus

    def vanish(self) -> bool:
        """Take the terminal away, as a closed window does; say whether the program ended by itself."""
        with Path(os.devnull).open("rb") as nothing:
            os.dup2(nothing.fileno(), self.child.fileno())
        ended = os.pidfd_open(int(self.child.pid or 0))
        try:
            return bool(select.select([ended], [], [], PATIENCE)[0]) and not self.child.isalive()
        finally:
            os.close(ended)

    def keys(self, *keys: str) -> None:
        """Press keys, or paste; what is written meanwhile is read, or both would wait for each other."""
        for key in keys:
            data = key.encode()
            for start in range(0, len(data), 1024):
                self.child.send(data[start : start + 1024])
                if len(data) > 1024:
                    self.read(0)

    def resize(self, rows: int, columns: int) -> None:
        """Give the terminal another size."""
        self.child.setwinsize(rows, columns)
        self.shown.resize(rows, columns)

    def commands(self) -> list[str]:
        """Return what commands a terminal in all that was written, Textual's own sequences apart."""
        written = OURS.sub(b"", bytes(self.raw)).decode("utf-8", "replace")
        return [written[found.start() :][:12] for found in COMMANDS.finditer(written)]


@contextmanager
def screens(
    shell: Shell, rows: int = 24, columns: int = 80, *, job: bool = False, **environment: str
) -> Iterator[Terminal]:
    """Open the screens of a store on a terminal; whatever happens, they end with the test.

    `job`: from a shell, which continues them when they are suspended.
    """
    known = shell.environment("a.martin")
    del known["EXCHANGE_PASSPHRASE_FILE"]
    known = {name: value for name, value in known.items() if name != "NO_COLOR"}
    child: pexpect.spawn[bytes] = pexpect.spawn(
        "bash" if job else str(COMMAND),
        ["-mc", '"$0"; fg', str(COMMAND)] if job else [],
        env={**known, "TERM": "xterm-256color", "COLORTERM": "truecolor", **environment},
        dimensions=(rows, columns),
        timeout=PATIENCE,
        echo=False,
        encoding=None,
    )
    child.delaybeforesend = None  # nothing here echoes what is typed
    child.delayafterclose = child.delayafterterminate = 0  # what ended is told by its exit code
    terminal = Terminal(child, rows, columns)
    try:
        yield terminal
    finally:
        child.close(force=True)


def unlock(terminal: Terminal, seen: str = "ARRIVALS TO SORT") -> None:
    """Type the passphrase, and wait for the desk."""
    terminal.until("Passphrase")
    terminal.keys(PHRASES["a.martin"], "\r")
    terminal.until(seen)
