"""The numbers of dispatches from one origin to us: new, seen before, used twice, or missing.

Sequences are counted by the sender's origin and begin at 1. A carrier may lose, repeat or reorder
files; a sender may not give one number to two messages.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

_SHOWN = 20


class Novelty(Enum):
    """What a sequence number is, to who has seen others of the same origin."""

    NEW = auto()
    DUPLICATE = auto()
    REUSED = auto()


@dataclass(frozen=True)
class Judgement:
    """The novelty of a number, and which numbers below it have not come (yet)."""

    novelty: Novelty
    missing: tuple[range, ...] = ()


def judge(number: int, cover: str, seen: Mapping[int, str]) -> Judgement:
    """Judge `number` with the hash `cover` of its cover line, against the hashes `seen` by number."""
    before = seen.get(number)
    if before is not None:
        return Judgement(Novelty.DUPLICATE if before == cover else Novelty.REUSED)
    return Judgement(Novelty.NEW, missing_below(number, seen))


def runs_shown(runs: Sequence[range]) -> tuple[str, ...]:
    """Return runs of numbers as people read them (`3`, `5-9`), as many as one reads."""
    shown = [str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs[:_SHOWN]]
    return (*shown, "…") if len(runs) > _SHOWN else tuple(shown)


def missing_below(number: int, seen: Mapping[int, str]) -> tuple[range, ...]:
    """Return the runs of numbers from 1 up to `number` that were not seen.

    Runs, not numbers: a sender who jumps to the billionth costs no more than another.
    """
    found: list[range] = []
    expected = 1
    for known in [*sorted(known for known in seen if known < number), number]:
        if known > expected:
            found.append(range(expected, known))
        expected = known + 1
    return tuple(found)
