"""What was typed of a request, checked once: title, persons, documents, fields (texts: `exchange.typed`)."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Final

from exchange.codes import (
    DocumentType,
    Kind,
    PersonRole,
    Sex,
    SubjectType,
    nearest_codes,
    parse_code,
)
from exchange.codes.parsing import unknown_code
from exchange.countries import parse_country, parse_nationality
from exchange.errors import Invalid
from exchange.requests.model import SubjectContent
from exchange.typed import line

TITLE_LIMIT: Final = 2_000
FIELDS: Final[Mapping[Kind, tuple[str, ...]]] = {
    Kind.TRAFFICKING: (
        "route",
        "means",
        "quantity",
        "unit",
        "seizure.date",
        "seizure.place",
        "network",
    ),
    Kind.WANTED: (
        "warrant.authority",
        "warrant.number",
        "warrant.date",
        "warrant.offence",
        "warrant.maximum-penalty",
        "notice.colour",
        "notice.number",
        "sis.number",
        "fpr.number",
        "last-seen.place",
        "last-seen.date",
    ),
    Kind.DOCUMENT_FRAUD: ("detected.where", "detected.by", "detected.what", "result"),
    Kind.ILLEGAL_IMMIGRATION: (
        "route",
        "crossing-point",
        "persons",
        "minors",
        "readmission.instrument",
    ),
    Kind.ROGATORY: (
        "commission.magistrate",
        "commission.court",
        "commission.cabinet",
        "commission.instruction-number",
        "commission.prosecution-number",
        "commission.date",
        "commission.offences",
        "commission.language",
        "commission.channel",
        "commission.authority",
        "commission.authority-ref",
        "commission.secrecy",
        "commission.presence",
        "commission.diplomatic-notice",
    ),
}
COMMON_FIELDS: Final = ("offence", "offence.natinf", "offence.area")
PERSON_FIELDS: Final = (
    "family",
    "given",
    "aliases",
    "sex",
    "born",
    "birth-place",
    "nationality",
    "role",
    "minor",
    "note",
)
DOCUMENT_FIELDS: Final = ("type", "number", "country", "issued", "expires", "mrz", "note")
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
_PARTIAL_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?")


def title(text: str) -> str:
    """Return a request's title; raise Invalid where it is empty or too long."""
    kept = line(text, "title", TITLE_LIMIT)
    if not kept:
        raise Invalid("title-missing")
    return kept


def optional(text: str | None, field: str) -> str | None:
    """Return a line, or None where nothing was given."""
    return line(text, field) or None if text is not None else None


def fields(kind: Kind, given: Mapping[str, str]) -> dict[str, str]:
    """Return the fields of a kind; raise Invalid for one that it doesn't have, with those that it does."""
    known = (*COMMON_FIELDS, *FIELDS[kind])
    for name in given:
        if name not in known:
            raise Invalid(
                "unknown-field", field=name[:40], kind=kind.value, nearest=nearest_codes(name, known)
            )
    return {name: line(value, name) for name, value in given.items() if value}


def points(given: Iterable[str]) -> tuple[str, ...]:
    """Return the points asked, in order; raise Invalid for an empty one, which nobody could answer."""
    kept = tuple(line(point, "point") for point in given)
    if "" in kept:
        raise Invalid("point-empty", number=kept.index("") + 1)
    return kept


def language(given: str | None) -> str | None:
    """Return the ISO 639 code of a language, or None; raise Invalid for one unknown to the Unicode CLDR."""
    if given is None:
        return None
    code = given.strip().lower()
    # Babel costs more than everything else that a verb loads: only who names a language pays for it.
    core = importlib.import_module("babel.core")
    named = sorted(name for name in core.Locale("en").languages if _LANGUAGE.fullmatch(name))
    # Those without a name in English stand in its tables of scripts and of older codes.
    known = {*named, *core.get_global("likely_subtags"), *core.get_global("language_aliases")}
    if not _LANGUAGE.fullmatch(code) or code not in known:
        raise unknown_code(given, named, "language")
    return code


def person(given: Mapping[str, str], today: date) -> SubjectContent:
    """Return a person as a subject; raise Invalid for an unknown key, a bad or future date, a country."""
    kept = _keys(given, PERSON_FIELDS, "person")
    if not kept.get("family") and not kept.get("given") and not kept.get("aliases"):
        raise Invalid("person-unnamed")
    if "born" in kept:
        _past_date(kept["born"], "born", today)
    if "nationality" in kept:
        words = re.split(r"[,;/ ]+", kept["nationality"])
        kept["nationality"] = ",".join(parse_nationality(word, "nationality") for word in words if word)
    if "sex" in kept:
        kept["sex"] = parse_code(Sex, kept["sex"], "sex").value
    role = parse_code(PersonRole, kept.pop("role"), "role").value if "role" in kept else None
    return SubjectContent(role=role, fields=kept)


def document(given: Mapping[str, str], today: date) -> SubjectContent:
    """Return an identity document as a subject; raise Invalid for an unknown key, type, date or country."""
    kept = _keys(given, DOCUMENT_FIELDS, "document")
    if not kept.get("number") and not kept.get("mrz"):
        raise Invalid("document-unnumbered")
    if "type" in kept:
        kept["type"] = parse_code(DocumentType, kept["type"], "type").value
    if "country" in kept:
        kept["country"] = parse_nationality(kept["country"], "country")
    if "issued" in kept:
        _past_date(kept["issued"], "issued", today)
    if "expires" in kept:
        _partial_date(kept["expires"], "expires")
    return SubjectContent(fields=kept)


def subjects(
    persons: Iterable[Mapping[str, str]], documents: Iterable[Mapping[str, str]], today: date
) -> list[tuple[SubjectType, SubjectContent]]:
    """Return persons, then documents, as the subjects of a request."""
    return [
        *((SubjectType.PERSON, person(given, today)) for given in persons),
        *((SubjectType.DOCUMENT, document(given, today)) for given in documents),
    ]


def country(text: str, field: str) -> str:
    """Return a country's two-letter code."""
    return parse_country(text, field)


def _keys(given: Mapping[str, str], known: tuple[str, ...], field: str) -> dict[str, str]:
    for name in given:
        if name not in known:
            raise Invalid("unknown-part", field=field, given=name[:40], nearest=nearest_codes(name, known))
    return {name: line(str(value), name) for name, value in given.items() if str(value).strip()}


def _past_date(text: str, field: str, today: date) -> None:
    """Refuse a date, whole or not, of which no day has come yet."""
    _partial_date(text, field)
    # One day of grace: it may already be tomorrow where the person was born or the paper issued.
    if text > (today + timedelta(days=1)).isoformat()[: len(text)]:
        raise Invalid("future-moment", given=text)


def _partial_date(text: str, field: str) -> None:
    found = _PARTIAL_DATE.fullmatch(text)
    if found is None:
        raise Invalid("partial-date-form", field=field, given=text[:40])
    year, month, day = (int(part) if part else None for part in found.groups())
    lengths = (
        31,
        29 if year and year % 4 == 0 and (year % 100 or year % 400 == 0) else 28,
        31,
        30,
        31,
        30,
        31,
        31,
        30,
        31,
        30,
        31,
    )
    if day and month and day > lengths[month - 1]:
        raise Invalid("impossible-date", given=text)
