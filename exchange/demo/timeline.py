"""The story's order: what is to happen, by moment, whichever post it happens in.

Acts are put down when what leads to them happens: an answer when its question leaves. What would
come after the present stays undone: those requests are open when the demo is handed over.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import datetime, time, timedelta
from itertools import count
from typing import Final, TypeAlias

from exchange.demo.clock import StoryClock

Act: TypeAlias = Callable[[], None]
_OPENS: Final = timedelta(hours=12)
_SHARE: Final = 0.25
"""The quarter of a UTC day in which both posts work: mornings in Bogotá, afternoons in Madrid."""


class Timeline:
    """Acts to come, the earliest first."""

    def __init__(self, clock: StoryClock, present: datetime) -> None:
        self._clock = clock
        self.present = present
        self._order = count()
        self._acts: list[tuple[datetime, int, Act]] = []

    @property
    def now(self) -> datetime:
        """The story's moment, without letting it pass."""
        return self._clock.now

    def at(self, moment: datetime, act: Act) -> None:
        """Put an act down; of two at the same moment the one put down first comes first."""
        heapq.heappush(self._acts, (moment, next(self._order), act))

    def at_work(self, moment: datetime, act: Act) -> None:
        """Put an act down in the working hours of its day; the order of acts stays as it is."""
        day = datetime.combine(moment.date(), time(0), moment.tzinfo)
        shifted = day + _OPENS + (moment - day) * _SHARE
        self.at(shifted if shifted < self.present or moment >= self.present else moment, act)

    def run(self) -> None:
        """Let everything happen that comes before the present, and time pass to it."""
        while self._acts and self._acts[0][0] < self.present:
            moment, _, act = heapq.heappop(self._acts)
            self._clock.reach(moment)
            act()
        self._clock.reach(self.present)
