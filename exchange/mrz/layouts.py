"""Where each format has each field (ICAO 9303, parts 4 to 7): line, first position, length.

Positions count from 0 here, from 1 in the standard. A visa has no composite check digit and none for
its optional data; only a TD3's optional data (the personal number) has a check digit of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from exchange.mrz.model import ZoneFormat


@dataclass(frozen=True)
class Place:
    """Where a field stands."""

    line: int
    start: int
    length: int

    def of(self, lines: tuple[str, ...]) -> str:
        """Return what stands there."""
        return lines[self.line][self.start : self.start + self.length]


@dataclass(frozen=True)
class Layout:
    """The places of one format; a check digit follows its field at once, unless it is named here."""

    lines: int
    width: int
    issuer: Place
    names: Place
    number: Place
    nationality: Place
    born: Place
    sex: Place
    expires: Place
    optional: Place
    second_optional: Place | None = None
    optional_digit: bool = False
    composite: Place | None = None
    composed: tuple[Place, ...] = ()
    """The parts over which the composite check digit is counted, in order."""
    long_numbers: bool = False
    """A number longer than 9 runs on into the optional data, with its check digit behind it."""


CODE: Final = Place(0, 0, 2)
LAYOUTS: Final[Mapping[ZoneFormat, Layout]] = MappingProxyType(
    {
        ZoneFormat.TD1: Layout(
            lines=3, width=30,
            issuer=Place(0, 2, 3), number=Place(0, 5, 9), optional=Place(0, 15, 15),
            born=Place(1, 0, 6), sex=Place(1, 7, 1), expires=Place(1, 8, 6), nationality=Place(1, 15, 3),
            second_optional=Place(1, 18, 11), names=Place(2, 0, 30),
            composite=Place(1, 29, 1),
            composed=(Place(0, 5, 25), Place(1, 0, 7), Place(1, 8, 7), Place(1, 18, 11)),
            long_numbers=True,
        ),
        ZoneFormat.TD2: Layout(
            lines=2, width=36,
            issuer=Place(0, 2, 3), names=Place(0, 5, 31),
            number=Place(1, 0, 9), nationality=Place(1, 10, 3), born=Place(1, 13, 6), sex=Place(1, 20, 1),
            expires=Place(1, 21, 6), optional=Place(1, 28, 7),
            composite=Place(1, 35, 1),
            composed=(Place(1, 0, 10), Place(1, 13, 7), Place(1, 21, 14)),
            long_numbers=True,
        ),
        ZoneFormat.TD3: Layout(
            lines=2, width=44,
            issuer=Place(0, 2, 3), names=Place(0, 5, 39),
            number=Place(1, 0, 9), nationality=Place(1, 10, 3), born=Place(1, 13, 6), sex=Place(1, 20, 1),
            expires=Place(1, 21, 6), optional=Place(1, 28, 14),
            optional_digit=True,
            composite=Place(1, 43, 1),
            composed=(Place(1, 0, 10), Place(1, 13, 7), Place(1, 21, 22)),
        ),
        ZoneFormat.MRV_A: Layout(
            lines=2, width=44,
            issuer=Place(0, 2, 3), names=Place(0, 5, 39),
            number=Place(1, 0, 9), nationality=Place(1, 10, 3), born=Place(1, 13, 6), sex=Place(1, 20, 1),
            expires=Place(1, 21, 6), optional=Place(1, 28, 16),
        ),
        ZoneFormat.MRV_B: Layout(
            lines=2, width=36,
            issuer=Place(0, 2, 3), names=Place(0, 5, 31),
            number=Place(1, 0, 9), nationality=Place(1, 10, 3), born=Place(1, 13, 6), sex=Place(1, 20, 1),
            expires=Place(1, 21, 6), optional=Place(1, 28, 8),
        ),
    }
)  # fmt: skip


def after(place: Place) -> Place:
    """Return the place of the check digit that follows a field."""
    return Place(place.line, place.start + place.length, 1)
