"""Days on which nobody answers: weekends and public holidays of countries (library `holidays`)."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Final

from exchange.law.limits import weekend
from exchange.locale import Language

_NAMES: Final = {Language.FR: "fr", Language.EN: "en_US"}
"""What the library calls our languages; left alone, it would follow the machine's."""


def free_day(day: date, country: str) -> bool:
    """Say whether `day` is a weekend or a public holiday in `country`; pass it to `limits`."""
    if country not in _supported():
        return weekend(day, country)
    free, weekdays = _holidays(country, day.year, Language.EN)
    return day.weekday() in weekdays or day in free


def holiday_names(day: date, country: str) -> Mapping[str, str]:
    """Return the names of the public holiday that `day` is in `country`; none where it is none.

    In each of our languages where the library has it, else as the country itself calls the day.
    """
    if country not in _supported():
        return {}
    found = {one.value: _holidays(country, day.year, one)[0].get(day, "") for one in Language}
    return found if all(found.values()) else {}


# The library costs more than a whole verb without it: it is loaded with the first day asked for.
@lru_cache(maxsize=1)
def _supported() -> frozenset[str]:
    return frozenset(importlib.import_module("holidays").list_supported_countries(include_aliases=False))


@lru_cache(maxsize=256)
def _holidays(country: str, year: int, language: Language) -> tuple[dict[date, str], frozenset[int]]:
    make = importlib.import_module("holidays").country_holidays
    ours, known = _NAMES[language], make(country)
    spoken = ours if ours in known.supported_languages else known.default_language
    found = make(country, years=year, language=spoken)
    return dict(found), frozenset(found.weekend)
