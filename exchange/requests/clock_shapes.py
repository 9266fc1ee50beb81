"""What callers get of a leg's limits: values, each with its source and what stops it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class HolidayView:
    """A public holiday of one of the two countries: its name in English, and in each of our languages."""

    day: str
    country: str
    name: str
    named: Mapping[str, str]


@dataclass(frozen=True)
class ClockView:
    """One limit of a leg. `named` and `cited` say by language what it is and where it stands.

    `both` holds the last day, which counts, and the next working one; `holidays` those of the two
    countries from its start to then; `due_zone` is where the day ends with which it ends.
    """

    code: str
    clock: str
    due_at: str | None
    source: str
    cited: Mapping[str, str]
    named: Mapping[str, str]
    started_at: str | None
    suspended_since: str | None
    both: tuple[str, ...]
    holidays: tuple[HolidayView, ...]
    alarm: str | None
    ended: bool
    arrest: bool
    due_zone: str | None = None


@dataclass(frozen=True)
class DelayView:
    """The newest notice of a delay: since when, for how long, until when, and why."""

    at: str
    length: str | None
    until: str | None
    because: str | None
