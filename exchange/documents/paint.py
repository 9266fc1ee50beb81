"""Composed pages painted as a PDF: the same pages and date give the same bytes.

Nothing of the machine or of the moment goes in: the date is the paper's own, the file's id comes
from its content, and page numbers are composed beforehand (the library's own placeholder for the
number of pages could be typed into a message).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from io import BytesIO
from itertools import chain
from typing import TypeAlias, cast

from fpdf import FPDF
from fpdf.enums import TextDirection
from fpdf.fonts import TTFFont

from exchange.documents.lines import Line, Run
from exchange.documents.typefaces import Face, is_shaped

PAGE_WIDTH, PAGE_HEIGHT = 595.28, 841.89  # ISO 216 A4, in points


class Ink(Enum):
    """What things are drawn with, in red, green, blue."""

    BLACK = (22, 22, 22)
    BLUE = (0, 0, 145)
    GREY = (102, 102, 102)
    RED = (178, 15, 24)
    HAIRLINE = (206, 206, 206)
    TINT = (245, 245, 254)
    WARM = (254, 244, 243)


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text whose left end stands at `x` and whose foot stands at `y`."""

    x: float
    y: float
    line: Line
    size: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line."""

    x: float
    y: float
    to_x: float
    to_y: float
    weight: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


@dataclass(frozen=True, slots=True)
class Frame:
    """A rectangle's outline."""

    x: float
    y: float
    width: float
    height: float
    ink: Ink


Mark: TypeAlias = Words | Rule | Box | Frame


@dataclass(frozen=True, slots=True)
class About:
    """What the file says of itself."""

    title: str
    author: str
    at: datetime


class _Painter:
    """One document being painted; fonts join it when the first text needs them.

    `cuts` are the characters of each font that draws them one by one: the library reads a font's every
    glyph, in Python, so it is given those alone. A font whose text is shaped is given whole.
    """

    def __init__(self, about: About, cuts: Mapping[Face, set[int]]) -> None:
        self._cuts = cuts
        self.pdf = FPDF(unit="pt", format="A4")
        self.pdf.set_auto_page_break(False)
        self.pdf.set_margin(0)
        self.pdf.c_margin = 0
        self.pdf.str_alias_nb_pages = ""
        self.pdf.set_creation_date(about.at)
        self.pdf.set_title(about.title)
        self.pdf.set_author(about.author)
        self.pdf.set_producer("exchange")
        self.pdf.set_lang("fr")

    def paint(self, mark: Mark) -> None:
        red, green, blue = mark.ink.value
        match mark:
            case Words():
                self.pdf.set_text_color(red, green, blue)
                x = mark.x
                for run in mark.line.runs:
                    self._run(run, x, mark.y, mark.size)
                    x += run.width * mark.size / 1000
            case Rule():
                self.pdf.set_draw_color(red, green, blue)
                self.pdf.set_line_width(mark.weight)
                self.pdf.line(mark.x, mark.y, mark.to_x, mark.to_y)
            case Box():
                self.pdf.set_fill_color(red, green, blue)
                self.pdf.rect(mark.x, mark.y, mark.width, mark.height, style="F")
            case Frame():
                self.pdf.set_draw_color(red, green, blue)
                self.pdf.set_line_width(0.7)
                self.pdf.rect(mark.x, mark.y, mark.width, mark.height)

    def _run(self, run: Run, x: float, y: float, size: float) -> None:
        font = self._font(run.face, size)
        if _is_shaped(run):
            self._shaped(run, font, x, y, size)
        else:
            self.pdf.text(x, y, run.text)

    def _shaped(self, run: Run, font: TTFFont, x: float, y: float, size: float) -> None:
        """Show a run glyph by glyph where HarfBuzz puts them.

        The library's own way cuts a word at each mark whose script is "inherited" (a shadda, an
        accent), which breaks the joins; so the run goes to its shaper in one piece.
        """
        self.pdf.text(x, y, "")  # makes this font the page's current one
        direction = TextDirection.RTL if run.right_to_left else TextDirection.LTR
        options = {"features": {}, "fragment_direction": direction}
        scale, foot = font.scale * size / 1000, PAGE_HEIGHT - y
        shown = [f"q {self.pdf.text_color.serialize().lower()} BT 1 0 0 1 {x:.2f} {foot:.2f} Tm"]
        for glyph in font.shape_text(run.text, round(size), options):
            if glyph["x_offset"] or glyph["y_offset"]:
                over, up = x + glyph["x_offset"] * scale, foot + glyph["y_offset"] * scale
                shown.append(f"1 0 0 1 {over:.2f} {up:.2f} Tm")
            shown.append(f"<{glyph['mapped_char']:04x}> Tj")
            x += glyph["x_advance"] * scale
            if glyph["force_positioning"]:
                shown.append(f"1 0 0 1 {x:.2f} {foot:.2f} Tm")
        self.pdf.pages[self.pdf.page].contents.extend(" ".join([*shown, "ET Q\n"]).encode("ascii"))

    def _font(self, face: Face, size: float) -> TTFFont:
        name = face.family.name.lower()
        key = name + face.style
        if key not in self.pdf.fonts:
            cut = self._cuts.get(face)
            file = face.file if cut is None else BytesIO(face.cut(cut))
            # The library hands the file on to fontTools, which takes an open one as well as a path.
            font = TTFFont(self.pdf, file, key, face.style)  # type: ignore[arg-type]
            # Else each glyph is unfolded and written anew, to state in a table how far the farthest reaches.
            font.ttfont.recalcBBoxes = False
            self.pdf.fonts[key] = font
        self.pdf.set_font(name, style=face.style)
        self.pdf.set_font_size(size)
        return cast(TTFFont, self.pdf.fonts[key])


def paint(pages: Sequence[Sequence[Mark]], about: About) -> bytes:
    """Return the PDF of composed pages."""
    painter = _Painter(about, _cuts(pages))
    for marks in pages:
        painter.pdf.add_page()
        for mark in marks:
            painter.paint(mark)
    return bytes(painter.pdf.output())


def _is_shaped(run: Run) -> bool:
    return run.right_to_left or is_shaped(run.face.family, run.text)


def _cuts(pages: Sequence[Sequence[Mark]]) -> Mapping[Face, set[int]]:
    """Return the characters of each font that shapes none of its text."""
    whole: set[Face] = set()
    cuts: dict[Face, set[int]] = {}
    for mark in chain.from_iterable(pages):
        for run in mark.line.runs if isinstance(mark, Words) else ():
            cuts.setdefault(run.face, set()).update(map(ord, run.text))
            if _is_shaped(run):
                whole.add(run.face)
    return {face: codes for face, codes in cuts.items() if face not in whole}
