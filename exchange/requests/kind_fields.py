"""The fields that a kind of request has of its own, as typed: known, of their form, agreeing."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from exchange.codes import Kind, SubjectType, SubKind, nearest_codes
from exchange.codes.fields import KIND_FIELDS, fields_of
from exchange.errors import Invalid
from exchange.requests.field_values import value_of

_WITH_UNIT: Final = re.compile(r"(?P<number>[\d.,\s]*\d)\s*(?P<unit>[^\d\s.,].*)")
_AT_MOST: Final = (("minors", "persons"), ("victims.minors", "victims"))
"""A part, and the whole that it can't exceed."""


def kind_fields(kind: Kind, subkind: SubKind | None, given: Mapping[str, str], today: date) -> dict[str, str]:
    """Return the fields of a request by name, each in its one written form.

    Raise Invalid for one that the kind or the sub-kind hasn't, with the nearest that it has, for a
    value that isn't one, and for what can't be together.
    """
    known = fields_of(kind, subkind)
    kept: dict[str, str] = {}
    for name, text in with_unit(given).items():
        if name not in known:
            raise _unknown(name, kind, known)
        if text.strip():
            kept[name] = value_of(known[name], text, today).value
    for part, whole in _AT_MOST:
        if part in kept and whole in kept and int(kept[part]) > int(kept[whole]):
            raise Invalid("part-exceeds-whole", part=part, whole=whole)
    return kept


def refuse_missing(
    kind: Kind, subkind: str | None, fields: Mapping[str, str], types: Collection[SubjectType]
) -> None:
    """Raise Invalid where what a kind must have isn't there.

    That are a fraud's document, a commission's instrument and its magistrate.
    """
    if kind is Kind.DOCUMENT_FRAUD and SubjectType.DOCUMENT not in types:
        raise Invalid("document-missing")
    if kind is Kind.ROGATORY and subkind is None:
        raise Invalid("instrument-missing")
    for field in KIND_FIELDS[kind]:
        if field.needed and field.name not in fields:
            raise Invalid("field-missing", field=field.name, kind=kind.value)


def with_unit(given: Mapping[str, str]) -> dict[str, str]:
    """Take a quantity's unit apart from its number: `12,5 kg` is a quantity of 12.5 and the unit kg."""
    found = _WITH_UNIT.fullmatch(given.get("quantity", "").strip())
    if found is None or given.get("unit", "").strip():
        return dict(given)
    return {**given, "quantity": found["number"], "unit": found["unit"]}


def _unknown(name: str, kind: Kind, known: Mapping[str, object]) -> Invalid:
    other = fields_of(kind).get(name)
    if other is not None:
        return Invalid("field-of-other-subkind", field=name, subkinds=", ".join(other.subkinds))
    return Invalid("unknown-field", field=name[:40], kind=kind.value, nearest=nearest_codes(name, known))
