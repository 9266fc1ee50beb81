"""References: `BOG-2026-00042`, the post's prefix, the year, the number in that year's series."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from exchange.errors import Invalid

SERIES: Final = "reference-"
_FORM: Final = re.compile(r"([A-Z0-9]{1,8})-(\d{4})-(\d{5,9})")
_WRITTEN: Final = re.compile(
    r"(?:(?P<prefix>(?=\d*[A-Z])[A-Z0-9]{1,8})-)?(?:(?P<year>\d{4}|1[3-9]|[2-9]\d)-)?(?P<number>\d{1,9})"
)
"""As people write it. Two digits are a year where they can be no month: `11-23` may be a day."""


class Reference(NamedTuple):
    """The parts of a reference; as text it is the reference itself."""

    prefix: str
    year: int
    number: int

    @property
    def series(self) -> str:
        """The gapless series that its number is of."""
        return f"{SERIES}{self.year}"

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}-{self.number:05d}"


def is_reference(text: str) -> bool:
    """Say whether a text has the form of a reference, in any case."""
    return _FORM.fullmatch(text.strip().upper()) is not None


def whole_reference(text: str, prefix: str, year: int) -> str:
    """Return a reference as it stands though less of it was typed: `42`, `26-42`, `BOG-42`, `bog-2026-42`.

    `prefix` is the post's, `year` the one that is meant where none is said. What may be something else is
    left as it is: a day, or the number of an arrival or a dispatch (`D-0042`).
    """
    found = _WRITTEN.fullmatch(text.strip().upper())
    if found is None or (found["prefix"] not in (None, prefix) and not found["year"]):
        return text
    said = int(found["year"] or year)
    return str(Reference(found["prefix"] or prefix, said if said > 99 else 2000 + said, int(found["number"])))


def parse_reference(text: str) -> Reference:
    """Return the reference that a person typed, in any case; raise Invalid for another form."""
    found = _FORM.fullmatch(text.strip().upper())
    if found is None:
        raise Invalid("reference-form", given=text[:40])
    return Reference(found[1], int(found[2]), int(found[3]))
