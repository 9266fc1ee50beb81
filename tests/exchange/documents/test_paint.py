"""Painting: what is composed is what a PDF shows, glyph by glyph where scripts join."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime

import pypdf
import pytest
import uharfbuzz

from exchange.documents.lines import set_lines
from exchange.documents.paint import PAGE_HEIGHT, PAGE_WIDTH, About, Box, Frame, Ink, Mark, Rule, Words, paint
from exchange.documents.typefaces import Face, Family

ABOUT = About("Titre", "Auteur", datetime(2026, 11, 12, 19, 5, tzinfo=UTC))


def words(text: str, y: float = 100.0, *, bold: bool = False) -> Words:
    (line,) = set_lines(text, 100_000, bold=bold)
    return Words(50, y, line, 10, Ink.BLACK)


def opened(*marks: Mark) -> pypdf.PageObject:
    return pypdf.PdfReader(io.BytesIO(paint([marks], ABOUT))).pages[0]


def content(page: pypdf.PageObject) -> str:
    contents = page.get_contents()
    assert contents is not None
    return contents.get_data().decode("latin-1")


def fonts(page: pypdf.PageObject) -> set[str]:
    resources = page["/Resources"]["/Font"]  # type: ignore[index]
    return {str(font.get_object()["/BaseFont"]).split("+")[1] for font in resources.values()}


@pytest.mark.parametrize(
    ("text", "font"),
    [
        ("Règlement", "NotoSans"),
        ("Сергеевич", "NotoSans"),
        ("محمد", "NotoNaskhArabic"),
        ("ישראל", "NotoSansHebrew"),
        ("王小明", "NotoSansCJK"),
        ("कमल", "NotoSansDevanagari"),
        ("สวัสดี", "NotoSansThai"),
        ("Հայաստան", "NotoSansArmenian"),
        ("საქართველო", "NotoSansGeorgian"),
        ("␛", "NotoSansSymbols2"),
        ("⟨", "NotoSansMath"),
    ],
)
def test_each_script_is_drawn_by_its_own_font_and_reads_back(text: str, font: str) -> None:
    page = opened(words(text))
    assert any(each.startswith(font) for each in fonts(page))
    assert re.sub(r"\s", "", page.extract_text()) == text


def test_bold_has_a_font_of_its_own_where_there_is_one() -> None:
    assert any("Bold" in each for each in fonts(opened(words("Objet", bold=True))))
    assert any("Bold" in each for each in fonts(opened(words("محمد", bold=True))))
    assert not any("Bold" in each for each in fonts(opened(words("王", bold=True))))


def test_joined_arabic_takes_other_glyphs_than_letters_apart() -> None:
    joined = re.findall(r"<([0-9a-f]{4})> Tj", content(opened(words("ببب"))))
    apart = re.findall(r"<([0-9a-f]{4})> Tj", content(opened(words("ب ب ب"))))
    assert len(set(joined)) == 3  # initial, medial, final
    assert len(set(apart)) == 2  # the isolated form, the space


def test_a_mark_inside_a_word_does_not_break_its_joins() -> None:
    plain = set(re.findall(r"<([0-9a-f]{4})> Tj", content(opened(words("مشفر"), words("مشفّر", 200)))))
    alone = set(re.findall(r"<([0-9a-f]{4})> Tj", content(opened(words("مشفر")))))
    assert len(plain) == len(alone) + 1  # the mark alone is new


def test_a_decomposed_accent_is_placed_over_its_letter() -> None:
    page = opened(words("e\u0323\u0301x"))
    assert len(re.findall("Tj", content(page))) >= 3
    assert "x" in page.extract_text()


@pytest.mark.parametrize("text", ["(paren)thèse\\", "a) Tj ET Q", "<0041>"])
def test_signs_of_the_page_language_are_drawn_not_run(text: str) -> None:
    assert opened(words(text)).extract_text() == text


def shapes(file: bytes, text: str) -> list[tuple[float, ...]]:
    """Return how far each glyph goes on and the box that it fills; first the one for what isn't there."""
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(file)))
    found: list[tuple[float, ...]] = []
    for glyph in (0, *(font.get_nominal_glyph(ord(each)) for each in text)):
        box = font.get_glyph_extents(glyph)
        found.append((font.get_glyph_h_advance(glyph), box.x_bearing, box.y_bearing, box.width, box.height))
    return found


@pytest.mark.parametrize(
    ("family", "text"), [(Family.SANS, "Règł"), (Family.CJK, "王小"), (Family.MATHS, "⟨∀")]
)
def test_a_font_cut_to_some_characters_draws_those_as_the_whole_one_does(family: Family, text: str) -> None:
    face = Face(family, bold=False)
    cut = face.cut(map(ord, text))
    assert len(cut) * 20 < face.file.stat().st_size
    assert shapes(cut, text) == shapes(face.file.read_bytes(), text)


def test_rules_boxes_and_frames_are_drawn_in_their_ink() -> None:
    drawn = content(
        opened(
            Rule(10, 20, 30, 20, 0.5, Ink.RED),
            Box(10, 40, 50, 60, Ink.TINT),
            Frame(10, 40, 50, 60, Ink.BLUE),
        )
    )
    assert " l S" in drawn or " l\nS" in drawn or re.search(r" l\s+S", drawn)
    assert re.search(r"re\s+f", drawn) and re.search(r"re\s+S", drawn)


def test_a_page_is_a4_and_each_list_of_marks_is_one_page() -> None:
    reader = pypdf.PdfReader(io.BytesIO(paint([[words("un")], [], [words("trois")]], ABOUT)))
    assert [page.extract_text() for page in reader.pages] == ["un", "", "trois"]
    box = reader.pages[0].mediabox
    assert (float(box.width), float(box.height)) == pytest.approx((PAGE_WIDTH, PAGE_HEIGHT), abs=0.01)


def test_the_same_pages_give_the_same_bytes_and_others_do_not() -> None:
    pages = [[words("Objet : محمد 王")]]
    assert paint(pages, ABOUT) == paint(pages, ABOUT)
    assert paint(pages, ABOUT) != paint([[words("Objet : محمد 小")]], ABOUT)


def test_nothing_of_the_machine_or_the_moment_is_written() -> None:
    data = paint([[words("mot")]], ABOUT)
    assert b"20261112190500" in data.replace(b"D:", b"")
    assert b"fpdf" not in data.lower() and b"/tmp" not in data
