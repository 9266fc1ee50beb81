"""The closed shapes of an entry's further fields: a small vocabulary, declared in one line each.

`Shape.parse("member:id role:role keys?:keys")` names the fields in their order, each with its kind;
`?` marks the optional ones, which are left out when there is nothing to say. No kind admits free
text: the log holds no name, no handle and no guessable hash of one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias

from keys.canonical import JSON
from keys.encoding import unb64
from keys.errors import FormatError

Check: TypeAlias = Callable[[JSON], bool]

LARGEST_INT = 2**53 - 1  # what every JSON reader keeps exactly (RFC 8259, section 6)
KEY_KINDS = frozenset({"store", "log", "office", "card", "compartment", "index", "request"})
ROLES = frozenset({"head", "officer", "investigator", "auditor"})

_ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+-]{0,63}")
_REF = re.compile(r"[A-Z0-9]{1,8}-[0-9]{4}-[0-9]{5,9}")
_HASH = re.compile(r"[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=")  # 256 bits leave two unused, both zero
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"[0-9]{4}")
_ORIGIN = re.compile(r"[a-z0-9-]{1,40}/[0-9a-f]{16}")
_VKEY = re.compile(r"[a-z0-9./-]{1,120}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{40,2400}={0,2}")


_INT = "(?:0|[1-9][0-9]{0,14})"  # as far as digits alone tell that every reader keeps it


def _listed(pattern: str) -> str:
    return rf"\[(?:{pattern}(?:,{pattern})*)?\]"


def _matching(pattern: re.Pattern[str]) -> Check:
    full = pattern.fullmatch
    return lambda value: type(value) is str and full(value) is not None


is_id = _matching(_ID)
is_code = _matching(_CODE)
is_ref = _matching(_REF)
is_hash = _matching(_HASH)
is_origin = _matching(_ORIGIN)
is_vkey = _matching(_VKEY)


def is_int(value: JSON) -> bool:
    """Say whether `value` is a whole number from 0 on that every JSON reader keeps exactly."""
    return type(value) is int and 0 <= value <= LARGEST_INT


def is_moment(value: JSON) -> bool:
    """Say whether `value` is a moment as entries write it: RFC 3339, UTC, milliseconds."""
    return moment_of(value) is not None


def moment_of(value: JSON) -> datetime | None:
    """Return the moment that `value` is, written as entries write it; None where it is none."""
    if type(value) is not str or _MOMENT.fullmatch(value) is None:
        return None
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def is_date(value: JSON) -> bool:
    """Say whether `value` is a day, YYYY-MM-DD."""
    if type(value) is not str or _DATE.fullmatch(value) is None:
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_object(value: JSON) -> bool:
    """Say whether `value` names an object: {"type", "id"}, in this order."""
    if not isinstance(value, Mapping) or tuple(value) != ("type", "id"):
        return False
    return is_code(value["type"]) and is_id(value["id"])


def is_key_check(value: JSON) -> bool:
    """Say whether `value` vouches for a key: {"kind", "id", "version", "check"}, in this order."""
    if not isinstance(value, Mapping) or tuple(value) != ("kind", "id", "version", "check"):
        return False
    return (
        value["kind"] in KEY_KINDS
        and is_id(value["id"])
        and is_int(value["version"])
        and is_hash(value["check"])
    )


def is_tree_head(value: JSON) -> bool:
    """Say whether `value` is what a checkpoint says of a tree: {"size", "root"}, in this order."""
    if not isinstance(value, Mapping) or tuple(value) != ("size", "root"):
        return False
    return is_int(value["size"]) and is_hash(value["root"])


def is_numbers(value: JSON) -> bool:
    """Say whether `value` gives the highest number of each year: {"2026": 1205, …}."""
    if not isinstance(value, Mapping):
        return False
    return all(_YEAR.fullmatch(year) is not None and is_int(highest) for year, highest in value.items())


def is_arguments(value: JSON) -> bool:
    """Say whether `value` is the arguments of a proposed act: codes to codes, ids, hashes or numbers."""
    if not isinstance(value, Mapping) or len(value) > 16:
        return False
    return all(is_code(name) and (is_int(item) or _is_term(item)) for name, item in value.items())


def _is_term(value: JSON) -> bool:
    return is_code(value) or is_hash(value) or is_vkey(value)


def _is_signature(value: JSON) -> bool:
    if type(value) is not str:
        return False
    try:
        unb64(value, 64)
    except FormatError:
        return False
    return True


def _one_of(codes: frozenset[str]) -> Check:
    return lambda value: type(value) is str and value in codes


def _each(check: Check) -> Check:
    return lambda value: isinstance(value, list | tuple) and all(check(item) for item in value)


KINDS: Mapping[str, Check] = {
    "id": is_id,
    "ids": _each(is_id),
    "int": is_int,
    "bool": lambda value: type(value) is bool,
    "code": is_code,
    "codes": _each(is_code),
    "hash": is_hash,
    "hashes": _each(is_hash),
    "signature": _is_signature,
    "ref": is_ref,
    "refs": _each(is_ref),
    "moment": is_moment,
    "when": lambda value: is_date(value) or is_moment(value),
    "role": _one_of(ROLES),
    "vkey": is_vkey,
    "vkeys": _each(is_vkey),
    "origin": is_origin,
    "object": is_object,
    "keys": _each(is_key_check),
    "head": is_tree_head,
    "numbers": is_numbers,
    "args": is_arguments,
}
"""Each kind of field, by the name that declarations use."""

_KEY_CHECK = (
    f'{{"kind":"(?:{"|".join(sorted(KEY_KINDS))})","id":"{_ID.pattern}",'
    f'"version":{_INT},"check":"{_HASH.pattern}"}}'
)
PATTERNS: Mapping[str, str] = {
    "id": f'"{_ID.pattern}"',
    "ids": _listed(f'"{_ID.pattern}"'),
    "int": _INT,
    "bool": "(?:true|false)",
    "code": f'"{_CODE.pattern}"',
    "codes": _listed(f'"{_CODE.pattern}"'),
    "hash": f'"{_HASH.pattern}"',
    "ref": f'"{_REF.pattern}"',
    "object": f'{{"type":"{_CODE.pattern}","id":"{_ID.pattern}"}}',
    "keys": _listed(_KEY_CHECK),
}
"""How the kinds that stand in most entries are written: what matches passes the check of its kind."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a shape: its name, the name of its kind, and whether it may be left out."""

    name: str
    kind: str
    optional: bool


