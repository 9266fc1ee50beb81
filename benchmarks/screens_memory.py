"""The memory of the screens over a store of any size, beside theirs over an empty one.

Both get the same keys: the list of requests from end to end and page by page, a search, the figures,
the log. What the screens hold may grow with what they show, not with what the store holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.measuring import MIB, Result, Times
from benchmarks.question import Question
from benchmarks.screens import screens_of, unlock
from benchmarks.stores import Stores
from benchmarks.terminal import Terminal
from keys.kdf import DEFAULT

GOAL: Final = 30.0
PAGES: Final = 40
_END, _HOME, _PAGE_DOWN = "\x1b[F", "\x1b[H", "\x1b[6~"
_KEYS: Final = ("2", _END, _HOME, *[_PAGE_DOWN] * PAGES, "/", "a*\r", "\x1b", "7", _END, "1")


def measure(stores: Stores, size: int) -> Iterator[Result]:
    ours, empty = _memory(stores, size), _memory(stores, 0)
    more = max(ours - empty, 0.0)
    yield Result(
        "MiB more than over an empty store", size, Times(more, more, more), Times(1.0, 1.0, 1.0), GOAL, MIB
    )


def _memory(stores: Stores, size: int) -> float:
    built = stores.at(size)
    built.desk(DEFAULT).close()
    environment, command = screens_of(built, stores)
    with Terminal(command, environment) as terminal:
        unlock(terminal)
        for key in _KEYS:
            terminal.type(key)
            terminal.quiet(0.4)
        return terminal.memory()


QUESTION: Final = Question("screens_memory", measure)
