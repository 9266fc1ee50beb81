"""What a person waits for who only asks how: `exchange --help`, `--version`, a verb's `--help`.

Floor: `python -c pass`. Independent of any store.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores

GOAL: Final = 4.0
ROUNDS: Final = 20
CALLS: Final = (
    ("--help",),
    ("--version",),
    ("request", "new", "--help"),
    ("transmission", "send", "--help"),
    ("log", "export", "--help"),
)


def measure(stores: Stores, size: int) -> Iterator[Result]:
    command = str(Path(sys.executable).with_name("exchange"))
    for words in CALLS:

        def ours(words: tuple[str, ...] = words) -> float:
            return _run(command, *words)

        def floor() -> float:
            return _run(sys.executable, "-c", "pass")

        yield interleaved(f"exchange {' '.join(words)}", size, GOAL, ours, floor, ROUNDS)


def _run(*words: str) -> float:
    return seconds(lambda: subprocess.run(words, check=True, capture_output=True))


QUESTION: Final = Question("command_help", measure, sizes=(0,))
