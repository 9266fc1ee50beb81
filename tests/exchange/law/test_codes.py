"""Codes: what is accepted, what is refused, and what is proposed instead."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Literal

import pytest
from babel.core import get_global
from hypothesis import given
from hypothesis import strategies as st

from exchange import countries
from exchange.codes import (
    CLASSIFIED,
    SUBKINDS,
    UNITS,
    Channel,
    Kind,
    Marking,
    Nature,
    Result,
    SubKind,
    nearest_codes,
    parse_code,
    parse_marking,
    parse_subkind,
)
from exchange.countries import alpha2_of, alpha3_of, country_name, parse_country, parse_nationality
from exchange.errors import ExchangeError, Exit, Invalid, Refused


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_parses_back_from_its_own_code(kind: Kind) -> None:
    assert parse_code(Kind, kind.value) is kind
    assert parse_code(Kind, kind.value.upper().replace("-", "_")) is kind


def test_an_unknown_code_names_the_nearest_valid_ones() -> None:
    with pytest.raises(Invalid) as caught:
        parse_code(Nature, "clarificaton-question")
    assert caught.value.exit is Exit.REFUSED
    assert caught.value.arguments["field"] == "nature"
    assert str(caught.value.arguments["nearest"]).startswith("clarification-question")


def test_an_unknown_code_of_a_short_list_names_them_all() -> None:
    with pytest.raises(Invalid) as caught:
        parse_code(Kind, "murder", "kind")
    assert caught.value.arguments["nearest"] == ", ".join(Kind)


def test_what_is_nearest_comes_first_also_in_a_short_list() -> None:
    assert nearest_codes("wantd", Kind).split(", ")[0] == "wanted"
    assert set(nearest_codes("wantd", Kind).split(", ")) == set(Kind)


def test_where_nothing_is_near_the_codes_that_there_are_are_named() -> None:
    assert nearest_codes("zz", Channel) == ", ".join(Channel)
    assert nearest_codes("zz", map(str, range(100))).endswith(", 23, …")


@pytest.mark.parametrize("parse", [parse_country, parse_nationality])
def test_a_country_like_no_other_is_refused_with_examples(parse: Callable[[str], str]) -> None:
    with pytest.raises(Invalid) as caught:
        parse("99")
    assert caught.value.arguments["nearest"]


def test_a_page_pasted_as_a_code_is_not_repeated_in_the_error() -> None:
    with pytest.raises(Invalid) as caught:
        parse_code(Channel, "secret name " * 1000)
    assert len(str(caught.value.arguments["given"])) <= 40


@given(st.text(max_size=60))
def test_any_text_is_a_code_or_refused_with_its_reason(text: str) -> None:
    try:
        assert parse_code(Channel, text) in Channel
    except Invalid as error:
        assert error.reason == "unknown-code"
        assert error.arguments["nearest"]


def test_sub_kinds_are_shared_out_whole_between_kinds() -> None:
    shared = [code for kind in Kind for code in SUBKINDS[kind]]
    assert sorted(shared) == sorted(SubKind)


def test_a_sub_kind_of_another_kind_is_refused_with_its_own() -> None:
    with pytest.raises(Invalid) as caught:
        parse_subkind(Kind.ROGATORY, "drugs")
    assert caught.value.arguments == {"field": "type", "given": "drugs", "nearest": "cri, mla, eio"}


def test_a_sub_kind_is_found_under_its_own_kind() -> None:
    assert parse_subkind(Kind.TRAFFICKING, "Human Beings") is SubKind.HUMAN_BEINGS


def test_every_result_has_at_least_one_unit_to_count_it_in() -> None:
    assert set(UNITS) == set(Result)
    assert all(UNITS.values())


def test_nearest_codes_prefer_those_that_begin_alike() -> None:
    assert nearest_codes("coun", SubKind).split(", ")[0].startswith("coun")


@pytest.mark.parametrize("marking", Marking)
def test_every_marking_that_may_be_held_is_accepted(marking: Marking) -> None:
    assert parse_marking(marking.value) is marking
    assert parse_marking(marking.value.lower()) is marking


@pytest.mark.parametrize(
    "text",
    [*sorted(CLASSIFIED), "Très Secret", "très secret défense", "secret", "R-UE/EU-R", "Confidentiel Défense",
     "TRES_SECRET", "  secret  ", "SECRET NOFORN", "nato secret"],
)  # fmt: skip
def test_a_classified_marking_is_refused_whatever_its_form(text: str) -> None:
    forms: tuple[Literal["NFC", "NFD"], ...] = ("NFC", "NFD")
    for form in forms:
        with pytest.raises(Refused) as caught:
            parse_marking(unicodedata.normalize(form, text))
        assert caught.value.reason == "classified-marking"


def test_a_marking_that_is_none_is_refused_with_the_nearest() -> None:
    with pytest.raises(Invalid) as caught:
        parse_marking("TLP:AMBRE")
    assert "TLP:AMBER" in str(caught.value.arguments["nearest"])


def test_country_codes_agree_with_the_unicode_repository() -> None:
    aliases = get_global("territory_aliases")
    for two, three in alpha3_of().items():
        if two != "XK":
            assert two in aliases[three]
    assert len(alpha3_of()) == 250 == len(alpha2_of())


@pytest.mark.parametrize(("text", "code"), [("co", "CO"), ("COL", "CO"), (" fra ", "FR"), ("XK", "XK")])
def test_a_country_is_taken_by_two_or_three_letters(text: str, code: str) -> None:
    assert parse_country(text) == code


@pytest.mark.parametrize("text", ["", "C", "XX", "ZZZ", "Colombia", "UK", "EU", "../..", "C O"])
def test_what_is_no_country_is_refused(text: str) -> None:
    with pytest.raises(ExchangeError) as caught:
        parse_country(text)
    assert caught.value.reason == "unknown-country"


@pytest.mark.parametrize(("text", "code"), [("COL", "COL"), ("co", "COL"), ("xxa", "XXA"), ("D", "D")])
def test_a_nationality_may_be_one_that_only_travel_documents_have(text: str, code: str) -> None:
    assert parse_nationality(text) == code


@pytest.mark.parametrize("text", ["", "XYZ", "1", "stateless"])
def test_what_is_no_nationality_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        parse_nationality(text)


def test_country_names_come_in_the_language_that_is_asked() -> None:
    assert (country_name("DE", "fr"), country_name("DE", "en")) == ("Allemagne", "Germany")
    assert country_name("ZZ9", "fr") == "ZZ9"


def test_the_country_file_is_sorted_with_kosovo_last() -> None:
    rows = Path(countries.__file__).with_suffix(".csv").read_text(encoding="ascii").splitlines()[1:]
    assert rows[:-1] == sorted(rows[:-1])


@pytest.mark.parametrize(
    ("typed", "first"),
    [("Espagne", "ES"), ("Colombia", "CO"), ("colombie", "CO"), ("Allemagn", "DE")],
)
def test_a_country_typed_by_its_name_is_answered_with_its_code(typed: str, first: str) -> None:
    for parse in (parse_country, parse_nationality):
        with pytest.raises(Invalid, match="unknown-country") as caught:
            parse(typed)
        nearest = str(caught.value.arguments["nearest"]).split(", ")
        assert nearest[0] in (first, alpha3_of().get(first))
