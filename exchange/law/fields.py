"""Typed reading of one table of a law file: what is misspelt, missing or wrong says where and why.

A place is a table of the file: the file itself, a `[[basis]]`, or one of its `[[basis.limit]]`s.
`line_of` finds it in the text, since a TOML reader keeps no lines.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeVar

from exchange.codes.parsing import nearest_codes
from exchange.errors import Invalid
from exchange.law.model import Period, PeriodUnit, Words
from exchange.locale import Language

Code = TypeVar("Code", bound=StrEnum)
Table = Mapping[str, object]

MISSING: Final = "law-value-missing"
UNKNOWN: Final = "law-key-unknown"
WRONG: Final = "law-value-wrong"
TWICE: Final = "law-given-twice"
CROSSED: Final = "law-dates-crossed"
STATE: Final = "law-state-unknown"

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (hour|day|week|month)s?")
_HEADER = re.compile(r"\s*\[\[\s*basis\s*(\.\s*limit\s*)?\]\]")
_LONGEST: Final = 600
# French puts them before its double signs; Python calls them unprintable.
_SPACES: Final = {0xA0: " ", 0x202F: " "}


@dataclass(frozen=True)
class Place:
    """A table of a file: the which basis, the which limit of it (from 1; 0 is none), and its name."""

    basis: int = 0
    limit: int = 0
    name: str = ""


class BadTable(Invalid):
    """What is wrong with a key of a table, and what that key holds; who has the text adds the line."""

    def __init__(self, place: Place, key: str, why: str, nearest: str = "") -> None:
        super().__init__(why, where=place.name[:80] or "[[basis]]", key=key[:40], holds=key, nearest=nearest)
        self.place = place
        self.key = key


@dataclass(frozen=True)
class Fields:
    """One table and its place."""

    table: Table
    place: Place

    def bad(self, key: str, why: str = WRONG) -> BadTable:
        """Return the error to raise about a key."""
        return BadTable(self.place, key, why if why != WRONG or key in self.table else MISSING)

    def only(self, known: frozenset[str]) -> None:
        """Refuse a key that is none of `known`."""
        for key in self.table:
            if key not in known:
                raise BadTable(self.place, key, UNKNOWN, nearest_codes(key[:40], sorted(known)))

    def text(self, key: str) -> str:
        """Return a text of one printable line, which must be there."""
        value = self.table.get(key)
        if not isinstance(value, str) or not value.strip() or not value.translate(_SPACES).isprintable():
            raise self.bad(key)
        return value

    def optional_text(self, key: str) -> str | None:
        """Return a text, or None where the key isn't there."""
        return self.text(key) if key in self.table else None

    def code(self, key: str) -> str:
        """Return a code: lower-case words joined by hyphens."""
        value = self.text(key)
        if not is_code(value):
            raise self.bad(key)
        return value

    def words(self) -> Words:
        """Return what the table is called, in each language."""
        return MappingProxyType({language: self.text(language.value) for language in Language})

    def cited(self, key: str) -> Words:
        """Return a citation: `key` in English, `<key>_fr` in French where French cites otherwise."""
        english = self.text(key)
        french = self.optional_text(f"{key}_fr") or english
        return MappingProxyType({Language.FR: french, Language.EN: english})

    def noted(self, key: str) -> Words | None:
        """Return a remark `<key>_fr`, `<key>_en`; both or neither."""
        if not {f"{key}_fr", f"{key}_en"} & set(self.table):
            return None
        return MappingProxyType({language: self.text(f"{key}_{language.value}") for language in Language})

    def list(self, key: str, accepted: Callable[[str], bool]) -> tuple[str, ...]:
        """Return a list of texts that are all accepted, none twice; empty where the key isn't there."""
        values = self.table.get(key, ())
        if not isinstance(values, Sequence) or isinstance(values, str):
            raise self.bad(key)
        found = tuple(value for value in values if isinstance(value, str) and accepted(value))
        if len(found) != len(values):
            raise self.bad(key)
        if len(set(found)) != len(found):
            raise self.bad(key, TWICE)
        return found

    def codes(self, key: str, codes: type[Code]) -> tuple[Code, ...]:
        """Return a list of codes of one kind."""
        known = {code.value: code for code in codes}
        return tuple(known[value] for value in self.list(key, known.__contains__))

    def choice(self, key: str, choices: tuple[str, ...]) -> str | None:
        """Return one of `choices`, or None where the key isn't there."""
        value = self.optional_text(key)
        if value is not None and value not in choices:
            raise self.bad(key)
        return value

    def flag(self, key: str) -> bool:
        """Return true or false, false where the key isn't there."""
        value = self.table.get(key, False)
        if not isinstance(value, bool):
            raise self.bad(key)
        return value

    def count(self, key: str) -> int:
        """Return a whole number from 1 on."""
        value = self.table.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _LONGEST:
            raise self.bad(key)
        return value

    def period(self, key: str) -> Period:
        """Return a length of time: `30 days`, `8 hours`, `at once`."""
        value = self.text(key)
        if value == "at once":
            return Period(0, PeriodUnit.HOURS)
        match = _PERIOD.fullmatch(value)
        if match is None:
            raise self.bad(key)
        return Period(int(match[1]), PeriodUnit(match[2] + "s"))

    def day(self, key: str) -> date | None:
        """Return a plain day, or None where the key isn't there."""
        value = self.table.get(key)
        # A TOML date-time is a datetime, which Python counts among dates: a row's dates are plain days.
        if value is not None and type(value) is not date:
            raise self.bad(key)
        return value

    def inner(self, key: str) -> Table:
        """Return a table, which must be there."""
        value = self.table.get(key)
        if not isinstance(value, dict):
            raise self.bad(key)
        return value

    def tables(self, key: str) -> tuple[Table, ...]:
        """Return an array of tables; empty where the key isn't there."""
        values = self.table.get(key, [])
        if not isinstance(values, list):
            raise self.bad(key)
        found = tuple(value for value in values if isinstance(value, dict))
        if len(found) != len(values):
            raise self.bad(key)
        return found


def is_code(text: str) -> bool:
    """Say whether `text` has the form of a code."""
    return _CODE.fullmatch(text) is not None


def line_of(text: str, place: Place, key: str) -> int:
    """Return the line of `text` on which `key` of that table stands; its heading's where it doesn't."""
    wanted = re.compile(rf"\s*\[*\s*[\"']?{re.escape(key)}[\"']?\s*[=\]]")
    basis = limit = heading = 0
    for number, line in enumerate(text.splitlines(), 1):
        header = _HEADER.match(line)
        if header is not None:
            basis, limit = (basis, limit + 1) if header[1] else (basis + 1, 0)
            if (basis, limit) == (place.basis, place.limit):
                heading = number
                continue
        if (basis, limit) == (place.basis, place.limit) and wanted.match(line):
            return number
    return heading or 1
