"""Countries: ISO 3166-1 codes, checked and converted without loading any language data.

`countries.csv` holds the 249 entries of ISO 3166-1 and Kosovo under its user-assigned codes (XK, XKX),
which services use every day. Names come from the Unicode CLDR, loaded at the first name asked.
"""

from __future__ import annotations

import csv
import difflib
import importlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from exchange.errors import Invalid

# ICAO 9303 part 3, section 5: what stands in a travel document in place of a country.
TRAVEL_DOCUMENT_CODES = frozenset(
    {
        "D", "EUE", "GBD", "GBN", "GBO", "GBP", "GBS", "RKS", "UNA", "UNK", "UNO", "UTO", "XBA", "XCC", "XCE",
        "XCO", "XDC", "XEC", "XES", "XIM", "XMP", "XOM", "XPO", "XXA", "XXB", "XXC", "XXX",
    }
)  # fmt: skip
"""Codes of machine-readable travel documents that are no ISO country: stateless, refugee, issuers…"""


@cache
def alpha3_of() -> Mapping[str, str]:
    """Return the three-letter code of every two-letter code."""
    with (Path(__file__).parent / "countries.csv").open(encoding="ascii", newline="") as file:
        return MappingProxyType({row["alpha2"]: row["alpha3"] for row in csv.DictReader(file)})


@cache
def alpha2_of() -> Mapping[str, str]:
    """Return the two-letter code of every three-letter code."""
    return MappingProxyType({three: two for two, three in alpha3_of().items()})


def parse_country(text: str, field: str = "country") -> str:
    """Return the two-letter code that `text` (two or three letters) is; raise Invalid("unknown-country")."""
    code = text.strip().upper()
    if code in alpha3_of():
        return code
    if code in alpha2_of():
        return alpha2_of()[code]
    raise _unknown(text, field, list(alpha3_of()))


def parse_nationality(text: str, field: str = "nationality") -> str:
    """Return the three-letter code that `text` is: a country's, or one that only travel documents have.

    Raise Invalid("unknown-country") for anything else.
    """
    code = text.strip().upper()
    if code in alpha2_of() or code in TRAVEL_DOCUMENT_CODES:
        return code
    if code in alpha3_of():
        return alpha3_of()[code]
    raise _unknown(text, field, list(alpha2_of()))


def country_name(alpha2: str, language: str) -> str:
    """Return the country's name in `language` (a CLDR locale), or the code itself where there is none."""
    # Babel costs more than everything else that a verb loads: only who shows a name pays for it.
    locale = importlib.import_module("babel").Locale(language)
    name: str = locale.territories.get(alpha2, alpha2)
    return name


def _unknown(text: str, field: str, known: list[str]) -> Invalid:
    near = difflib.get_close_matches(text.strip().upper()[:8], known, n=4, cutoff=0.5)
    named = [code for alpha2 in _named(text) for code in (alpha2, alpha3_of()[alpha2]) if code in known]
    found = list(dict.fromkeys((*named, *near)))[:4] or known[:4]
    return Invalid("unknown-country", field=field, given=text[:40], nearest=", ".join(found))


def _named(text: str) -> list[str]:
    """Return the codes of the countries whose French or English name is like a text."""
    near = difflib.get_close_matches(text.strip().casefold()[:60], _names(), n=3, cutoff=0.75)
    return [_names()[name] for name in near]


@cache
def _names() -> Mapping[str, str]:
    return {
        country_name(alpha2, language).casefold(): alpha2
        for language in ("en", "fr")
        for alpha2 in alpha3_of()
    }
