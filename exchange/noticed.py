"""What an unlock noticed, to be told before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Noticed:
    """How many unlocks `failed` since the last good one; whose last day is over, told to a head.

    `rebuilt`: the register numbers of dispatches that were built again. `clock_behind`: the latest time
    of the newest entries, where this machine's clock is before it.
    """

    failed: int = 0
    overstaying: tuple[str, ...] = ()
    clock_behind: datetime | None = None
    rebuilt: tuple[int, ...] = ()
