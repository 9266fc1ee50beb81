"""Passphrases: one form, generated phrases, and which new ones are too weak."""

from __future__ import annotations

import subprocess
import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import FormatError, WeakPassphrase
from keys.passphrase import LENGTH_LIMIT, generate, normalise
from keys.strength import check_new
from keys.words import LANGUAGES, plain_words

KNOWN = ["asi-bogota", "Ambassade de France à Bogotá", "a.martin", "Anne Martin"]


@given(st.text(st.characters(codec="utf-8"), max_size=80))
def test_composed_and_decomposed_forms_are_one_passphrase(text: str) -> None:
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize(
    ("typed", "same"),
    [("e\u0301te\u0301", "été"), ("une\u00a0phrase", "une phrase"), ("\ufb01che", "fiche"), ("１２", "12")],
)
def test_what_another_keyboard_types_is_the_same_passphrase(typed: str, same: str) -> None:
    assert normalise(typed) == same.encode()


def test_case_and_spaces_of_a_passphrase_count() -> None:
    assert len({normalise(text) for text in ("abc", "Abc", "abc ", " abc")}) == 4


def test_a_lone_surrogate_is_refused_with_its_place() -> None:
    with pytest.raises(FormatError) as caught:
        normalise("ab\udc80")
    assert caught.value.arguments == {"place": 2}


def test_a_passphrase_of_many_pages_is_refused() -> None:
    assert len(normalise("a" * LENGTH_LIMIT)) == LENGTH_LIMIT
    with pytest.raises(FormatError, match="passphrase-too-long"):
        normalise("a" * (LENGTH_LIMIT + 1))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_generated_phrase_is_eight_plain_words_of_the_list(language: str) -> None:
    phrase = generate(language)
    assert len(phrase.split(" ")) == 8
    assert set(phrase.split(" ")) <= set(plain_words(language))
    assert phrase.isascii()


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_word_of_a_generated_phrase_is_worth_ten_bits(language: str) -> None:
    assert len(plain_words(language)) >= 2**10.6
    assert len({generate(language) for _ in range(100)}) == 100


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_generated_phrase_is_accepted_as_a_new_passphrase(language: str) -> None:
    for _ in range(10):
        check_new(generate(language), KNOWN)
        check_new(generate(language, words=6), KNOWN)


def test_a_phrase_in_another_language_is_refused() -> None:
    with pytest.raises(FormatError, match="unknown-language"):
        generate("es")


@pytest.mark.parametrize("phrase", ["", "Tr0ub4dour&3", "trois mots ici", "x7!kQz9#Lp2$Vm", " " * 14])
def test_a_short_passphrase_is_refused_whatever_it_holds(phrase: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check_new(phrase, KNOWN)
    assert caught.value.reason == "passphrase-too-short"
    assert caught.value.arguments == {"characters": 15, "words": 6}


@pytest.mark.parametrize(
    "phrase",
    [
        "motdepasse motdepasse",
        "MotDePasse-MotDePasse1",
        "mot de passe mot de passe",
        "été été été été été été",
        "bonjour bonjour bonjour",
        "azertyuiopqsdfghjklm",
        "aaaaaaaaaaaaaaaaaaaa",
        "123456789012345678",
        "asi-bogota asi-bogota",
        "anne martin anne martin",
        "Anne.Martin.Bogota",
        "Bogota2026-Martin-Anne!",
        "bonjour tout le monde",
        "Liberté, égalité, fraternité",
        "liberté égalité fraternité 2026",
        "le chat est sur la table",
        "Je t'aime, mon amour",
        "je taime mon amour",
        "ambassade de france à bogotá",
        "Ambassade-France-Bogota",
        "a b c d e f",
        "le le le le le le",
        "x" * 200,
        " " * 20,
        "-" * 20,
    ],
)
def test_an_easily_guessed_passphrase_is_refused_though_long(phrase: str) -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check_new(phrase, KNOWN)
    assert caught.value.reason == "passphrase-too-guessable"


@pytest.mark.parametrize(
    "phrase",
    [
        "une girafe mauve mange trois nuages",
        "Le préfet a perdu ses clés à Quito un mardi",
        "gP7#vLq2!xWm9@zR",
        "$%&/(=?*+~#'!<>|",
        "4829 1938 5837 2918 3847",
        "лошадь батарея скрепка верно",
    ],
)
def test_a_strong_passphrase_is_accepted_in_any_script(phrase: str) -> None:
    check_new(phrase, KNOWN)


@given(st.text(st.characters(codec="utf-8"), min_size=15, max_size=90))
def test_any_text_is_accepted_or_refused_as_weak(phrase: str) -> None:
    try:
        check_new(phrase, KNOWN)
    except WeakPassphrase as refused:
        assert refused.reason.startswith("passphrase-too-")


def test_a_passphrase_beyond_72_characters_is_not_penalised() -> None:
    phrase = " ".join(generate("fr") for _ in range(6))
    assert len(phrase) > 144
    check_new(phrase, KNOWN)


def test_words_about_the_member_weaken_a_passphrase() -> None:
    phrase = "quetzalcoatl popocatepetl"
    check_new(phrase, [])
    with pytest.raises(WeakPassphrase):
        check_new(phrase, ["Quetzalcoatl Popocatépetl", "quetzalcoatl popocatepetl"])


def test_a_refusal_never_repeats_the_passphrase() -> None:
    with pytest.raises(WeakPassphrase) as caught:
        check_new("motdepasse motdepasse", KNOWN)
    assert "motdepasse" not in f"{caught.value!r} {caught.value} {caught.value.arguments}"


def test_unlocking_loads_neither_the_dictionaries_nor_the_qr_codes() -> None:
    script = (
        "import sys, keys.keyring, keys.passphrase; print(*sorted({'zxcvbn', 'segno'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