@dataclass(frozen=True)
class Shape:
    """The fields that an operation's `x` may hold, in their order, and no other."""

    fields: tuple[Field, ...]
    checks: tuple[tuple[str, Check, bool], ...]

    @classmethod
    def parse(cls, declaration: str) -> Shape:
        """Return the shape that `declaration` writes out, as `name:kind` and `name?:kind`."""
        fields = []
        for word in declaration.split():
            name, _, kind = word.partition(":")
            fields.append(Field(name.removesuffix("?"), kind, name.endswith("?")))
        names = [field.name for field in fields]
        if len(set(names)) != len(names):
            raise ValueError(f"a field declared twice: {declaration}")
        return cls(tuple(fields), tuple((f.name, KINDS[f.kind], f.optional) for f in fields))

    def first_problem(self, values: Mapping[str, JSON]) -> str | None:
        """Return the name of the first field that is missing, foreign or of another kind, else None."""
        found = 0
        for name, check, optional in self.checks:
            value = values.get(name)
            if value is None:
                if not optional or name in values:
                    return name
            elif check(value):
                found += 1
            else:
                return name
        if found == len(values):
            return None
        known = {field.name for field in self.fields}
        return next(name for name in values if name not in known)

    def in_order(self, values: Mapping[str, JSON]) -> bool:
        """Say whether `values`, in which there is no problem, stand in the order of the fields."""
        return [name for name, _, _ in self.checks if name in values] == list(values)

    def ordered(self, values: Mapping[str, JSON]) -> dict[str, JSON]:
        """Return `values` in the order of the fields, foreign ones last, null ones left out."""
        known = {name: values[name] for name, _, _ in self.checks if values.get(name) is not None}
        if len(known) != len(values):
            known.update((name, item) for name, item in values.items() if item is not None)
        return known
