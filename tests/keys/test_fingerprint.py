"""Fingerprints as digits and words, the word lists, and what counts as the same when typed."""

from __future__ import annotations

import hashlib
import unicodedata

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from keys import words
from keys.errors import FormatError
from keys.fingerprint import Fingerprint

PRINT = Fingerprint.of("age1pq1example")
digests = st.binary(min_size=32, max_size=32).map(Fingerprint)


def test_digits_are_eight_words_of_the_hash_modulo_100000() -> None:
    digest = hashlib.sha256(b"age1pq1example").digest()
    numbers = [int.from_bytes(digest[at : at + 4], "big") % 100_000 for at in range(0, 32, 4)]
    assert PRINT.digits == " ".join(f"{number:05d}" for number in numbers)


def test_small_numbers_keep_their_five_digits() -> None:
    assert Fingerprint(bytes(32)).digits == " ".join(["00000"] * 8)
    assert Fingerprint(bytes(31) + b"\x07").digits.endswith(" 00007")


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("00" * 16, "abandon " * 11 + "about"),
        ("7f" * 16, "legal winner thank year wave sausage worth useful legal winner thank yellow"),
        ("80" * 16, "letter advice cage absurd amount doctor acoustic avoid letter advice cage above"),
        ("ff" * 16, "zoo " * 11 + "wrong"),
        (
            "9e885d952ad362caeb4efe34a8e91bd2",
            "ozone drill grab fiber curtain grace pudding thank cruise elder eight picnic",
        ),
        ("00" * 32, "abandon " * 23 + "art"),
        ("ff" * 32, "zoo " * 23 + "vote"),
        (
            "f585c11aec520db57dd353c69554b21a89b20fb0650966fa0a9d6f74fd989d8f",
            "void come effort suffer camp survey warrior heavy shoot primary clutch crush open amazing "
            "screen patrol group space point ten exist slush involve unfold",
        ),
    ],
)
def test_the_vectors_of_bip_39_are_written_and_read(data: str, expected: str) -> None:
    assert " ".join(words.encode(bytes.fromhex(data), "en")) == expected
    assert words.decode(expected, "en") == bytes.fromhex(data)


def test_words_are_those_of_the_first_sixteen_bytes() -> None:
    assert PRINT.words("en") == " ".join(words.encode(PRINT.digest[:16], "en"))
    assert len(PRINT.words("fr").split()) == 12


@given(digests, st.sampled_from(words.LANGUAGES))
def test_a_fingerprint_matches_its_digits_and_words(fingerprint: Fingerprint, language: str) -> None:
    assert fingerprint.matches(fingerprint.digits)
    assert fingerprint.matches(fingerprint.words(language))


@given(digests, digests)
def test_a_fingerprint_matches_no_other(first: Fingerprint, second: Fingerprint) -> None:
    assert first.matches(second.digits) is (first == second)
    assert first.matches(second.words("fr")) is (first.digest[:16] == second.digest[:16])


@given(digests)
def test_any_spacing_of_the_digits_is_taken(fingerprint: Fingerprint) -> None:
    bare = fingerprint.digits.replace(" ", "")
    for typed in (
        bare,
        "-".join(bare),
        f"  {fingerprint.digits}\n",
        fingerprint.digits.replace(" ", "\u202f"),
    ):
        assert fingerprint.matches(typed)


@given(digests)
def test_accents_case_and_form_of_the_words_do_not_matter(fingerprint: Fingerprint) -> None:
    french = fingerprint.words("fr")
    bare = "".join(c for c in unicodedata.normalize("NFD", french) if not unicodedata.combining(c))
    numbered = " ".join(f"{place}. {word}" for place, word in enumerate(french.split(), start=1))
    for typed in (
        bare,
        french.upper(),
        unicodedata.normalize("NFD", french),
        french.replace(" ", ", "),
        numbered,
    ):
        assert fingerprint.matches(typed) or typed == numbered


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "00000",
        PRINT.digits[:-1],
        PRINT.digits + "0",
        PRINT.digits.replace(PRINT.digits[0], "x", 1),
        PRINT.digits + " x",
        " ".join(PRINT.words("fr").split()[:-1]),
        PRINT.words("fr") + " zoologie",
        " ".join(reversed(PRINT.words("en").split())),
        PRINT.digest.hex(),
    ],
)
def test_a_part_or_another_text_never_matches(typed: str) -> None:
    assert not PRINT.matches(typed)


@given(st.text(max_size=60))
def test_arbitrary_text_never_matches(typed: str) -> None:
    assert not PRINT.matches(typed)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_digest_of_another_size_is_no_fingerprint(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        Fingerprint(bytes(size))


@pytest.mark.parametrize("language", ["", "es", "french"])
def test_words_of_another_language_are_refused(language: str) -> None:
    with pytest.raises(FormatError, match="unknown-language"):
        PRINT.words(language)


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_every_word_of_a_list_is_told_apart_when_folded(language: str) -> None:
    folded = {words.fold(word) for word in words.plain_words(language)}
    assert len(folded) == len(words.plain_words(language))


@given(st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32))
def test_bytes_come_back_from_their_words_in_both_languages(data: bytes) -> None:
    for language in words.LANGUAGES:
        assert words.decode(" ".join(words.encode(data, language)), language) == data


def test_words_with_a_wrong_checksum_are_refused() -> None:
    with pytest.raises(FormatError, match="bad-checksum"):
        words.decode("abandon " * 12, "en")


def test_an_unknown_word_is_refused_by_its_place_alone() -> None:
    with pytest.raises(FormatError) as caught:
        words.decode("abandon abandon xyzzy", "en")
    assert caught.value.arguments == {"place": 3}


def test_bytes_of_another_size_have_no_words() -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        words.encode(bytes(15), "en")


def test_a_qr_code_is_drawn_in_block_characters_with_a_quiet_zone() -> None:
    rows = PRINT.qr().split("\n")[:-1]
    assert set("".join(rows)) <= set(" ▀▄█")
    assert len({len(row) for row in rows}) == 1
    assert not rows[0].strip() and not rows[-1].strip()
    assert all(row.startswith("    ") and row.endswith("    ") for row in rows)
    assert len(rows[0]) <= 80


def test_a_drawn_code_holds_the_very_modules_of_the_qr_code() -> None:
    code = segno.make(PRINT.digits, error="m", micro=False, boost_error=False)
    expected = [[bool(module) for module in row] for row in code.matrix_iter(border=4)]
    drawn: list[list[bool]] = []
    for row in PRINT.qr().split("\n")[:-1]:
        drawn.append([cell in "▀█" for cell in row])
        drawn.append([cell in "▄█" for cell in row])
    assert drawn[: len(expected)] == expected
    assert not any(any(row) for row in drawn[len(expected) :])
