"""The words of papers: French, and the partner's language beside it.

The program speaks French and English; a paper also speaks Spanish and Arabic, since it is read by
the service that it goes to. Catalogues are `exchange/locale/<language>/bordereau.po`, and `fields.po` for
fields and their values, all with the same codes; dates and countries are those of Unicode CLDR, read
by babel.
"""

from __future__ import annotations

import gettext
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date

import exchange.locale
from exchange.codes.fields import Form, form_of, list_of
from exchange.countries import alpha2_of
from exchange.days import day_ended


class PaperLanguage(StrEnum):
    """The languages that a paper can have beside French; `fr` means French alone."""

    FR = "fr"
    EN = "en"
    ES = "es"
    AR = "ar"


@cache
def _catalogue(language: PaperLanguage) -> gettext.GNUTranslations:
    """Return the words of papers, and behind them those of fields and their values."""
    folder = Path(exchange.locale.__file__).parent / language
    with (folder / "bordereau.mo").open("rb") as papers, (folder / "fields.mo").open("rb") as fields:
        found = gettext.GNUTranslations(papers)
        found.add_fallback(gettext.GNUTranslations(fields))
    return found


def words(code: str, language: PaperLanguage, /, **arguments: str | int) -> str:
    """Return the words of `code` ("label.date"), filled; the code itself where it has none."""
    found = _catalogue(language).gettext(code)
    return found.format(**arguments) if arguments else found


def field_words(name: str, value: str, language: PaperLanguage) -> str:
    """Return a field's value: each of its codes in words, a country by its name, anything else as it is."""
    group, form = list_of(name), form_of(name)
    if group:
        return ", ".join(value_words(group, code, language) for code in value.split(","))
    if form in (Form.COUNTRY, Form.COUNTRIES):
        codes = (alpha2_of().get(code, code) for code in value.split(","))
        return ", ".join(country_name(code, language) for code in codes)
    if form is Form.LANGUAGE:
        return str(_locale(language).languages.get(value, value))
    return value


def value_words(family: str, code: str, language: PaperLanguage) -> str:
    """Return the words of a value ("nature", "answer"); a code without words is shown as it is."""
    name = f"{family}.{code}"
    found = words(name, language)
    return code if found == name else found


def languages_of(language: PaperLanguage) -> tuple[PaperLanguage, ...]:
    """Return French, then the partner's language unless it is French."""
    return (PaperLanguage.FR,) if language is PaperLanguage.FR else (PaperLanguage.FR, language)


@cache
def _locale(language: PaperLanguage) -> Locale:
    return Locale(language.value)


def country_name(code: str, language: PaperLanguage) -> str:
    """Return the name of the ISO 3166 country `code`; the code itself where it is none."""
    return str(_locale(language).territories.get(code.upper(), code))


def moment_words(moment: datetime, zone: str, language: PaperLanguage) -> str:
    """Return `12 novembre 2026, 14:05 (America/Bogota, UTC-05:00)` for an aware moment."""
    local = moment.astimezone(ZoneInfo(zone))
    return _at(_day(local, language), f"{local:%H:%M}", zone, local, language)


def limit_words(moment: datetime, zone: str, language: PaperLanguage) -> str:
    """Return a limit in words; one that ends with a day is 24:00 of that day, not 00:00 of the next."""
    day = day_ended(moment, ZoneInfo(zone))
    if day is None:
        return moment_words(moment, zone, language)
    eve = (moment - timedelta(minutes=1)).astimezone(ZoneInfo(zone))
    return _at(_day(day, language), "24:00", zone, eve, language)


def _at(day: str, hour: str, zone: str, local: datetime, language: PaperLanguage) -> str:
    comma = "،" if language is PaperLanguage.AR else ","
    return f"{day}{comma} {hour} ({zone},\u00a0{_offset(local)})"


def _day(local: date, language: PaperLanguage) -> str:
    pattern = "d 'de' MMMM 'de' y" if language is PaperLanguage.ES else "d MMMM y"
    return format_date(local, pattern, _locale(language))


def _offset(local: datetime) -> str:
    minutes = int((local.utcoffset() or timedelta()).total_seconds() // 60)
    sign = "-" if minutes < 0 else "+"
    return f"UTC{sign}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"
