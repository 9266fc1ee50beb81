"""The words of papers: four languages with the same codes, dates that no reader misunderstands."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import exchange.locale
from exchange.codes.cases import Kind, Urgency, UrgencyReason
from exchange.codes.subjects import PersonRole, SubjectType
from exchange.documents.words import (
    PaperLanguage,
    country_name,
    field_words,
    languages_of,
    limit_words,
    moment_words,
    value_words,
    words,
)

MIDNIGHT = datetime(2026, 11, 27, 5, tzinfo=UTC)
NOON = datetime(2026, 11, 26, 17, tzinfo=UTC)


def catalogue(language: PaperLanguage) -> dict[str, str]:
    path = Path(exchange.locale.__file__).parent / language / "bordereau.po"
    with path.open("rb") as file:
        return {str(each.id): str(each.string) for each in read_po(file) if each.id}


@pytest.mark.parametrize("language", PaperLanguage)
def test_each_language_has_the_same_codes_and_places_to_fill(language: PaperLanguage) -> None:
    french, other = catalogue(PaperLanguage.FR), catalogue(language)
    assert french.keys() == other.keys()
    for code, text in other.items():
        assert text.strip(), code
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", french[code])), code


def test_french_signs_follow_a_no_break_space() -> None:
    assert not [text for text in catalogue(PaperLanguage.FR).values() if re.search(r"[ \w][:;!?]", text)]


@pytest.mark.parametrize("language", PaperLanguage)
@pytest.mark.parametrize(
    ("family", "code"),
    [
        *(("kind", each.value) for each in Kind),
        *(("urgency", each.value) for each in Urgency),
        *(("urgency-reason", each.value) for each in UrgencyReason),
        *(("type", each.value) for each in SubjectType),
        *(("role", each.value) for each in PersonRole),
    ],
)
def test_each_code_of_the_store_has_words_on_paper(language: PaperLanguage, family: str, code: str) -> None:
    assert words(f"{family}.{code}", language) != f"{family}.{code}"


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert value_words("kind", "something-new", PaperLanguage.AR) == "something-new"


def test_arguments_fill_the_words_and_never_the_other_way_round() -> None:
    assert words("size.bytes", PaperLanguage.EN, count="{count}") == "{count} bytes"


def test_french_alone_is_one_language_and_others_stand_second() -> None:
    assert languages_of(PaperLanguage.FR) == (PaperLanguage.FR,)
    assert languages_of(PaperLanguage.AR) == (PaperLanguage.FR, PaperLanguage.AR)


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        (PaperLanguage.FR, "26 novembre 2026, 12:00 (America/Bogota,\u00a0UTC-05:00)"),
        (PaperLanguage.EN, "26 November 2026, 12:00 (America/Bogota,\u00a0UTC-05:00)"),
        (PaperLanguage.ES, "26 de noviembre de 2026, 12:00 (America/Bogota,\u00a0UTC-05:00)"),
        (PaperLanguage.AR, "26 نوفمبر 2026، 12:00 (America/Bogota,\u00a0UTC-05:00)"),
    ],
)
def test_a_moment_has_its_month_in_words_and_its_zone(language: PaperLanguage, shown: str) -> None:
    assert moment_words(NOON, "America/Bogota", language) == shown


def test_a_limit_that_ends_with_a_day_is_that_days_midnight() -> None:
    assert limit_words(MIDNIGHT, "America/Bogota", PaperLanguage.FR).startswith("26 novembre 2026, 24:00")
    assert limit_words(MIDNIGHT, "Europe/Paris", PaperLanguage.FR).startswith("27 novembre 2026, 06:00")
    assert limit_words(NOON, "America/Bogota", PaperLanguage.FR).startswith("26 novembre 2026, 12:00")


def test_half_hour_zones_keep_their_minutes() -> None:
    assert "UTC+05:30" in moment_words(NOON, "Asia/Kolkata", PaperLanguage.EN)
    assert "UTC-03:30" in moment_words(NOON, "America/St_Johns", PaperLanguage.EN)


def test_a_country_has_its_name_in_each_language() -> None:
    assert country_name("ec", PaperLanguage.FR) == "Équateur"
    assert country_name("EC", PaperLanguage.ES) == "Ecuador"
    assert country_name("XX-unknown", PaperLanguage.AR) == "XX-unknown"


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("result", "doubtful", ("Douteux", "Dudoso", "مشكوك فيه")),
        ("sex", "F", ("Féminin", "Femenino", "أنثى")),
        (
            "special-data",
            "health,union",
            ("santé, appartenance syndicale", "salud, afiliación sindical", None),
        ),
        ("nationality", "COL,D,XXA", ("Colombie, D, XXA", "Colombia, D, XXA", "كولومبيا, D, XXA")),
        ("commission.language", "es", ("espagnol", "español", "الإسبانية")),
        ("family", "COL", ("COL", "COL", "COL")),
        ("something-new", "yes", ("yes", "yes", "yes")),
        ("result", "something-new", ("something-new", "something-new", "something-new")),
    ],
)
def test_a_fields_codes_and_countries_are_said_in_the_papers_language(
    name: str, value: str, shown: tuple[str | None, ...]
) -> None:
    languages = (PaperLanguage.FR, PaperLanguage.ES, PaperLanguage.AR)
    for language, expected in zip(languages, shown, strict=True):
        assert expected is None or field_words(name, value, language) == expected
