"""`make demo` in a fresh clone: an environment made, the libraries installed, two posts that write.

There is nothing to compare it with but the newcomer's patience: the floor is a minute. The libraries
come from wherever pip is set to get them.
"""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, Times, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores

GOAL: Final = 1.0
PATIENCE: Final = 60.0
ROUNDS: Final = 2
CLONE: Final = Path(__file__).parent.parent
_PARTS: Final = ("Makefile", "README.md", "pyproject.toml", "requirements", "keys", "exchange", "tui")
_MADE: Final = shutil.ignore_patterns("*.mo", "__pycache__")


def measure(stores: Stores, size: int) -> Iterator[Result]:
    rounds = [_demo(stores.place("clone") / "exchange") for _ in range(ROUNDS)]
    yield Result("make demo, against a minute", size, Times.of(rounds), Times.of([PATIENCE] * ROUNDS), GOAL)


def _demo(clone: Path) -> float:
    clone.mkdir()
    for name in _PARTS:
        part = CLONE / name
        if part.is_dir():
            shutil.copytree(part, clone / name, ignore=_MADE)
        else:
            shutil.copy(part, clone)
    return seconds(lambda: subprocess.run(["make", "demo"], cwd=clone, check=True, capture_output=True))


QUESTION: Final = Question("make_demo", measure, sizes=(0,))
