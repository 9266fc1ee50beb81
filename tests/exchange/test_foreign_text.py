"""Foreign text: nothing commands, nothing hides, nothing is lost, and a name stays a name."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.foreign_text import MARKS_A_CELL, NAME_BYTES, safe_name, visible, visible_line

ANY = st.text(st.characters(exclude_categories=()))
HOSTILE = st.text(
    st.sampled_from(
        "aé\x00\x1b\x7f\x85\x9b\r\n\t\u202e\u2066\u200b\u200d\u0301\u0300ب\u200cक\u094d❤\ufe0f\ud800.:/\\- "
    )
)
COMMANDS = [chr(code) for code in [*range(0x20), *range(0x7F, 0xA0)] if chr(code) not in "\n\t"]
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("character", COMMANDS)
def test_each_control_character_is_shown_and_none_is_passed(character: str) -> None:
    shown = visible(f"a{character}b")
    assert character not in shown
    assert shown.startswith("a") and shown.endswith("b") and len(shown) > 2


@pytest.mark.parametrize("character", BIDI)
def test_each_character_that_reorders_is_named(character: str) -> None:
    assert visible(f"x{character}y") == visible_line(f"x{character}y")
    assert character not in visible(character)
    assert visible(character)[0] == "⟨" and visible(character)[-1] == "⟩"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b]52;c;aGk=\x07", "␛]52;c;aGk=␇"),
        ("\x9b31m", "⟨U+009B⟩31m"),
        ("invoice\u202efdp.exe", "invoice⟨RLO⟩fdp.exe"),
        ("a\u200bb\ufeff", "a⟨ZWSP⟩b⟨BOM⟩"),
        ("\x7f", "␡"),
        ("one\r\ntwo\rthree", "one\ntwo␍three"),
        ("\ud800", "⟨U+D800⟩"),
        ("\ue000\U000e0041", "⟨U+E000⟩⟨U+E0041⟩"),
        ("\u0301a", "◌\u0301a"),
        ("l\u2028m", "l⟨LS⟩m"),
    ],
)
def test_what_cannot_be_seen_gets_a_readable_sign(text: str, shown: str) -> None:
    assert visible(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "L’affaire « Père Noël » : 12 000 € ; n° 4",
        "Иванов Пётр Сергеевич",
        "محمد بن عبد الله",
        "ישראל ישראלי",
        "王小明 および 김철수",
        "می\u200cخواهم",  # a Persian word is spelt with a non-joiner
        "क्\u200dष",  # a joiner after a virama chooses the letter's form
        "❤\ufe0f",
        "\u0600١٢",
        "ligne 1\n\tligne 2",
    ],
)
def test_ordinary_text_of_any_script_stays_as_it_is(text: str) -> None:
    assert visible(text) == text


def test_a_joiner_between_latin_letters_is_shown() -> None:
    assert visible("ad\u200cmin \u200dx") == "ad⟨ZWNJ⟩min ⟨ZWJ⟩x"


def test_a_line_shows_its_ends_of_line_and_tabs() -> None:
    assert visible_line("a\nb\tc\r\nd") == "a␊b␉c␍␊d"


def test_at_most_eight_combining_marks_pile_up() -> None:
    shown = visible("e" + "\u0301" * 12 + "x")
    assert shown == "e" + "\u0301" * MARKS_A_CELL + "⟨U+0301⟩" * 4 + "x"


@given(ANY | HOSTILE)
def test_what_was_made_visible_once_stays_the_same_twice(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert visible_line(visible_line(text)) == visible_line(text)


@given(ANY | HOSTILE)
def test_no_command_hidden_or_reordering_character_is_left(text: str) -> None:
    for character in visible_line(text):
        assert unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp")
        assert character not in BIDI
    visible(text).encode()  # no lone surrogate is left


@given(ANY | HOSTILE)
def test_no_visible_character_is_ever_dropped(text: str) -> None:
    ordinary = [c for c in text if unicodedata.category(c)[0] in "LNPS" and unicodedata.category(c) != "Cn"]
    shown = iter(visible(text))
    unseen = "\u115f\u1160\u3164\uffa0"
    assert all(character in unseen or character in shown for character in ordinary)


def test_a_mebibyte_of_signs_is_made_visible_in_bounded_time() -> None:
    started = time.perf_counter()
    visible("\u202e\u0301é" * (1024 * 1024 // 7))
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("rapport final.pdf", "rapport final.pdf"),
        ("Протокол.docx", "Протокол.docx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Windows\\system.ini", "system.ini"),
        ("..", "_"),
        ("", "_"),
        (".ssh", "_ssh"),
        ("-rf", "_rf"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("com¹.log", "_com¹.log"),
        ("a:b", "a_b"),
        ("x\x00y\x1b.pdf", "x_y_.pdf"),
        ("cod\u202efdp.exe", "cod_fdp.exe"),
        ("fin. ", "fin"),
        ("a..b", "a.b"),
        ("e\u0301.txt", "é.txt"),
    ],
)
def test_a_name_from_outside_becomes_a_plain_file_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe


def test_a_very_long_name_keeps_its_extension() -> None:
    name = safe_name("é" * 500 + ".pdf")
    assert name.endswith("é.pdf")
    assert len(name.encode()) <= NAME_BYTES


@given(ANY | HOSTILE)
def test_a_safe_name_is_safe_and_stays_the_same(name: str) -> None:
    safe = safe_name(name)
    assert 0 < len(safe.encode()) <= NAME_BYTES
    assert safe not in (".", "..") and ".." not in safe and safe[0] not in ".- ~"
    assert safe == safe.rstrip(". ") == unicodedata.normalize("NFC", safe)
    assert not set('/\\:*?"<>|') & set(safe)
    assert safe_name(safe) == safe
