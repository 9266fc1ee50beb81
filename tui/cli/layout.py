"""Tables as lines of text: in columns as wide as their cells, folded to fit where a person reads.

A pipe gets every row on one line. A terminal gets columns folded at spaces; where not even the
longest words fit side by side there is no table, and the caller prints one value a line instead.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

GAP = "  "
# A cell as short as a date with its hour is folded only where nothing else helps.
WHOLE = 22

Line = Sequence[str]


def columns(lines: Sequence[Line], room: int | None) -> list[str] | None:
    """Return `lines`, the titles first, laid out in columns; none where `room` can't hold them."""
    widths = _widths(lines, room)
    if widths is None:
        return None
    return [text for line in lines for text in _side_by_side(line, widths)]


def folded(text: str, room: int | None) -> str:
    """Return text with its lines folded at spaces to fit `room`; as it is where there is none."""
    if room is None:
        return text
    return "\n".join(part for line in text.split("\n") for part in _fold(line, room))


def cells(text: str) -> int:
    """Count the cells that a line takes: wide letters two, marks none (UAX 11)."""
    if text.isascii():
        return len(text)
    return sum(_cells_of(sign) for sign in text)


def _cells_of(sign: str) -> int:
    if unicodedata.combining(sign):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _widths(lines: Sequence[Line], room: int | None) -> list[int] | None:
    """Return the width of each column, the widest narrowed first; none where words would break."""
    by_column = list(zip(*lines, strict=True))
    widths = [max(map(cells, column)) for column in by_column]
    if room is None:
        return widths
    room -= len(GAP) * (len(widths) - 1)
    for whole in (WHOLE, 0):
        least = [max(_least(cell, whole) for cell in column) for column in by_column]
        if sum(least) <= room:
            return _narrowed(widths, least, room)
    return None


def _least(cell: str, whole: int) -> int:
    """Return the width that a cell can't go below; one of `whole` signs at most stays in one piece."""
    return cells(cell) if cells(cell) <= whole else max(cells(word) for word in cell.split(" "))


def _narrowed(widths: list[int], least: Sequence[int], room: int) -> list[int]:
    while sum(widths) > room:
        spare = [wide - narrow for wide, narrow in zip(widths, least, strict=True)]
        loose = [place for place, left in enumerate(spare) if left > 0]
        widest = max(loose, key=lambda place: widths[place])
        widths[widest] -= 1
    return widths


def _side_by_side(line: Line, widths: Sequence[int]) -> Iterator[str]:
    """Yield the lines of one row, its cells folded side by side."""
    pieces = [_fold(cell, wide) for cell, wide in zip(line, widths, strict=True)]
    for place in range(max(map(len, pieces))):
        parts = [cell[place] if place < len(cell) else "" for cell in pieces]
        padded = (part + " " * (wide - cells(part)) for part, wide in zip(parts, widths, strict=True))
        yield GAP.join(padded).rstrip()


def _fold(cell: str, width: int) -> list[str]:
    if cells(cell) <= width:
        return [cell]
    found = [""]
    for word in cell.split(" "):
        longer = f"{found[-1]} {word}" if found[-1] else word
        if cells(longer) <= width:
            found[-1] = longer
        else:
            found.append(word)
    return [one for one in found if one] or [""]
