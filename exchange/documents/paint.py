"""Composed pages painted as a PDF: the same pages and date give the same bytes.

Nothing of the machine or of the moment goes in: the date is the paper's own, the file's id comes
from its content, and page numbers are composed beforehand (the library's own placeholder for the
number of pages could be typed into a message).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import TypeAlias

from fpdf import FPDF

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
    """One document being painted; fonts join it when the first text needs them."""

    def __init__(self, about: About) -> None:
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
        self.known: set[tuple[str, str]] = set()

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
        self._font(run.face, size)
        if not (run.right_to_left or is_shaped(run.face.family, run.text)):
            self.pdf.text(x, y, run.text)
            return
        self.pdf.set_text_shaping(True, direction="rtl" if run.right_to_left else "ltr")
        self.pdf.set_xy(x, y - 0.8 * size)  # a cell of the font's height has its foot at 0.8
        self.pdf.cell(w=run.width * size / 1000, h=size, text=run.text)
        self.pdf.set_text_shaping(False)

    def _font(self, face: Face, size: float) -> None:
        name = face.family.name.lower()
        if (name, face.style) not in self.known:
            self.pdf.add_font(name, style=face.style, fname=face.file)
            self.known.add((name, face.style))
        self.pdf.set_font(name, style=face.style)
        self.pdf.set_font_size(size)


def paint(pages: Sequence[Sequence[Mark]], about: About) -> bytes:
    """Return the PDF of composed pages."""
    painter = _Painter(about)
    for marks in pages:
        painter.pdf.add_page()
        for mark in marks:
            painter.paint(mark)
    return bytes(painter.pdf.output())
