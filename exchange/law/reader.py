"""Read the law's data files into values, strictly: a misspelt key or an unknown code refuses the file.

The files that ship are `*.toml` beside this module; a head may add others, in the same form
(docs/law.md describes it key by key). Nothing is guessed: a row says its source, its period, the
event that starts it and those that end it, and its words in French and English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from exchange.codes import Access, Channel, EventCode, Move, Urgency
from exchange.countries import alpha3_of
from exchange.errors import Invalid
from exchange.law.model import Basis, Law, Period, PeriodUnit, Row
from exchange.locale import Language

RECEIVED = "received"
"""The event from which most limits run: the request reached the service that is asked."""

EVENTS = frozenset({RECEIVED, *EventCode, *Move})
"""What may start or end a limit."""

SUBJECTS = frozenset({"police", "assistance", "extradition", "readmission"})
"""What a basis is for: another that binds is looked for among those that share one."""

_NO_BREAK = "\u00a0"  # before a double sign, in French
_FOLDER = Path(__file__).parent
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PERIOD = re.compile(r"([1-9][0-9]{0,3}) (hour|day|week|month)s?")
_BASIS_KEYS = frozenset(
    {
        "code", "source", "source_fr", "valid_from", "valid_to", "states_bound", "states_not_bound",
        "channels", "subjects", "urgency_reason", "review_months", "grounds_source", "grounds_source_fr",
        "grounds", "fr", "en", "limit", "to_check", "days_unknown",
    }
)  # fmt: skip
_LIMIT_KEYS = frozenset(
    {
        "code", "source", "source_fr", "period", "starts", "ends", "fr", "en", "urgency", "access",
        "only_after", "replaced_by", "arrested_in", "not_arrested_in", "suspended",
    }
)  # fmt: skip

Value = TypeVar("Value")
Code = TypeVar("Code", bound=StrEnum)
Table = Mapping[str, object]
Groups = Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def load_law() -> Law:
    """Return the law that ships with the product."""
    bases: dict[str, Basis] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        if path.name != "states.toml":
            bases.update({basis.code: basis for basis in parse_bases(path.read_text(encoding="utf-8"))})
    return Law(MappingProxyType(bases))


@lru_cache(maxsize=1)
def state_groups() -> Groups:
    """Return the named groups of states, each with the codes of its members."""
    groups = tomllib.loads((_FOLDER / "states.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: frozenset(codes) for name, codes in groups.items()})


def parse_bases(text: str) -> tuple[Basis, ...]:
    """Return the bases that `text` (TOML) holds; raise Invalid("bad-law-file") with the place."""
    try:
        document: Table = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        raise Invalid("bad-law-file", where="toml") from None
    _only(document, frozenset({"basis"}), "file")
    found = tuple(_basis(table) for table in _tables(document, "basis", "file"))
    if not found or len({basis.code for basis in found}) != len(found):
        raise Invalid("bad-law-file", where="basis")
    return found


def _basis(table: Table) -> Basis:
    code = _code(table, "code", "basis")
    _only(table, _BASIS_KEYS, code)
    limits = tuple(_row(row, code) for row in _tables(table, "limit", code))
    valid_from, valid_to = _date(table, "valid_from", code), _date(table, "valid_to", code)
    if len({row.code for row in limits}) != len(limits):
        raise _bad(code, "limit")
    if valid_from and valid_to and valid_to < valid_from:
        raise _bad(code, "valid_to")
    channels = _codes(table, "channels", code, Channel)
    return Basis(
        code=code,
        source=_text(table, "source", code),
        source_fr=_text(table, "source_fr", code),
        words=_words(table, code),
        grounds=_list(table, "grounds", code, _is_code),
        grounds_source=_text(table, "grounds_source", code),
        grounds_source_fr=_text(table, "grounds_source_fr", code),
        review_months=_count(table, "review_months", code),
        subjects=_list(table, "subjects", code, SUBJECTS.__contains__),
        valid_from=valid_from,
        valid_to=valid_to,
        states=_bound(table, code),
        channels=frozenset(channels) if channels else None,
        limits=limits,
        urgency_reason_needed=_choice(table, "urgency_reason", code, ("needed",)) is not None,
        days_unknown=_flag(table, "days_unknown", code),
        to_check=_flag(table, "to_check", code),
    )


def _row(table: Table, basis: str) -> Row:
    where = f"{basis}.{_code(table, 'code', basis)}"
    _only(table, _LIMIT_KEYS, where)
    starts, ends = _text(table, "starts", where), _list(table, "ends", where, EVENTS.__contains__)
    if starts not in EVENTS or not ends:
        raise _bad(where, "starts" if ends else "ends")
    urgency = _choice(table, "urgency", where, tuple(Urgency))
    access = _choice(table, "access", where, tuple(Access))
    arrested_in = _list(table, "arrested_in", where, alpha3_of().__contains__)
    return Row(
        code=where,
        source=_text(table, "source", where),
        source_fr=_text(table, "source_fr", where),
        period=_period(_text(table, "period", where), where),
        starts=starts,
        ends=ends,
        words=_words(table, where),
        urgency=Urgency(urgency) if urgency else None,
        access=Access(access) if access else None,
        only_after=_list(table, "only_after", where, EVENTS.__contains__),
        replaced_by=_list(table, "replaced_by", where, EVENTS.__contains__),
        arrested_in=frozenset(arrested_in) or None,
        not_arrested_in=frozenset(_list(table, "not_arrested_in", where, alpha3_of().__contains__)),
        suspended=_flag(table, "suspended", where),
    )


def _period(text: str, where: str) -> Period:
    if text == "at once":
        return Period(0, PeriodUnit.HOURS)
    match = _PERIOD.fullmatch(text)
    if match is None:
        raise _bad(where, "period")
    return Period(int(match[1]), PeriodUnit(match[2] + "s"))


def _bound(table: Table, where: str) -> frozenset[str] | None:
    named = table.get("states_bound")
    if named == "all":
        return None
    states: set[str] = set()
    for name in _list(table, "states_bound", where, lambda name: True):
        group = state_groups().get(name[1:]) if name.startswith("@") else frozenset({name}) & set(alpha3_of())
        if not group:
            raise _bad(where, "states_bound")
        states |= group
    bound = states - set(_list(table, "states_not_bound", where, alpha3_of().__contains__))
    if not bound:
        raise _bad(where, "states_bound")
    return frozenset(bound)


def _words(table: Table, where: str) -> Mapping[Language, str]:
    return MappingProxyType({language: _text(table, language.value, where) for language in Language})


def _text(table: Table, key: str, where: str) -> str:
    value = table.get(key)
    if not isinstance(value, str) or not value.strip() or not value.replace(_NO_BREAK, " ").isprintable():
        raise _bad(where, key)
    return value


def _code(table: Table, key: str, where: str) -> str:
    value = _text(table, key, where)
    if not _is_code(value):
        raise _bad(where, key)
    return value


def _is_code(text: str) -> bool:
    return _CODE.fullmatch(text) is not None


def _list(table: Table, key: str, where: str, accepted: Callable[[str], bool]) -> tuple[str, ...]:
    values = table.get(key, ())
    if not isinstance(values, Sequence) or isinstance(values, str):
        raise _bad(where, key)
    found = tuple(value for value in values if isinstance(value, str) and accepted(value))
    if len(found) != len(values) or len(set(found)) != len(found):
        raise _bad(where, key)
    return found


def _codes(table: Table, key: str, where: str, codes: type[Code]) -> tuple[Code, ...]:
    known = {code.value: code for code in codes}
    return tuple(known[value] for value in _list(table, key, where, known.__contains__))


def _choice(table: Table, key: str, where: str, choices: tuple[str, ...]) -> str | None:
    value = table.get(key)
    if value is None:
        return None
    if not isinstance(value, str) or value not in choices:
        raise _bad(where, key)
    return value


def _flag(table: Table, key: str, where: str) -> bool:
    value = table.get(key, False)
    if not isinstance(value, bool):
        raise _bad(where, key)
    return value


def _count(table: Table, key: str, where: str) -> int:
    value = table.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 600:
        raise _bad(where, key)
    return value


def _date(table: Table, key: str, where: str) -> date | None:
    value = table.get(key)
    # A TOML date-time is a datetime, which Python counts among dates: a row's dates are plain days.
    if value is not None and type(value) is not date:
        raise _bad(where, key)
    return value


def _tables(table: Table, key: str, where: str) -> tuple[Table, ...]:
    values = table.get(key, [])
    if not isinstance(values, list):
        raise _bad(where, key)
    tables = tuple(value for value in values if isinstance(value, dict))
    if len(tables) != len(values):
        raise _bad(where, key)
    return tables


def _only(table: Table, known: frozenset[str], where: str) -> None:
    for key in sorted(set(table) - known):
        raise _bad(where, key)


def _bad(where: str, key: str) -> Invalid:
    return Invalid("bad-law-file", where=f"{where}: {key}"[:120])
