"""The time zones of countries, from the time zone database's own table (tz, `zone.tab`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from types import MappingProxyType

# The database has no row for Kosovo, whose clocks are those of Belgrade.
_BESIDE_THE_TABLE = {"XK": ("Europe/Belgrade",)}


@cache
def zones_of_countries() -> Mapping[str, tuple[str, ...]]:
    """Return the zone names of every country, by its two-letter code."""
    found: dict[str, list[str]] = {}
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            country, _, zone = line.split("\t")[:3]
            found.setdefault(country, []).append(zone)
    zones = {country: tuple(names) for country, names in found.items()}
    return MappingProxyType({**_BESIDE_THE_TABLE, **zones})


def zones_of(country: str) -> tuple[str, ...]:
    """Return the zone names of `country`; none for a code that the table doesn't hold."""
    return zones_of_countries().get(country, ())
