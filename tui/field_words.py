"""What a field of a kind or of a subject holds, as people read it: codes and countries by their names."""

from __future__ import annotations

from exchange.codes.fields import Form, form_of, is_date, list_of
from exchange.countries import alpha2_of, country_name
from exchange.locale import Language
from tui.days import day_written
from tui.wording import code_name

_COUNTRIES = (Form.COUNTRY, Form.COUNTRIES)


def field_value(name: str, value: str, language: Language) -> str:
    """Return the value of a field in words, or as it is where it is words."""
    group = list_of(name)
    if group:
        return ", ".join(code_name(group, one, language) for one in value.split(","))
    if form_of(name) in _COUNTRIES:
        codes = (alpha2_of().get(one, one) for one in value.split(","))
        return ", ".join(country_name(one, language.value) for one in codes)
    return day_written(value, language) if is_date(name) else value
