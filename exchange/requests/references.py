"""References: `BOG-2026-00042`, the post's prefix, the year, the number in that year's series."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from exchange.errors import Invalid

SERIES: Final = "reference-"
_FORM: Final = re.compile(r"([A-Z0-9]{1,8})-(\d{4})-(\d{5,9})")
_SHORT: Final = re.compile(r"(?:(\d{4})-)?(\d{1,9})")


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
    """Return a reference whose number alone was typed, or year and number, as it stands; others as they are.

    `prefix` is the post's, `year` the one that is meant where none is said.
    """
    found = _SHORT.fullmatch(text.strip())
    return text if found is None else str(Reference(prefix, int(found[1] or year), int(found[2])))


def parse_reference(text: str) -> Reference:
    """Return the reference that a person typed, in any case; raise Invalid for another form."""
    found = _FORM.fullmatch(text.strip().upper())
    if found is None:
        raise Invalid("reference-form", given=text[:40])
    return Reference(found[1], int(found[2]), int(found[3]))
