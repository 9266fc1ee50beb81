"""What a question measures: ours and its floor, one after the other in the same process, as medians.

A ratio of two medians says more than a time: both sides see the same disk, the same load, the same
minute. The spread (first and third quartile) says how far a single round may be believed.
"""

from __future__ import annotations

import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeAlias

Timed: TypeAlias = Callable[[], float]
"""Does one round and returns its seconds; what only prepares the round is left out of them."""

SHORT: Final = 40
"""Rounds of what takes milliseconds."""
LONG: Final = 7
"""Rounds of what takes a large part of a second."""


class Unit(NamedTuple):
    """What a figure counts: the factor from it to what the table shows, and that unit's name."""

    factor: float
    name: str


MS: Final = Unit(1000.0, "ms")
MIB: Final = Unit(1.0, "MiB")


@dataclass(frozen=True)
class Times:
    """The median of some rounds (in seconds, unless another unit is said), its first and third quartile."""

    median: float
    low: float
    high: float

    @classmethod
    def of(cls, rounds: Sequence[float]) -> Times:
        """Sum up two rounds or more."""
        low, median, high = statistics.quantiles(rounds, n=4, method="inclusive")
        return cls(median, low, high)


@dataclass(frozen=True)
class Result:
    """One line of the table: a question at a size, ours against its floor; context has no goal."""

    question: str
    size: int
    ours: Times
    floor: Times
    goal: float | None
    unit: Unit = MS

    @property
    def ratio(self) -> float:
        """How many times the floor ours takes."""
        return self.ours.median / self.floor.median

    @property
    def holds(self) -> bool:
        """Whether the goal is reached, where there is one."""
        return self.goal is None or self.ratio <= self.goal


def interleaved(
    question: str, size: int, goal: float | None, ours: Timed, floor: Timed, rounds: int
) -> Result:
    """Measure ours and its floor in turns, after a round of each that doesn't count."""
    ours(), floor()
    pairs = [(ours(), floor()) for _ in range(rounds)]
    return Result(
        question,
        size,
        Times.of([first for first, _ in pairs]),
        Times.of([second for _, second in pairs]),
        goal,
    )


def seconds(work: Callable[[], object]) -> float:
    """Return how long `work` takes."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def shown(results: Sequence[Result]) -> Iterator[str]:
    """Give the lines of the table."""
    widest = max((len(result.question) for result in results), default=8)
    yield f"{'question':{widest}}  {'size':>7}  {'ours':>25}  {'floor':>25}  {'ratio':>6}  {'goal':>5}"
    for result in results:
        goal, holds = "context", ""
        if result.goal is not None:
            goal, holds = f"{result.goal:4.2f}x", "holds" if result.holds else "MISSED"
        yield (
            f"{result.question:{widest}}  {result.size or '-':>7}  {_shown(result.ours, result.unit):>25}  "
            f"{_shown(result.floor, result.unit):>25}  {result.ratio:5.2f}x  {goal}  {holds}".rstrip()
        )
    yield f"median (first to third quartile); {os.cpu_count()} cores"


def document(results: Sequence[Result]) -> list[dict[str, str | int | float | bool | list[float] | None]]:
    """Return the results as they are kept: seconds (or MiB), with the quartiles beside the medians."""
    return [
        {
            "question": result.question,
            "size": result.size,
            "ours": round(result.ours.median, 7),
            "floor": round(result.floor.median, 7),
            "ratio": round(result.ratio, 3),
            "goal": result.goal,
            "holds": result.holds,
            "ours_spread": [round(result.ours.low, 7), round(result.ours.high, 7)],
            "floor_spread": [round(result.floor.low, 7), round(result.floor.high, 7)],
        }
        for result in results
    ]


def _shown(times: Times, unit: Unit) -> str:
    low, median, high = (unit.factor * value for value in (times.low, times.median, times.high))
    digits = 2 if median < 100 else 0
    return f"{median:.{digits}f} ({low:.{digits}f}-{high:.{digits}f}) {unit.name}"
