"""Pages composed from top to bottom: rows of cells that break over pages where they must.

A row stands whole on one page when it can; a long one goes on line by line, all its cells together.
Every measure is in points. What is composed here is values (`exchange.documents.paint` draws them),
so that the number of pages is known before the first is drawn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from exchange.documents.lines import Line, set_lines
from exchange.documents.paint import PAGE_HEIGHT, PAGE_WIDTH, Box, Frame, Ink, Mark, Rule, Words

LEFT, RIGHT = 54.0, PAGE_WIDTH - 54.0
TOP, BOTTOM = 74.0, PAGE_HEIGHT - 66.0
WIDTH = RIGHT - LEFT
_SHORT_ROW = 220.0  # a row up to this height moves to the next page rather than break


class Side(Enum):
    """Where a line stands in its cell; START is the right side for right-to-left text."""

    START = auto()
    LEFT = auto()
    CENTRE = auto()
    RIGHT = auto()


@dataclass(frozen=True)
class Style:
    """How a text looks: size and leading, weight, ink, side."""

    size: float = 9.5
    leading: float = 13.5
    bold: bool = False
    ink: Ink = Ink.BLACK
    side: Side = Side.START


@dataclass(frozen=True)
class Block:
    """A text in one style."""

    text: str
    style: Style = Style()


@dataclass(frozen=True)
class Cell:
    """Blocks one under the other, in a column that begins at `x`."""

    x: float
    width: float
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Dress:
    """What stands around a row: space inside, a tint behind, a bar at its left, a hairline under it."""

    above: float = 3.0
    below: float = 3.5
    tint: Ink | None = None
    bar: Ink | None = None
    hairline: bool = True
    frame: Ink | None = None


PLAIN = Dress(hairline=False)


@dataclass(frozen=True, slots=True)
class _SetLine:
    line: Line
    style: Style
    x: float
    width: float

    def left(self) -> float:
        room = self.width - self.line.width * self.style.size / 1000
        side = self.style.side
        if side is Side.START:
            side = Side.RIGHT if self.line.right_to_left else Side.LEFT
        return self.x + {Side.LEFT: 0.0, Side.CENTRE: room / 2, Side.RIGHT: room}[side]


class Pages:
    """The pages composed so far, and how far down the last one is filled."""

    def __init__(self) -> None:
        self.pages: list[list[Mark]] = [[]]
        self.y = TOP

    @property
    def page(self) -> list[Mark]:
        """Return the marks of the page being filled."""
        return self.pages[-1]

    def turn(self) -> None:
        """Begin a new page."""
        self.pages.append([])
        self.y = TOP

    def keep(self, height: float) -> None:
        """Begin a new page unless `height` is left on this one."""
        if self.y + height > BOTTOM and self.y > TOP:
            self.turn()

    def skip(self, height: float) -> None:
        """Leave space, except on top of a page."""
        if self.y > TOP:
            self.y = min(self.y + height, BOTTOM)

    def row(self, cells: Sequence[Cell], dress: Dress = Dress()) -> None:
        """Set the cells side by side; break between lines where no page can hold the whole."""
        columns = [_set(cell) for cell in cells]
        height = max((_height(column) for column in columns), default=0.0) + dress.above + dress.below
        if height <= _SHORT_ROW:
            self.keep(height)
        while True:
            room = BOTTOM - self.y - dress.above - dress.below
            parts = [_fitting(column, room) for column in columns]
            if not any(parts) and any(columns) and self.y > TOP:
                self.turn()
                continue
            self._place(columns, parts, dress)
            columns = [column[count:] for column, count in zip(columns, parts, strict=True)]
            if not any(columns):
                return
            self.turn()

    def _place(self, columns: Sequence[Sequence[_SetLine]], parts: Sequence[int], dress: Dress) -> None:
        shown = [column[:count] for column, count in zip(columns, parts, strict=True)]
        height = max((_height(column) for column in shown), default=0.0) + dress.above + dress.below
        if dress.tint:
            self.page.append(Box(LEFT, self.y, WIDTH, height, dress.tint))
        if dress.bar:
            self.page.append(Box(LEFT, self.y, 2.5, height, dress.bar))
        if dress.frame:
            self.page.append(Frame(LEFT, self.y, WIDTH, height, dress.frame))
        for column in shown:
            self._column(column, self.y + dress.above)
        self.y += height
        if dress.hairline:
            self.page.append(Rule(LEFT, self.y, RIGHT, self.y, 0.5, Ink.HAIRLINE))

    def _column(self, column: Sequence[_SetLine], y: float) -> None:
        for each in column:
            foot = y + (each.style.leading + each.style.size * 0.72) / 2
            self.page.append(Words(each.left(), foot, each.line, each.style.size, each.style.ink))
            y += each.style.leading


def one_line(text: str, x: float, y: float, width: float, style: Style) -> Words:
    """Return `text` as one line at a given height, for what stands outside the flow (headers)."""
    first = next(set_lines(text, width * 1000 / style.size, bold=style.bold))
    return Words(_SetLine(first, style, x, width).left(), y, first, style.size, style.ink)


def _set(cell: Cell) -> list[_SetLine]:
    return [
        _SetLine(line, block.style, cell.x, cell.width)
        for block in cell.blocks
        for line in set_lines(block.text, cell.width * 1000 / block.style.size, bold=block.style.bold)
    ]


def _height(column: Sequence[_SetLine]) -> float:
    return sum(each.style.leading for each in column)


def _fitting(column: Sequence[_SetLine], room: float) -> int:
    used = 0.0
    for count, each in enumerate(column):
        used += each.style.leading
        if used > room:
            return count
    return len(column)
