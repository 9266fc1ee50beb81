"""A field's value as typed, checked by its form: a date, a number, a code, a country, an identifier.

What is kept has one written form (`2026-05-17`, `COL`, `12.5`), whatever was typed.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from exchange.codes import parse_code
from exchange.codes.details import Measure, YesNo
from exchange.codes.fields import LISTS, Field, Form
from exchange.countries import parse_nationality
from exchange.errors import Invalid
from exchange.requests import identifiers, parsing
from exchange.requests.identifiers import Checked
from exchange.typed import line

_PARTIAL_DATE: Final = re.compile(r"(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?", re.ASCII)
_COUNT: Final = re.compile(r"\d{1,9}", re.ASCII)
_QUANTITY: Final = re.compile(r"(\d{1,12}(?:[.,]\d{1,6})?)", re.ASCII)
_NATINF: Final = re.compile(r"\d{1,6}", re.ASCII)
_GROUPED: Final = re.compile("(?<=\\d)[ \u00a0\u202f](?=\\d{3}(?:\\D|$))")
_SHORT_CODES: Final = {
    "kg": Measure.KILOGRAM, "g": Measure.GRAM, "t": Measure.TONNE, "l": Measure.LITRE, "€": Measure.EURO,
    "oui": YesNo.YES, "non": YesNo.NO, "true": YesNo.YES, "false": YesNo.NO,
}  # fmt: skip
"""What everybody writes for a code."""


def value_of(field: Field, text: str, today: date) -> Checked:
    """Return a field's value as it is kept, with what is doubtful about it; raise Invalid.

    `today` is the day at the post: what has happened can't be later than tomorrow, since the day may
    already have turned where it happened.
    """
    kept = line(text, field.name)
    if field.form in identifiers.FORMS:
        return identifiers.check(field.form, kept, field.name)
    if field.form in (Form.CODE, Form.CODES):
        return Checked(_codes(field, kept))
    return Checked(_CHECKS[field.form](kept, field.name, today))


def _codes(field: Field, text: str) -> str:
    """Return one code of the field's list, or several of it in the list's order."""
    known = LISTS[field.codes]
    if field.form is Form.CODE:
        return _code(known, text, field.name)
    given = {_code(known, one, field.name) for one in re.split(r"[,;/ ]+", text) if one}
    return ",".join(code for code in known if code in given)


def _code(known: type[StrEnum], text: str, name: str) -> str:
    short = _SHORT_CODES.get(text.casefold())
    return short.value if isinstance(short, known) else parse_code(known, text, name).value


def _text(text: str, name: str, today: date) -> str:
    return text


def _partial(text: str, name: str, today: date) -> str:
    found = _PARTIAL_DATE.fullmatch(text)
    if found is None:
        raise Invalid("partial-date-form", field=name, given=text[:40])
    year, month, day = (int(part) if part else None for part in found.groups())
    if not year or (day and month and day > calendar.monthrange(year, month)[1]):
        raise Invalid("impossible-date", given=text)
    return text


def _partial_past(text: str, name: str, today: date) -> str:
    if _partial(text, name, today) > (today + timedelta(days=1)).isoformat()[: len(text)]:
        raise Invalid("future-moment", given=text)
    return text


def _day(text: str, name: str, today: date) -> str:
    if len(text) != 10:
        raise Invalid("whole-date-form", field=name, given=text[:40])
    return _partial(text, name, today)


def _day_past(text: str, name: str, today: date) -> str:
    return _partial_past(_day(text, name, today), name, today)


def _count(text: str, name: str, today: date) -> str:
    number = _GROUPED.sub("", text)
    if _COUNT.fullmatch(number) is None:
        raise Invalid("count-form", field=name, given=text[:40])
    return str(int(number))


def _quantity(text: str, name: str, today: date) -> str:
    number = _GROUPED.sub("", text)
    if _QUANTITY.fullmatch(number) is None:
        raise Invalid("quantity-form", field=name, given=text[:40])
    whole, _, part = number.replace(",", ".").partition(".")
    part = part.rstrip("0")
    return f"{int(whole)}.{part}" if part else str(int(whole))


def _natinf(text: str, name: str, today: date) -> str:
    if _NATINF.fullmatch(text) is None:
        raise Invalid("natinf-form", field=name, given=text[:40])
    return str(int(text))


def _country(text: str, name: str, today: date) -> str:
    return parse_nationality(text, name)


def _countries(text: str, name: str, today: date) -> str:
    words = [word for word in re.split(r"[,;/ ]+", text) if word]
    return ",".join(dict.fromkeys(parse_nationality(word, name) for word in words))


def _language(text: str, name: str, today: date) -> str:
    return parsing.language(text) or ""


_CHECKS: Final[Mapping[Form, Callable[[str, str, date], str]]] = {
    Form.TEXT: _text,
    Form.MRZ: _text,
    Form.DATE: _partial,
    Form.DATE_PAST: _partial_past,
    Form.DAY: _day,
    Form.DAY_PAST: _day_past,
    Form.COUNT: _count,
    Form.QUANTITY: _quantity,
    Form.NATINF: _natinf,
    Form.COUNTRY: _country,
    Form.COUNTRIES: _countries,
    Form.LANGUAGE: _language,
}
