"""When a day begins and ends in a time zone, where clocks skip midnight or bring it twice too."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Final

_DAY: Final = timedelta(days=1)


def first_instant(day: date, zone: tzinfo) -> datetime:
    """Return when a day begins in a zone, in UTC: at 00:00, or once the clocks have skipped that hour."""
    return datetime.combine(day, time(0), zone).astimezone(UTC)


def day_ended(moment: datetime, zone: tzinfo) -> date | None:
    """Return the day of a zone that ends at a moment, told to the second; None for any other moment."""
    day = moment.astimezone(zone).date()
    begun = moment.astimezone(UTC).replace(microsecond=0)  # in UTC: no hour comes twice there
    return day - _DAY if first_instant(day, zone) == begun else None
