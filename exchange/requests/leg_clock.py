"""A limit of a leg as its content keeps it, and which of several counts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pydantic import BaseModel, ConfigDict


class LegClock(BaseModel):
    """One limit of a leg as it was when the leg was last written.

    `cited` is its source by language, `both` the two last days where one is free, `zone` where the day ends
    with which it ends, `held` the number of the arrest that it is of.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    code: str
    clock: str
    cited: Mapping[str, str]
    due_at: int | None = None
    started_at: int | None = None
    suspended_since: int | None = None
    both: tuple[str, ...] = ()
    ended: bool = False
    arrest: bool = False
    zone: str | None = None
    held: int | None = None


def top_of(clocks: Iterable[LegClock]) -> LegClock | None:
    """Return of the limits that run the nearest, else one that stands still, else one without a date."""
    running = [clock for clock in clocks if not clock.ended]
    return min(running, key=_nearness, default=None)


def arrests_of(clocks: Iterable[LegClock]) -> tuple[LegClock, ...]:
    """Return for each arrest on a leg the nearest of its limits that still run."""
    found: dict[tuple[int | None, int | None], LegClock] = {}
    for clock in sorted((one for one in clocks if one.arrest and not one.ended), key=_nearness):
        # Of an arrest that isn't known, what began it tells one person from another.
        found.setdefault((clock.held, None if clock.held is not None else clock.started_at), clock)
    return tuple(found.values())


def _nearness(clock: LegClock) -> tuple[bool, int, bool]:
    return clock.due_at is None, clock.due_at or 0, clock.suspended_since is None
