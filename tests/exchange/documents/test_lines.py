"""Lines: broken as text is spoken, reordered as it is seen, nothing lost, nothing too wide."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from exchange.documents.lines import Line, set_lines
from exchange.documents.typefaces import FOLDER, Face, Family, drawable, family_of, has
from exchange.foreign_text import visible

ROOM = 20_000.0
SCRIPTS = st.text(
    st.sampled_from("ab é 12(.)«\u0301Яب مdّ١אבגֿ王。ไ้कि\u094d\u200dष ⟨😀\n\t\x1b\u202e"), max_size=120
)


def shown(line: Line) -> list[tuple[str, bool]]:
    return [(run.text, run.right_to_left) for run in line.runs]


def characters(text: str) -> Counter[str]:
    return Counter(each for each in text if not each.isspace())


def test_a_latin_line_is_one_run_of_one_typeface() -> None:
    (line,) = set_lines("Règlement no 12", ROOM)
    assert shown(line) == [("Règlement no 12", False)]
    assert not line.right_to_left


def test_an_arabic_line_is_seen_from_right_to_left() -> None:
    (line,) = set_lines("رقم AB12 محمد", ROOM)
    assert [text.strip() for text, _ in shown(line)] == ["محمد", "AB12", "رقم"]
    assert [backwards for _, backwards in shown(line)] == [True, False, True]
    assert line.right_to_left


def test_a_number_in_arabic_text_keeps_the_order_of_its_digits() -> None:
    (line,) = set_lines("رقم ١٢٣ و 456", ROOM)
    assert ("١٢٣", False) in shown(line)
    assert "456" in [text for text, _ in shown(line)]


def test_a_long_arabic_paragraph_begins_with_its_first_words() -> None:
    first, *_, last = set_lines("الأول " + "كلمة " * 40 + "الأخير", ROOM)
    assert any("الأول" in text for text, _ in shown(first))
    assert any("الأخير" in text for text, _ in shown(last))


def test_brackets_in_arabic_text_are_mirrored_by_the_shaper() -> None:
    (line,) = set_lines("محمد (علي)", ROOM)
    assert all(backwards for _, backwards in shown(line))


def test_an_arabic_name_in_a_french_line_stays_in_its_place() -> None:
    (line,) = set_lines("Objet : محمد علي, urgent", ROOM)
    assert [text for text, _ in shown(line)] == ["Objet : ", "محمد علي", ", urgent"]
    assert not line.right_to_left


def test_arabic_letters_are_joined_not_set_side_by_side() -> None:
    face = Face(Family.NASKH, bold=False)
    apart = sum(face.width(letter, True) for letter in "بيت")
    assert face.width("بيت", True) < 0.8 * apart


def test_a_mark_adds_no_width_to_the_word_that_bears_it() -> None:
    face = Face(Family.NASKH, bold=False)
    assert face.width("مشفّر", True) == face.width("مشفر", True)


def test_ends_of_line_and_empty_lines_are_kept() -> None:
    assert [shown(line) for line in set_lines("a\n\nb", ROOM)] == [[("a", False)], [], [("b", False)]]


def test_no_line_breaks_at_a_no_break_space() -> None:
    lines = list(set_lines("mot " * 6 + "prix\u00a0: 12\u202f000\u00a0€", 12_000))
    assert any("12\u202f000\u00a0€" in text for line in lines for text, _ in shown(line))


def test_chinese_breaks_between_characters() -> None:
    lines = list(set_lines("王小明" * 30, ROOM))
    assert len(lines) == 5
    assert all(line.width <= ROOM for line in lines)


@pytest.mark.parametrize("word", ["x" * 500, "محمد" * 200, "é\u0301\u0302" * 300])
def test_a_word_wider_than_the_line_is_cut_to_fit(word: str) -> None:
    lines = list(set_lines("avant " + word, ROOM))
    assert len(lines) > 3
    assert all(line.width <= ROOM * 1.05 for line in lines)
    assert characters("".join(text for line in lines for text, _ in shown(line))) == characters(
        "avant" + word
    )


@settings(max_examples=150, deadline=None)
@given(SCRIPTS)
def test_no_character_is_lost_or_added_by_breaking(text: str) -> None:
    lines = list(set_lines(text, 3000))
    seen = characters("".join(run.text for line in lines for run in line.runs))
    assert seen == characters(drawable(visible(text).replace("\t", " ")))


@settings(max_examples=80, deadline=None)
@given(SCRIPTS)
def test_each_run_is_drawn_by_a_typeface_that_has_it(text: str) -> None:
    for line in set_lines(text, 6000):
        for run in line.runs:
            assert all(has(run.face.family, ord(each)) for each in run.text if each not in "\u200c\u200d")


@pytest.mark.parametrize(
    ("text", "family"),
    [
        ("é", Family.SANS),
        ("Я", Family.SANS),
        ("ع", Family.NASKH),
        ("ש", Family.HEBREW),
        ("明", Family.CJK),
        ("가", Family.CJK),
        ("ក", None),
        ("␛", Family.SYMBOLS),
        ("⟨", Family.MATHS),
        ("😀", None),
    ],
)
def test_a_character_is_drawn_by_the_typeface_of_its_script(text: str, family: Family | None) -> None:
    assert family_of(text) is family


def test_every_sign_of_visible_text_can_be_drawn() -> None:
    signs = visible(
        "".join(map(chr, [*range(9), *range(0xB, 0x20), *range(0x7F, 0xA0), 0x202E, 0x200B, 0xFEFF, 0xE000]))
    )
    assert drawable(signs) == signs


def test_the_fonts_are_shipped_with_their_licence_and_stay_small() -> None:
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text("utf-8")
    files = {Face(family, bold).file for family in Family for bold in (False, True)}
    assert files == {path for path in FOLDER.iterdir() if path.suffix in (".ttf", ".otf")}
    assert sum(path.stat().st_size for path in files) < 6 * 1024 * 1024
