"""A person or a thing as typed, checked once by the table of fields; a zone read fills the form.

What was typed stays as it was typed. Where the machine-readable zone says otherwise, or a check digit
is wrong, a warning is kept with the subject: that may be the forgery.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from exchange.codes import PersonRole, SubjectType, nearest_codes, parse_code
from exchange.codes.fields import Field, Form, fields_of_type
from exchange.errors import Invalid
from exchange.requests.field_values import value_of
from exchange.requests.model import SubjectContent
from exchange.requests.zones import zone_differences, zone_fields
from exchange.typed import sound

_WITH_ROLE: Final = frozenset({SubjectType.PERSON, SubjectType.ORGANISATION})
_EMPTY: Final = {SubjectType.PERSON: "person-unnamed", SubjectType.DOCUMENT: "document-unnumbered"}


def subject(
    type_: SubjectType, given: Mapping[str, str], today: date, role: str | None = None
) -> SubjectContent:
    """Return a subject of a type; raise Invalid for a field that it hasn't, or one that can't be."""
    known = fields_of_type(type_)
    given = {name: text for name, text in given.items() if str(text).strip()}
    role = given.pop("role", None) if role is None else role
    for name in given:
        if name not in known:
            raise _unknown(type_, name, known)
    fields: dict[str, str] = {}
    warnings: list[str] = []
    for name, text in given.items():
        if known[name].form is not Form.MRZ:
            checked = value_of(known[name], text, today)
            fields[name] = checked.value
            warnings += [checked.warning] if checked.warning else []
    if "mrz" in given:
        zone = zone_fields(sound(given["mrz"], "mrz"), type_, today)
        warnings += [*zone.warnings, *zone_differences(zone.fields, fields)]
        fields = {**zone.fields, **fields}
    if not any(field.needed and field.name in fields for field in known.values()):
        raise _nothing(type_, known)
    if _backwards(fields.get("issued", ""), fields.get("expires", "")):
        warnings.append("document-dates")
    ordered = {name: fields[name] for name in known if name in fields}
    return SubjectContent(role=_role(type_, role), fields=ordered, warnings=tuple(dict.fromkeys(warnings)))


def subjects(
    persons: Iterable[Mapping[str, str]], documents: Iterable[Mapping[str, str]], today: date
) -> list[tuple[SubjectType, SubjectContent]]:
    """Return persons, then documents, as the subjects of a request."""
    return [
        *((SubjectType.PERSON, subject(SubjectType.PERSON, given, today)) for given in persons),
        *((SubjectType.DOCUMENT, subject(SubjectType.DOCUMENT, given, today)) for given in documents),
    ]


def _backwards(first: str, last: str) -> bool:
    """Say whether dates, whole or not, are in the wrong order as far as both are known."""
    known = min(len(first), len(last))
    return first[:known] > last[:known]


def _role(type_: SubjectType, given: str | None) -> str | None:
    if not given:
        return None
    if type_ not in _WITH_ROLE:
        raise Invalid("role-of-thing", type=type_.value)
    return parse_code(PersonRole, given, "role").value


def _unknown(type_: SubjectType, name: str, known: Mapping[str, Field]) -> Invalid:
    near = nearest_codes(name, (*known, "role") if type_ in _WITH_ROLE else known)
    return Invalid("unknown-subject-field", type=type_.value, field=name[:40], nearest=near)


def _nothing(type_: SubjectType, known: Mapping[str, Field]) -> Invalid:
    if type_ in _EMPTY:
        return Invalid(_EMPTY[type_])
    wanted = ", ".join(field.name for field in known.values() if field.needed)
    return Invalid("subject-empty", type=type_.value, wanted=wanted)
