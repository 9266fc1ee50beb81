"""The typefaces shipped with the product: which one draws a character, and how wide it is.

A character that none of them has is written by its code (`⟨U+1F600⟩`): a paper never drops one.
Widths come from the fonts themselves: plain letters by their advance, and what joins, stacks or
reorders (Arabic, Hebrew points, Devanagari, Thai, combining marks) by HarfBuzz, which is also what
draws them.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import uharfbuzz

JOINERS = "\u200c\u200d"
FOLDER = Path(__file__).parent / "fonts"


class Family(Enum):
    """A typeface: its regular file, its bold file, and whether its text must be shaped."""

    SANS = ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf", False)
    NASKH = ("NotoNaskhArabic-Regular.ttf", "NotoNaskhArabic-Bold.ttf", True)
    HEBREW = ("NotoSansHebrew-Regular.ttf", "", True)
    ARMENIAN = ("NotoSansArmenian-Regular.ttf", "", False)
    GEORGIAN = ("NotoSansGeorgian-Regular.ttf", "", False)
    THAI = ("NotoSansThai-Regular.ttf", "", True)
    DEVANAGARI = ("NotoSansDevanagari-Regular.ttf", "", True)
    SYMBOLS = ("NotoSansSymbols2-Subset.ttf", "", False)
    MATHS = ("NotoSansMath-Subset.ttf", "", False)
    CJK = ("NotoSansCJKsc-Subset.ttf", "", False)


@dataclass(frozen=True, slots=True)
class Face:
    """One file of a typeface; `bold` falls back to regular where the typeface has no bold."""

    family: Family
    bold: bool

    @property
    def file(self) -> Path:
        """Return the file that holds the glyphs."""
        regular, heavy, _ = self.family.value
        return FOLDER / (heavy if self.bold and heavy else regular)

    @property
    def style(self) -> Literal["", "B"]:
        """Return the style as the PDF library names it: "B" for bold."""
        return "B" if self.bold and self.family.value[1] else ""

    def cut(self, codes: Iterable[int]) -> bytes:
        """Return the file with the glyphs of these characters alone, and without rules of layout."""
        wanted = uharfbuzz.SubsetInput()
        wanted.unicode_set.update(codes)
        wanted.layout_feature_tag_set.clear()
        wanted.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
        return bytes(uharfbuzz.subset(_font(self).face, wanted).blob.data)

    def width(self, text: str, right_to_left: bool) -> float:
        """Return the width of `text`, in thousandths of the font's size."""
        if is_shaped(self.family, text) or right_to_left:
            return _shaped_width(self, text, right_to_left)
        return sum(_advance(self, character) for character in text)


def is_shaped(family: Family, text: str) -> bool:
    """Say whether HarfBuzz must lay `text` out, rather than one glyph after the other."""
    return family.value[2] or (not text.isascii() and any(unicodedata.combining(each) for each in text))


@cache
def _font(face: Face) -> uharfbuzz.Font:
    return uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob(face.file.read_bytes())))


@cache
def _codes(family: Family) -> frozenset[int]:
    return frozenset(_font(Face(family, bold=False)).face.unicodes)


@lru_cache(maxsize=16384)
def _advance(face: Face, character: str) -> float:
    font = _font(face)
    return (
        float(font.get_glyph_h_advance(font.get_nominal_glyph(ord(character)))) * 1000 / float(font.face.upem)
    )


@lru_cache(maxsize=16384)
def _shaped_width(face: Face, text: str, right_to_left: bool) -> float:
    font = _font(face)
    buffer = uharfbuzz.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.direction = "rtl" if right_to_left else "ltr"
    uharfbuzz.shape(font, buffer, {})
    total = sum(position.x_advance for position in buffer.glyph_positions or ())
    return float(total) * 1000 / float(font.face.upem)


@lru_cache(maxsize=16384)
def family_of(character: str) -> Family | None:
    """Return the first typeface that has `character`, or None."""
    code = ord(character)
    return next((family for family in Family if has(family, code)), None)


def has(family: Family, code: int) -> bool:
    """Say whether the typeface draws the character of that code."""
    return code in _codes(family)


def drawable(text: str) -> str:
    """Return `text` with each character that no typeface has written by its code."""
    if text.isascii():
        return text
    return "".join(_drawn(character) for character in text)


@lru_cache(maxsize=16384)
def _drawn(character: str) -> str:
    if character in "\ufe0e\ufe0f":  # they choose between two looks of a symbol; here there is one
        return ""
    if character in JOINERS or character == "\n" or family_of(character):
        return character
    return f"⟨U+{ord(character):04X}⟩"
