"""How near a limit is, and in which order several stand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from exchange.law.facts import Alarm, Limit

_LAST_DAY = timedelta(hours=24)


def alarmed(limit: Limit, now: datetime) -> Limit:
    """Return a limit with its alarm of this moment; one that is suspended or has ended has none."""
    if limit.due_at is None or limit.ended:
        return limit
    return limit._replace(alarm=alarm_at(limit.due_at, limit.started_at, now))


def alarm_at(due_at: datetime, started_at: datetime | None, now: datetime) -> Alarm | None:
    """Return the alarm of a limit that still runs: past, in its last 24 hours, at three quarters."""
    left = due_at - now
    whole = due_at - (started_at or now)
    if left < timedelta(0):
        return Alarm.OVERDUE
    if left <= _LAST_DAY < whole:
        return Alarm.LAST_DAY
    return Alarm.THREE_QUARTERS if left * 4 <= whole else None


def order(limit: Limit) -> tuple[bool, bool, bool, datetime, bool]:
    """Return by what limits are sorted: running before ended, arrests, those with a date, the nearest."""
    far = datetime.max.replace(tzinfo=UTC)
    return (
        limit.ended,
        not limit.arrest,
        limit.due_at is None,
        limit.due_at or far,
        limit.suspended_since is None,
    )
