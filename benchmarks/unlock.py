"""Unlock to a usable list: from the passphrase to the first page, logged.

Floor: one Argon2id evaluation at the program's own settings, modules imported. On the command line a
whole process stands against it; with modules imported, as on screen, the desk alone.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import LONG, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import MEMBER, PASSPHRASE, Built, Stores
from keys.kdf import DEFAULT, Argon2id

GOAL_ON_SCREEN: Final = 1.25
GOAL_ON_COMMAND_LINE: Final = 1.5


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    built.desk(DEFAULT).close()  # seals the slot anew: from here on a passphrase costs what it should
    evaluation = Argon2id(DEFAULT, os.urandom(16))

    def floor() -> float:
        return seconds(lambda: evaluation.key(PASSPHRASE.encode(), None))

    def in_process() -> float:
        return seconds(lambda: _list(built))

    call = _CommandLine(built, stores.place("passphrase"))
    name = "unlock to a list"
    yield interleaved(f"{name}, modules imported", size, GOAL_ON_SCREEN, in_process, floor, LONG)
    yield interleaved(f"{name}, command line", size, GOAL_ON_COMMAND_LINE, call.seconds, floor, LONG)


def _list(built: Built) -> None:
    with built.desk(DEFAULT) as desk:
        desk.requests.list()


class _CommandLine:
    """`exchange request list` on a built store."""

    def __init__(self, built: Built, folder: Path) -> None:
        phrase = folder / "passphrase"
        phrase.touch(mode=0o600)
        phrase.write_text(PASSPHRASE + "\n", encoding="utf-8")
        self._arguments = [
            str(Path(sys.executable).with_name("exchange")),
            *("request", "list", "--json", "--store", str(built.store)),
            *("--as", MEMBER, "--passphrase-file", str(phrase)),
        ]
        self._environment = {**os.environ, "XDG_STATE_HOME": str(built.state.parent)}

    def seconds(self) -> float:
        """Run it; return its wall time."""
        return seconds(
            lambda: subprocess.run(self._arguments, env=self._environment, check=True, capture_output=True)
        )


QUESTION: Final = Question("unlock", measure)
