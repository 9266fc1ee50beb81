"""Recovery sheets: the words stand for the secret, however they are typed back."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keys import words
from keys.errors import FormatError, RecoveryError
from keys.recovery import new_sheet, parse_words, sheet_of

SECRET = bytes(range(32))
FRENCH, ENGLISH = sheet_of(SECRET, "fr"), sheet_of(SECRET, "en")
secrets = st.binary(min_size=32, max_size=32)


@given(secrets, st.sampled_from(words.LANGUAGES))
def test_the_secret_comes_back_from_the_words(secret: bytes, language: str) -> None:
    assert parse_words(" ".join(sheet_of(secret, language).words)) == secret


@settings(max_examples=15)
@given(secrets, st.sampled_from(words.LANGUAGES))
def test_the_secret_comes_back_from_the_printed_sheet(secret: bytes, language: str) -> None:
    assert parse_words(sheet_of(secret, language).sheet_text()) == secret


def test_a_sheet_has_24_words_of_its_language() -> None:
    assert len(FRENCH.words) == len(ENGLISH.words) == 24
    assert FRENCH.words != ENGLISH.words
    assert words.decode(" ".join(ENGLISH.words), "en") == SECRET


def test_two_sheets_never_bear_one_secret() -> None:
    assert len({new_sheet("fr").secret for _ in range(20)}) == 20


@pytest.mark.parametrize(
    "typed",
    [
        " ".join(FRENCH.words).upper(),
        unicodedata.normalize("NFD", " ".join(FRENCH.words)),
        words.fold(" ".join(FRENCH.words)),
        "\n".join(FRENCH.words),
        ", ".join(FRENCH.words),
        f"Fiche de secours du 12. mai 2026, page 1\n{FRENCH.sheet_text()}",
        "\n".join(f"{place}.{word}" for place, word in enumerate(FRENCH.words, start=1)),
        unicodedata.normalize("NFD", FRENCH.sheet_text()),
    ],
)
def test_the_way_the_words_are_typed_does_not_matter(typed: str | tuple[str, ...]) -> None:
    assert parse_words(typed if isinstance(typed, str) else " ".join(typed)) == SECRET


def test_numbered_words_may_be_read_down_the_columns() -> None:
    cells = [f"{place}. {word}" for place, word in enumerate(FRENCH.words, start=1)]
    down = [cell for column in range(4) for cell in cells[column::4]]
    assert parse_words("\n".join(down)) == SECRET


@pytest.mark.parametrize(
    ("typed", "arguments"),
    [
        ("", {"expected": 24, "found": 0}),
        (" ".join(FRENCH.words[:-1]), {"expected": 24, "found": 23}),
        (" ".join((*FRENCH.words, "abaisser")), {"expected": 24, "found": 25}),
    ],
)
def test_another_number_of_words_is_refused_with_the_count(typed: str, arguments: dict[str, int]) -> None:
    with pytest.raises(RecoveryError) as caught:
        parse_words(typed)
    assert caught.value.reason == "word-count"
    assert caught.value.arguments == arguments


@pytest.mark.parametrize("place", [2, 12, 24])
def test_a_word_of_neither_list_is_refused_by_its_place_alone(place: int) -> None:
    typed = [*FRENCH.words]
    typed[place - 1] = "xyzzy"
    with pytest.raises(RecoveryError) as caught:
        parse_words(" ".join(typed))
    assert caught.value.reason == "unknown-word"
    assert caught.value.arguments == {"place": place}


def test_two_words_swapped_fail_the_checksum() -> None:
    typed = [FRENCH.words[1], FRENCH.words[0], *FRENCH.words[2:]]
    with pytest.raises(RecoveryError, match="bad-checksum"):
        parse_words(" ".join(typed))


def test_words_of_both_languages_mixed_are_refused() -> None:
    with pytest.raises(RecoveryError, match="unknown-word"):
        parse_words(" ".join((*FRENCH.words[:12], *ENGLISH.words[12:])))


@given(st.text(max_size=200))
def test_arbitrary_text_is_refused_as_no_sheet(text: str) -> None:
    with pytest.raises(RecoveryError):
        parse_words(text)


def test_no_error_or_representation_shows_a_word() -> None:
    with pytest.raises(RecoveryError) as caught:
        parse_words(" ".join((*FRENCH.words[:23], "xyzzy")))
    shown = f"{caught.value!r} {caught.value.arguments} {FRENCH!r}"
    assert not any(word in shown for word in (*FRENCH.words, "xyzzy"))
    assert SECRET.hex() not in shown


def test_the_printed_sheet_fits_a_page_of_eighty_columns() -> None:
    for sheet in (FRENCH, ENGLISH):
        rows = sheet.sheet_text().split("\n")
        assert max(map(len, rows)) <= 80
        assert len(rows) <= 60
        assert " 1. " + sheet.words[0] in rows[0]
        assert "24. " + sheet.words[-1] in rows[5]


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_secret_of_another_size_makes_no_sheet(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        sheet_of(bytes(size), "fr")


def test_a_sheet_of_another_language_is_refused() -> None:
    with pytest.raises(FormatError, match="unknown-language"):
        new_sheet("es")
