"""What the terminal sends: a paste is one piece of text, whatever stands in it.

Textual's parser takes an ESC inside a bracketed paste for the end of it and the rest for keys, so that a
mail with one such character in it would press keys of ours. Here a paste is all that stands between the
two brackets, and the parser never sees it. Bytes that aren't UTF-8 become U+FFFD instead of an end.

A terminal that is gone takes no more output: Textual's writer would die of the first refusal, and the end of
the program wait for it for ever. Here what can't be shown is dropped.

`ctrl+z` stops the whole job, as a terminal does it, and only where a shell can continue it: Textual stops the
one process whatever started it, which in a window of its own nobody could wake up again.

Source: XTerm Control Sequences, "Bracketed Paste Mode".
"""

from __future__ import annotations

import os
import selectors
import signal
import time
from codecs import getincrementaldecoder
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import IO, Any, Final

from textual import constants
from textual._xterm_parser import BRACKETED_PASTE_END, BRACKETED_PASTE_START, XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.events import Key, Paste
from textual.message import Message

ESC: Final = "\x1b"
READ: Final = 64 * 1024
WAIT: Final = 0.1
"""Seconds after which an input that may be the beginning of a sequence is looked at again."""


class PasteParser(XTermParser):
    """Takes pastes out of the input, and gives the parser of keys what stands between them."""

    def __init__(self, debug: bool = False) -> None:
        super().__init__(debug)
        self._held = ""
        self._held_until = 0.0
        self._pasted: list[str] | None = None

    def feed(self, data: str) -> Iterable[Message]:
        """Yield what the input says; its end is kept where a bracket may begin with it."""
        rest, self._held = self._held + data, ""
        while rest:
            bracket = BRACKETED_PASTE_START if self._pasted is None else BRACKETED_PASTE_END
            before, found, rest = rest.partition(bracket)
            if not found:
                before, self._held = _split(before, bracket)
                self._held_until = time.monotonic() + constants.ESCAPE_DELAY
            if self._pasted is not None:
                self._pasted.append(before)
            elif before:
                yield from super().feed(before)
            if found:
                yield from self._turned()

    def _turned(self) -> Iterator[Message]:
        """Begin a paste, or yield the one that ends here."""
        if self._pasted is None:
            self._pasted = []
            return
        text, self._pasted = "".join(self._pasted), None
        yield Paste(text.replace("\x00", ""))

    def tick(self) -> Iterator[Message]:
        """Yield what was kept for long enough: an ESC that begins nothing is the key."""
        if self._held and self._pasted is None and time.monotonic() >= self._held_until:
            held, self._held = self._held, ""
            if held == ESC:
                yield Key("escape", ESC)
            else:
                yield from super().feed(held)
        yield from super().tick()


def _split(text: str, mark: str) -> tuple[str, str]:
    """Split off the end of a text with which a mark may begin."""
    found = next((n for n in range(len(mark) - 1, 0, -1) if text.endswith(mark[:n])), 0)
    return text[: len(text) - found], text[len(text) - found :]


class Output:
    """What Textual's writer writes to; nothing is raised where nobody can see it any more."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> int:
        """Write, if the terminal is there."""
        with suppress(OSError):
            return self._file.write(text)
        return len(text)

    def flush(self) -> None:
        """Flush, if the terminal is there."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the number of the terminal's file."""
        return self._file.fileno()


class Terminal(LinuxDriver):
    """The terminal, whose pastes are pastes, and whose end is not ours."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._file: Any = Output(self._file)

    def _sigtstp_application(self, *_: object) -> None:
        """Stop; where the job is an orphan the kernel drops the signal, and the screens go on at once."""
        if self._auto_restart:
            self.suspend_application_mode()
            self._must_signal_resume = True
        ours = signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, ours)
        if self._auto_restart and self._must_signal_resume:
            self.resume_application_mode()

    def run_input_thread(self) -> None:
        """Read what is typed and pasted until the screens are left."""
        parser, decode = PasteParser(), getincrementaldecoder("utf-8")("replace").decode
        with selectors.DefaultSelector() as selector:
            selector.register(self.fileno, selectors.EVENT_READ)
            while not self.exit_event.is_set():
                if selector.select(WAIT):
                    try:
                        data = os.read(self.fileno, READ)
                    except OSError:  # the terminal is gone: SIGHUP ends the screens
                        break
                    if not data:
                        break
                    for message in parser.feed(decode(data)):
                        self.process_message(message)
                for message in parser.tick():
                    self.process_message(message)
