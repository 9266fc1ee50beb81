"""What the limits of a leg depend on, and what a limit is: values, without any rule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from exchange.codes import Access, Channel, Urgency
from exchange.law.model import Words
from exchange.locale import Language


class Clock(StrEnum):
    """How far a limit binds."""

    LEGAL = "legal"
    REFERENCE = "reference"
    ASKED = "asked"
    UNKNOWN = "unknown"
    NONE = "none"


class Alarm(StrEnum):
    """How near a limit is: past, in its last 24 hours where it is longer, at three quarters of its time."""

    THREE_QUARTERS = "three-quarters"
    LAST_DAY = "last-day"
    OVERDUE = "overdue"


@dataclass(frozen=True)
class EventAt:
    """An event of a leg: an `EventCode`, or a `Move` that a message or a verb made.

    `ahead`: the moment that it fixes, where that lay ahead when it was reported, at `at`: what comes
    between the two (a surrender before its day, another day) comes after it. `day`: what alone was told of
    when it happened; `begun`: where that began, of one that is placed later in it.
    """

    code: str
    at: datetime
    country: str | None = None
    withdrawn: bool = False
    place: str | None = None
    ahead: datetime | None = None
    day: date | None = None
    begun: datetime | None = None

    @property
    def counted_from(self) -> datetime:
        """The moment from which a limit runs that starts at it."""
        return self.ahead or self.begun or self.at


@dataclass(frozen=True)
class Facts:
    """What the limits of a leg depend on.

    `country` is the state whose service is asked, `requester_country` the one whose service asks (a
    basis must bind both). `post_zones`: the post's time zones, the first one counting.
    """

    basis: str
    received_at: datetime
    post_zones: tuple[str, ...]
    urgency: Urgency = Urgency.ROUTINE
    access: Access | None = None
    channel: Channel | None = None
    country: str | None = None
    requester_country: str | None = None
    asked_for: datetime | None = None
    events: tuple[EventAt, ...] = ()


class Limit(NamedTuple):
    """One limit of a leg: from what it comes, when it ends, what stops it.

    `both` holds two days where the last one is a weekend or holiday: that day, which counts, and the
    next working one. `arrest`: a person is held till it ends; it stands on top. `held`: which of the leg's
    arrests, by time, it is of; none where no arrest is known. `zone`: where the day ends with which it ends.
    """

    code: str
    clock: Clock
    cited: Words
    due_at: datetime | None = None
    started_at: datetime | None = None
    suspended_since: datetime | None = None
    both: tuple[date, ...] = ()
    ended: bool = False
    arrest: bool = False
    alarm: Alarm | None = None
    zone: str | None = None
    held: int | None = None

    @property
    def source(self) -> str:
        """From what it comes, in English: act and article, or the code of what is no text (`asked`)."""
        return self.cited[Language.EN]
