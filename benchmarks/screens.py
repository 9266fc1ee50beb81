"""The screens on a pseudo-terminal: first frame, a key in a list of any length, memory after switches.

Floors: an empty Textual app's first frame; the same key in a list of 100 rows; memory before.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, MIB, Result, Times, interleaved
from benchmarks.question import Question
from benchmarks.stores import MEMBER, PASSPHRASE, Built, Stores
from benchmarks.terminal import Terminal
from keys.kdf import DEFAULT

GOAL_FIRST_FRAME: Final = 1.3
GOAL_KEY: Final = 1.2
GOAL_MEMORY: Final = 10.0
LISTS: Final = (10_000, 100_000, 1_000_000)
KEYS: Final = 60
SWITCHES: Final = 500
_EXCHANGE: Final = str(Path(sys.executable).with_name("exchange"))


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    built.desk(DEFAULT).close()
    environment, command = screens_of(built, stores)

    def ours() -> float:
        return _first_frame(command, environment, "Unlock the desk")

    def floor() -> float:
        return _first_frame([sys.executable, "-m", "benchmarks.empty_app"], environment, "first-frame")

    yield interleaved("first frame of the screens", size, GOAL_FIRST_FRAME, ours, floor, LONG)
    for count in LISTS:
        yield _key(count, environment)
    yield _memory(command, environment, size)


def screens_of(built: Built, stores: Stores) -> tuple[dict[str, str], list[str]]:
    """Return the environment and the command of the screens over a store, its passphrase at full cost."""
    environment = {
        **os.environ,
        "XDG_STATE_HOME": str(built.state.parent),
        "XDG_CONFIG_HOME": str(stores.place("config")),
        "EXCHANGE_LANG": "en",
    }
    return environment, [_EXCHANGE, "--store", str(built.store), "--as", MEMBER]


def unlock(terminal: Terminal) -> None:
    """Type the passphrase and wait for the desk."""
    terminal.until("Unlock the desk")
    terminal.quiet()
    terminal.type(PASSPHRASE + "\r")
    terminal.until("Desk")
    terminal.quiet(1.0)


def _list_app(count: int) -> list[str]:
    return [sys.executable, "-m", "benchmarks.list_app", str(count)]


def _first_frame(command: list[str], environment: dict[str, str], mark: str) -> float:
    with Terminal(command, environment) as terminal:
        return terminal.until(mark)


def _key(count: int, environment: dict[str, str]) -> Result:
    """Time a key in a long list and in one of 100 rows, in turns."""
    with (
        Terminal(_list_app(count), environment) as long,
        Terminal(_list_app(100), environment) as short,
    ):
        for one in (long, short):
            one.until("r0000000")
            one.quiet()
        pairs = [(_press(long, n), _press(short, n)) for n in range(1, KEYS)]
    ours, floor = (Times.of([pair[place] for pair in pairs]) for place in (0, 1))
    return Result(f"a key in a list of {count:,} rows", 0, ours, floor, GOAL_KEY)


def _press(terminal: Terminal, row: int) -> float:
    terminal.type("j")
    took = terminal.until(f"r{row:07d}")
    terminal.quiet(0.05)
    return took


def _memory(command: list[str], environment: dict[str, str], size: int) -> Result:
    """Compare the memory after 500 switches of areas with that after the first few."""
    with Terminal(command, environment) as terminal:
        unlock(terminal)
        before = 0.0
        for n in range(SWITCHES + 20):
            terminal.type("1267"[n % 4])
            terminal.quiet(0.12)
            if n == 20:
                before = terminal.memory()
        grown = max(terminal.memory() - before, 0.0)
    return Result(
        f"MiB more after {SWITCHES} switches",
        size,
        Times(grown, grown, grown),
        Times(1.0, 1.0, 1.0),
        GOAL_MEMORY,
        MIB,
    )


QUESTION: Final = Question("screens", measure, sizes=(1_000,))
