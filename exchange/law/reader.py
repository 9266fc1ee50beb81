"""Read the law's data files into values, strictly: a misspelt key or an unknown code refuses the file.

The files that ship are `*.toml` beside this module; a head may add others, in the same form
(docs/law.md describes it key by key). Nothing is guessed: a row says its source, its period, the
event that starts it and those that end it, and its words in French and English.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from exchange.codes import Access, Channel, EventCode, Move, Urgency
from exchange.countries import alpha3_of
from exchange.errors import Invalid
from exchange.law.fields import (
    CROSSED,
    MISSING,
    STATE,
    TWICE,
    BadTable,
    Fields,
    Place,
    Table,
    is_code,
    line_of,
)
from exchange.law.model import Basis, Law, Row

RECEIVED = "received"
"""The event from which most limits run: the request reached the service that is asked."""

EVENTS = frozenset({RECEIVED, *EventCode, *Move})
"""What may start or end a limit."""

SUBJECTS = frozenset({"police", "assistance", "extradition", "readmission"})
"""What a basis is for: another that binds is looked for among those that share one."""

BESIDE: Final = frozenset({"states.toml", "transfers.toml"})
"""The files beside this module that hold no bases."""

LONGEST_LINE: Final = 8_192
"""Signs of a line: those of what ships have a tenth of it."""

_FOLDER = Path(__file__).parent
_TWICE = re.compile(r"Cannot (?:overwrite|declare)")
_LINE = re.compile(r"at line (\d+)")
BASIS_KEYS: Final = frozenset(
    {
        "code", "source", "source_fr", "valid_from", "valid_to", "states_bound", "states_not_bound",
        "channels", "subjects", "urgency_reason", "review_months", "grounds_source", "grounds_source_fr",
        "grounds", "fr", "en", "limit", "to_check", "days_unknown", "instrument", "note_fr", "note_en",
    }
)  # fmt: skip
LIMIT_KEYS: Final = frozenset(
    {
        "code", "source", "source_fr", "period", "extended_to", "extended_by", "starts", "ends", "fr", "en",
        "urgency", "access", "only_after", "replaced_by", "arrested_in", "not_arrested_in", "suspended",
    }
)  # fmt: skip

Groups = Mapping[str, frozenset[str]]


@lru_cache(maxsize=1)
def load_law() -> Law:
    """Return the law that ships with the product."""
    bases: dict[str, Basis] = {}
    for path in sorted(_FOLDER.glob("*.toml")):
        if path.name not in BESIDE:
            bases.update({basis.code: basis for basis in parse_bases(path.read_text(encoding="utf-8"))})
    return Law(MappingProxyType(bases))


@lru_cache(maxsize=1)
def state_groups() -> Groups:
    """Return the named groups of states, each with the codes of its members."""
    groups = tomllib.loads((_FOLDER / "states.toml").read_text(encoding="utf-8"))
    return MappingProxyType({name: frozenset(codes) for name, codes in groups.items()})


def parse_bases(text: str) -> tuple[Basis, ...]:
    """Return the bases that `text` (TOML) holds; raise Invalid with the line, the key and what it holds."""
    for number, line in enumerate(text.splitlines(), 1):
        if len(line) > LONGEST_LINE:  # a key of a hundred thousand parts takes all memory
            raise Invalid("law-not-toml", line=number)
    try:
        document: Table = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        found = _LINE.search(str(error))
        reason = "law-key-twice" if _TWICE.match(str(error)) else "law-not-toml"
        raise Invalid(reason, line=int(found[1]) if found else max(1, len(text.splitlines()))) from None
    try:
        return _bases(Fields(document, Place()))
    except BadTable as bad:
        bad.arguments["line"] = line_of(text, bad.place, bad.key)
        raise


def _bases(file: Fields) -> tuple[Basis, ...]:
    file.only(frozenset({"basis"}))
    found: list[Basis] = []
    for number, table in enumerate(file.tables("basis"), 1):
        basis = _basis(Fields(table, Place(number)))
        if any(other.code == basis.code for other in found):
            raise BadTable(Place(number, name=basis.code), "code", TWICE)
        found.append(basis)
    if not found:
        raise file.bad("basis", MISSING)
    return tuple(found)


def _basis(unnamed: Fields) -> Basis:
    code = unnamed.code("code")
    fields = Fields(unnamed.table, Place(unnamed.place.basis, name=code))
    fields.only(BASIS_KEYS)
    limits: list[Row] = []
    for number, table in enumerate(fields.tables("limit"), 1):
        row = _row(Fields(table, Place(fields.place.basis, number, code)))
        if any(other.code == row.code for other in limits):
            raise BadTable(Place(fields.place.basis, number, row.code), "code", TWICE)
        limits.append(row)
    valid_from, valid_to = fields.day("valid_from"), fields.day("valid_to")
    if valid_from and valid_to and valid_to < valid_from:
        raise fields.bad("valid_to", CROSSED)
    channels = fields.codes("channels", Channel)
    return Basis(
        code=code,
        cited=fields.cited("source"),
        words=fields.words(),
        grounds=fields.list("grounds", is_code),
        grounds_cited=fields.cited("grounds_source"),
        review_months=fields.count("review_months"),
        subjects=fields.list("subjects", SUBJECTS.__contains__),
        valid_from=valid_from,
        valid_to=valid_to,
        states=_bound(fields),
        channels=frozenset(channels) if channels else None,
        limits=tuple(limits),
        urgency_reason_needed=fields.choice("urgency_reason", ("needed",)) is not None,
        days_unknown=fields.flag("days_unknown"),
        to_check=fields.flag("to_check"),
        instrument=fields.flag("instrument"),
        note=fields.noted("note"),
    )


def _row(unnamed: Fields) -> Row:
    place = unnamed.place
    code = f"{place.name}.{unnamed.code('code')}"
    fields = Fields(unnamed.table, Place(place.basis, place.limit, code))
    fields.only(LIMIT_KEYS)
    starts, ends = fields.text("starts"), fields.list("ends", EVENTS.__contains__)
    if starts not in EVENTS or not ends:
        raise fields.bad("starts" if ends else "ends")
    urgency, access = fields.choice("urgency", tuple(Urgency)), fields.choice("access", tuple(Access))
    arrested_in = fields.list("arrested_in", alpha3_of().__contains__)
    extended_by = fields.list("extended_by", EVENTS.__contains__)
    if bool(extended_by) != ("extended_to" in fields.table):
        raise fields.bad("extended_to" if extended_by else "extended_by", MISSING)
    return Row(
        code=code,
        cited=fields.cited("source"),
        period=fields.period("period"),
        starts=starts,
        ends=ends,
        words=fields.words(),
        extended_to=fields.period("extended_to") if extended_by else None,
        extended_by=extended_by,
        urgency=Urgency(urgency) if urgency else None,
        access=Access(access) if access else None,
        only_after=fields.list("only_after", EVENTS.__contains__),
        replaced_by=fields.list("replaced_by", EVENTS.__contains__),
        arrested_in=frozenset(arrested_in) or None,
        not_arrested_in=frozenset(fields.list("not_arrested_in", alpha3_of().__contains__)),
        suspended=fields.flag("suspended"),
    )


def _bound(fields: Fields) -> frozenset[str] | None:
    if fields.table.get("states_bound") == "all":
        return None
    states: set[str] = set()
    for name in fields.list("states_bound", lambda name: True):
        group = state_groups().get(name[1:]) if name.startswith("@") else frozenset({name}) & set(alpha3_of())
        if not group:
            raise fields.bad("states_bound", STATE)
        states |= group
    bound = states - set(fields.list("states_not_bound", alpha3_of().__contains__))
    if not bound:
        raise fields.bad("states_bound")
    return frozenset(bound)
