"""Two-digit years of a zone as whole years, by a window around the day of reading.

A zone has no century. Nobody is born tomorrow: a birth date is the newest one that isn't after the
day of reading, so whoever is over a hundred comes out a hundred years too young. A document's expiry
may lie on either side of that day: it is the one of the fifty years before it or of the fifty years
after it.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_FORM: Final = re.compile(r"(\d\d)(?:(\d\d)(\d\d|<<)|<<<<)")
_UNKNOWN: Final = "<<<<<<"
_LEAP: Final = 2000
_HALF: Final = 50


def birth_date(signs: str, today: date) -> str | None:
    """Return a birth date, partial where parts are unknown (`1974`, `1974-08`); None where it is none.

    An unknown one (`<<<<<<`) is the empty text.
    """
    parts = _parts(signs)
    if not parts:
        return parts if parts is None else ""
    year = today.year - today.year % 100 + int(parts[0])
    born = _text(year, parts)
    if born > today.isoformat()[: len(born)]:
        born = _text(year - 100, parts)
    return born if _exists(born) else None


def expiry_date(signs: str, today: date) -> str | None:
    """Return the date until which a document is valid; None where it is none, empty where unknown."""
    parts = _parts(signs)
    if not parts:
        return parts if parts is None else ""
    year = today.year - today.year % 100 + int(parts[0])
    while year > today.year + _HALF:
        year -= 100
    while year <= today.year - _HALF:
        year += 100
    expires = _text(year, parts)
    return expires if _exists(expires) else None


def _parts(signs: str) -> tuple[str, ...] | None:
    """Return year, month and day as far as they are known: none for an unknown date, None for no date."""
    if signs == _UNKNOWN:
        return ()
    found = _FORM.fullmatch(signs)
    if found is None:
        return None
    return tuple(part for part in found.groups() if part and part != "<<")


def _text(year: int, parts: tuple[str, ...]) -> str:
    return "-".join((f"{year:04d}", *parts[1:]))


def _exists(text: str) -> bool:
    try:
        date.fromisoformat(text + "-01-01"[len(text) - 4 :] if len(text) < 10 else text)
    except ValueError:
        return False
    return True
