"""The table of fields: those that a kind of request has of its own, and those of each type of subject.

Help, checks, papers and docs/fields.md are all made from it. A field's name stands in
`locale/*/fields.po` as `field.<name>`, the values of its code list as `<list>.<code>`. Named
tuples, not dataclasses: the help reads this module.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final, NamedTuple

from exchange.codes.cases import Kind, SubKind
from exchange.codes.details import (
    CommissionChannel,
    DiplomaticNotice,
    Measure,
    NoticeColour,
    SpecialData,
    YesNo,
)
from exchange.codes.field_tables import KINDS, SUBJECTS
from exchange.codes.subjects import DocumentResult, DocumentType, Sex, SubjectType


class Form(StrEnum):
    """What a field's value must be."""

    TEXT = "text"
    DAY = "day"
    DAY_PAST = "day-past"
    DATE_PAST = "date-past"
    DATE = "date"
    COUNT = "count"
    QUANTITY = "quantity"
    NATINF = "natinf"
    COUNTRY = "country"
    COUNTRIES = "countries"
    LANGUAGE = "language"
    CODE = "code"
    CODES = "codes"
    PLATE = "plate"
    VIN = "vin"
    PHONE = "phone"
    IMEI = "imei"
    IMSI = "imsi"
    IBAN = "iban"
    BIC = "bic"
    WALLET = "wallet"
    CONTAINER = "container"
    IMO = "imo"
    MMSI = "mmsi"
    EMAIL = "email"
    MRZ = "mrz"


LISTS: Final[Mapping[str, type[StrEnum]]] = MappingProxyType(
    {
        "measure": Measure,
        "notice-colour": NoticeColour,
        "commission-channel": CommissionChannel,
        "diplomatic-notice": DiplomaticNotice,
        "special-data": SpecialData,
        "yes-no": YesNo,
        "document-type": DocumentType,
        "document-result": DocumentResult,
        "sex": Sex,
    }
)
"""The code lists that fields use, by the name that the tables give them."""


class Field(NamedTuple):
    """One field: its name, what its value must be, the name of its code list, and where it belongs."""

    name: str
    form: Form
    codes: str = ""
    subkinds: tuple[SubKind, ...] = ()
    """The sub-kinds that alone have it; none: all of its kind."""
    needed: bool = False
    """A request of this kind isn't opened without it; a subject without any of its type's."""


def _blocks(table: str) -> dict[str, list[list[str]]]:
    found = {}
    for block in table.strip().split("\n\n"):
        head, *rows = block.splitlines()
        found[head] = [[cell.strip() for cell in row.split("|")] for row in rows]
    return found


def _kind_field(name: str, form: str, subkinds: str = "", mark: str = "") -> Field:
    word, _, codes = form.partition(" ")
    return Field(name, Form(word), codes, tuple(SubKind(one) for one in subkinds.split()), mark == "!")


def _subject_field(name: str, form: str, mark: str = "") -> Field:
    word, _, codes = form.partition(" ")
    return Field(name, Form(word), codes, (), mark == "!")


_BY_KIND: Final = _blocks(KINDS)
COMMON_FIELDS: Final = tuple(_kind_field(*row) for row in _BY_KIND.pop("*"))
"""The fields that every kind of request has."""

KIND_FIELDS: Final[Mapping[Kind, tuple[Field, ...]]] = MappingProxyType(
    {Kind(kind): tuple(_kind_field(*row) for row in rows) for kind, rows in _BY_KIND.items()}
)
"""The fields of each kind, besides the common ones."""

SUBJECT_FIELDS: Final[Mapping[SubjectType, tuple[Field, ...]]] = MappingProxyType(
    {
        SubjectType(type_): tuple(_subject_field(*row) for row in rows)
        for type_, rows in _blocks(SUBJECTS).items()
    }
)
"""The fields of each type of subject; of those `needed`, one at least is."""


def fields_of(kind: Kind, subkind: SubKind | None = None) -> dict[str, Field]:
    """Return the fields that a request of this kind and sub-kind may have, by name."""
    return {
        field.name: field
        for field in (*KIND_FIELDS[kind], *COMMON_FIELDS)
        if subkind is None or not field.subkinds or subkind in field.subkinds
    }


def fields_of_type(type_: SubjectType) -> dict[str, Field]:
    """Return the fields of a type of subject, by name."""
    return {field.name: field for field in SUBJECT_FIELDS[type_]}


def list_of(name: str) -> str:
    """Return the code list whose codes a field's value is made of; empty where it is no code."""
    found = _NAMED.get(name)
    return found.codes if found else ""


def form_of(name: str) -> Form:
    """Return how a field's value is shown: its form where that is codes or countries, else as text."""
    found = _NAMED.get(name)
    return found.form if found else Form.TEXT


def is_date(name: str) -> bool:
    """Say whether a field holds a date, whole or not."""
    return name in _DATED


_DATES: Final = frozenset({Form.DAY, Form.DAY_PAST, Form.DATE, Form.DATE_PAST})
_DATED: Final = frozenset(
    field.name
    for fields in (COMMON_FIELDS, *KIND_FIELDS.values(), *SUBJECT_FIELDS.values())
    for field in fields
    if field.form in _DATES
)
_NAMED: Final = {
    field.name: field
    for fields in (COMMON_FIELDS, *KIND_FIELDS.values(), *SUBJECT_FIELDS.values())
    for field in fields
    if field.codes or field.form in (Form.COUNTRY, Form.COUNTRIES, Form.LANGUAGE)
}
"""Those whose values have names of their own: such a name means the same wherever it stands."""
