"""The lists that fields choose from: codes, services, countries, members, each named in the language."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import Final

from exchange.codes import SUBKINDS, Kind, ServiceType
from exchange.codes.fields import LISTS, SUBJECT_FIELDS, Field, Form
from exchange.codes.subjects import PersonRole, SubjectType
from exchange.countries import TRAVEL_DOCUMENT_CODES, alpha3_of, country_name
from exchange.directory.members import MemberRow
from exchange.directory.services import ServiceView
from exchange.law.bases import every_ground
from exchange.law.reader import load_law
from exchange.law.transfers import TransferBasis, transfer_law
from exchange.locale import Language
from tui.speech import Speech
from tui.widgets.choice import Option
from tui.widgets.fields import As, Wanted

_DATES: Final = {
    Form.DATE: "hint.date",
    Form.DATE_PAST: "hint.date",
    Form.DAY: "hint.whole-date",
    Form.DAY_PAST: "hint.whole-date",
}
"""What may be typed for a date: a year alone where a date may be partial."""
_NOT_IN_HANDLES: Final = re.compile("[^a-z0-9.]+")


def codes(speech: Speech, group: str, found: Iterable[str]) -> tuple[Option, ...]:
    """Return codes of a group, each by its name."""
    return tuple(Option(code, speech.code(group, code)) for code in found)


def services(speech: Speech, found: Iterable[ServiceView]) -> tuple[Option, ...]:
    """Return services by handle; their names, countries and types find them too."""
    return tuple(
        Option(
            one.handle,
            f"{_named(one, speech.language)} · {one.country}",
            f"{one.name} {one.type} {speech.code('service-type', one.type)} {' '.join(one.names.values())}",
        )
        for one in found
    )


def _named(one: ServiceView, language: Language) -> str:
    return one.names.get(language.value) or one.name


@lru_cache(2)
def countries(language: Language) -> tuple[Option, ...]:
    """Return the countries of ISO 3166 by their names."""
    return tuple(Option(code, country_name(code, language)) for code in alpha3_of())


@lru_cache(2)
def nationalities(language: Language) -> tuple[Option, ...]:
    """Return the countries by the codes that persons and documents have; then those of documents alone."""
    alone = tuple(Option(code, code) for code in sorted(TRAVEL_DOCUMENT_CODES))
    named = (Option(three, country_name(two, language), two) for two, three in alpha3_of().items())
    return (*named, *alone)


def members(speech: Speech, found: Iterable[MemberRow], role: str = "") -> tuple[Option, ...]:
    """Return members by handle, all or those of a role."""
    return tuple(
        Option(one.handle, f"{one.name} · {speech.code('role', one.role)}")
        for one in found
        if not role or one.role == role
    )


def grounds(speech: Speech) -> tuple[Option, ...]:
    """Return the grounds of refusal that any basis knows."""
    return codes(speech, "ground", every_ground())


def basis(language: Language, code: str | None) -> str:
    """Return the name of a legal basis of the program's own; one that a post added is named by its code."""
    known = load_law().bases.get(code or "")
    return known.words[language] if known else code or ""


def transfers(language: Language) -> tuple[Option, ...]:
    """Return the grounds of a transfer out of the Union, in the words of the law."""
    words = transfer_law().words
    return tuple(Option(basis.value, words[basis][language]) for basis in TransferBasis)


def new_service(speech: Speech, name: str) -> tuple[Wanted, ...]:
    """Return the fields of a service to be added, of which a name was typed."""
    return (
        Wanted(
            "handle",
            speech.of("field.handle"),
            value=_NOT_IN_HANDLES.sub("-", name.lower()).strip("-"),
            needed=True,
        ),
        Wanted("name", speech.of("field.name"), value=name, needed=True),
        Wanted(
            "country", speech.of("field.country"), As.CHOICE, options=countries(speech.language), needed=True
        ),
        Wanted(
            "type",
            speech.of("field.service-type"),
            As.CHOICE,
            options=codes(speech, "service-type", ServiceType),
            needed=True,
        ),
    )


def subkinds(speech: Speech, kind: str) -> tuple[Option, ...]:
    """Return the sub-kinds of a kind."""
    return codes(speech, "subkind", SUBKINDS[Kind(kind)]) if kind else ()


def person_roles(speech: Speech) -> tuple[Option, ...]:
    """Return what a person may be in a request."""
    return codes(speech, "person-role", PersonRole)


def subject_fields(speech: Speech, type_: str) -> list[Wanted]:
    """Return the fields of a type of subject; which of them it needs, one at least, is the desk's to say."""
    return [replace(field(speech, one), needed=False) for one in SUBJECT_FIELDS[SubjectType(type_)]]


def field(speech: Speech, one: Field, value: str = "") -> Wanted:
    """Return a field of a kind or of a subject as it is filled: a code by choice, all else typed."""
    label = speech.code("field", one.name)
    if one.form in (Form.CODE, Form.CODES):
        as_ = As.CHOICES if one.form is Form.CODES else As.CHOICE
        chosen = codes(speech, one.codes, LISTS[one.codes])
        return Wanted(one.name, label, as_, value, chosen, needed=one.needed)
    if one.form in (Form.COUNTRY, Form.COUNTRIES):
        as_ = As.CHOICES if one.form is Form.COUNTRIES else As.CHOICE
        return Wanted(one.name, label, as_, value, nationalities(speech.language), needed=one.needed)
    if one.form in _DATES:
        return Wanted(one.name, label, As.DAY, value, needed=one.needed, hint=speech.of(_DATES[one.form]))
    return Wanted(one.name, label, As.LINE, value, needed=one.needed)
