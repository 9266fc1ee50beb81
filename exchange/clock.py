"""Moments: UTC with milliseconds, and the one clock, which is passed in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias

Clock: TypeAlias = Callable[[], datetime]

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_NAIVE_EPOCH: Final = _EPOCH.replace(tzinfo=None)
_MILLISECOND: Final = timedelta(milliseconds=1)


def system_clock() -> datetime:
    """Return the present moment, in UTC, to the millisecond."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def to_millis(moment: datetime) -> int:
    """Return `moment` (aware) as integer milliseconds since 1970 in UTC."""
    return (moment - _EPOCH) // _MILLISECOND


def to_moment(millis: int) -> datetime:
    """Return the aware UTC moment of integer milliseconds since 1970."""
    return _EPOCH + timedelta(milliseconds=millis)


def to_second(millis: int) -> str:
    """Return integer milliseconds since 1970 as RFC 3339 in UTC, to the second."""
    # Without a time zone to ask: a list writes some hundred of them a page.
    return (_NAIVE_EPOCH + timedelta(0, millis // 1000)).isoformat() + "Z"


def to_text(moment: datetime) -> str:
    """Return `moment` as RFC 3339 UTC with milliseconds, as log entries carry it."""
    utc = moment.astimezone(UTC)
    return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03d}Z"
