"""Days on which nobody answers: weekends and public holidays of countries (library `holidays`)."""

from __future__ import annotations

import importlib
from datetime import date
from functools import lru_cache

from exchange.law.limits import weekend


def free_day(day: date, country: str) -> bool:
    """Say whether `day` is a weekend or a public holiday in `country`; pass it to `limits`."""
    if country not in _supported():
        return weekend(day, country)
    free, weekdays = _holidays(country, day.year)
    return day.weekday() in weekdays or day in free


def holiday_name(day: date, country: str) -> str:
    """Return the name of the public holiday that `day` is in `country`, empty where it is none."""
    if country not in _supported():
        return ""
    free, _ = _holidays(country, day.year)
    return free.get(day, "")


# The library costs more than a whole verb without it: it is loaded with the first day asked for.
@lru_cache(maxsize=1)
def _supported() -> frozenset[str]:
    return frozenset(importlib.import_module("holidays").list_supported_countries(include_aliases=False))


@lru_cache(maxsize=256)
def _holidays(country: str, year: int) -> tuple[dict[date, str], frozenset[int]]:
    found = importlib.import_module("holidays").country_holidays(country, years=year)
    return dict(found), frozenset(found.weekend)
