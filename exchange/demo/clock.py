"""The demo's clock: it runs over the past year, each look a millisecond later, and never back."""

from __future__ import annotations

from datetime import datetime, timedelta

from exchange.clock import to_millis, to_moment

_TICK = timedelta(milliseconds=1)


class StoryClock:
    """A clock that stands where the story is."""

    def __init__(self, begins: datetime) -> None:
        self.now = to_moment(to_millis(begins))

    def __call__(self) -> datetime:
        """Return the story's moment; the next look is later, so that no two entries share theirs."""
        self.now += _TICK
        return self.now

    def reach(self, moment: datetime) -> None:
        """Let time pass until `moment`; a moment that is past already changes nothing."""
        self.now = max(self.now, to_moment(to_millis(moment)))
