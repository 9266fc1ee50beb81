"""Dates as people write them in fields, and as fields keep them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.locale import Language
from tui.days import day_written, kept_day
from tui.field_words import field_value


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("17/05/1980", "1980-05-17"),
        (" 17.5.1980 ", "1980-05-17"),
        ("17 mai 1980", "1980-05-17"),
        ("1er mars 1980", "1980-03-01"),
        ("May 17, 1980", "1980-05-17"),
        ("5/1980", "1980-05"),
        ("12-1980", "1980-12"),
    ],
)
def test_a_date_is_kept_in_one_form_however_it_was_written(typed: str, kept: str) -> None:
    assert kept_day(typed) == kept


@pytest.mark.parametrize("typed", ["12/03/84", "31/02/1980", "13/1980", "vers 1980", "hier", ""])
def test_what_is_no_date_or_has_no_century_stays_as_it_was_typed(typed: str) -> None:
    assert kept_day(typed) == typed


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)))
def test_what_is_kept_is_understood_as_itself(day: date) -> None:
    for form in ("%Y", "%Y-%m", "%Y-%m-%d"):
        assert kept_day(day.strftime(form)) == day.strftime(form)
    assert kept_day(day.strftime("%d/%m/%Y")) == day.isoformat()


@pytest.mark.parametrize(
    ("kept", "french"),
    [
        ("1980-05-17", "17/05/1980"),
        ("1980-05", "05/1980"),
        ("1980", "1980"),
        ("vers 1980", "vers 1980"),
        ("", ""),
    ],
)
def test_a_kept_date_is_written_day_first_in_french_and_read_back(kept: str, french: str) -> None:
    assert day_written(kept, Language.FR) == french
    assert day_written(kept, Language.EN) == kept
    assert kept_day(french) == kept


@pytest.mark.parametrize(
    ("name", "value", "french"),
    [
        ("born", "1984-03-12", "12/03/1984"),
        ("warrant.date", "2024-05", "05/2024"),
        ("nationality", "COL,FRA", "Colombie, France"),
        ("sex", "F", "Féminin"),
        ("family", "2024-05-01", "2024-05-01"),
    ],
)
def test_what_a_field_holds_is_said_as_people_read_it(name: str, value: str, french: str) -> None:
    assert field_value(name, value, Language.FR) == french
