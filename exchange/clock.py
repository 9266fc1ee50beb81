"""Moments: UTC with milliseconds, and the one clock, which is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    """Return the present moment, in UTC, to the millisecond."""
    return to_moment(to_millis(datetime.now(UTC)))


def to_millis(moment: datetime) -> int:
    """Return `moment` (aware) as integer milliseconds since 1970 in UTC."""
    delta = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (delta.days * 86_400 + delta.seconds) * 1000 + delta.microseconds // 1000


def to_moment(millis: int) -> datetime:
    """Return the aware UTC moment of integer milliseconds since 1970."""
    seconds, rest = divmod(millis, 1000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=rest * 1000)


def to_text(moment: datetime) -> str:
    """Return `moment` as RFC 3339 UTC with milliseconds, as log entries carry it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"
