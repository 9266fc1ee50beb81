"""The three streams that a process is given: what may be closed at its start, full, or without a reader.

A closed one leaves its number to the next file that is opened, and the store's own could take it: each
gets the null device, from which nothing is read and, for stdout, to which nothing can be written either.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from typing import TextIO

_ACCESS = {"stdin": (os.O_RDONLY, "r"), "stdout": (os.O_RDONLY, "w"), "stderr": (os.O_WRONLY, "w")}
"""By its name: how the null device stands in for a stream, and what Python takes it for."""


def open_closed() -> None:
    """Let something stand in for each stream that was closed when this process began."""
    for number, (name, (access, mode)) in enumerate(_ACCESS.items()):
        if getattr(sys, name) is None:
            _stand_in(number, access)
            setattr(sys, name, open(number, mode, encoding="utf-8", closefd=False))  # noqa: SIM115


def speak_utf8() -> None:
    """Write UTF-8 whatever the locale says; what can't be written is escaped."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def hush(stream: TextIO) -> None:
    """Give the rest of our output to nobody: it can't be written (docs.python.org, signal, SIGPIPE)."""
    with contextlib.suppress(OSError):  # a stream that is no file of the system's
        _stand_in(stream.fileno(), os.O_WRONLY)


@contextlib.contextmanager
def unheard() -> Iterator[None]:
    """Go on where stderr takes nothing: what is said there is never the result, and no reason to stop."""
    try:
        yield
        sys.stderr.flush()
    except OSError:
        hush(sys.stderr)


def _stand_in(number: int, access: int) -> None:
    nowhere = os.open(os.devnull, access)
    if nowhere != number:
        os.dup2(nowhere, number)
        os.close(nowhere)
