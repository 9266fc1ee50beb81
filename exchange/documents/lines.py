"""Text broken into lines, each line a row of runs in the order in which they are seen.

A run is one typeface and one direction. Lines are broken in the order in which text is spoken, then
each line is reordered by itself, as the Unicode bidirectional algorithm says (UAX 9, rules L1, L2):
reordering a paragraph before breaking it would put its last words on its first line. Levels come
from fpdf2's implementation of UAX 9. Overrides never get so far: `visible` shows them instead.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import groupby, pairwise

from fpdf.bidi import BidiParagraph, auto_detect_base_direction
from fpdf.enums import TextDirection

from exchange.documents.typefaces import JOINERS, Face, Family, drawable, family_of, has
from exchange.foreign_text import visible

# A word with no space in it, one ideograph or kana, or spaces; no-break spaces belong to words.
_TOKEN = re.compile(
    "[ \u1680\u2000-\u2006\u2008-\u200a\u3000]+"
    "|[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff][\u3001\u3002\uff0c\uff1a\uff1b\uff01\uff1f]?"
    "|[^ \u1680\u2000-\u2006\u2008-\u200a\u3000\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]+"
)
# Anything that makes a line need reordering: Hebrew to Arabic Extended, their presentation forms, Adlam.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_SLICE = 4000  # a longer paragraph is analysed piece by piece, so that time grows with length alone


@dataclass(frozen=True, slots=True)
class Run:
    """Text of one typeface and one direction; `width` in thousandths of the font's size."""

    text: str
    face: Face
    right_to_left: bool
    width: float


@dataclass(frozen=True, slots=True)
class Line:
    """What stands on one line, from left to right; `right_to_left` is its paragraph's direction."""

    runs: tuple[Run, ...]
    right_to_left: bool
    width: float


def set_lines(text: str, room: float, *, bold: bool = False) -> Iterator[Line]:
    """Break `text` of any origin into lines of at most `room` thousandths of the font's size."""
    for paragraph in drawable(visible(text).replace("\t", "    ")).split("\n"):
        yield from _paragraph(paragraph, room, bold)


def _paragraph(text: str, room: float, bold: bool) -> Iterator[Line]:
    if not _RIGHT_TO_LEFT.search(text):
        for start, end in _breaks(text, room, bold):
            yield _line(text[start:end], [0] * (end - start), bold, False)
        return
    base = auto_detect_base_direction(text[:_SLICE])
    for piece in _slices(text):
        levels = _levels(piece, base)
        for start, end in _breaks(piece, room, bold):
            yield _line(piece[start:end], levels[start:end], bold, base is TextDirection.RTL)


def _slices(text: str) -> Iterator[str]:
    start = 0
    while len(text) - start > _SLICE:
        space = text.rfind(" ", start, start + _SLICE)
        end = space + 1 if space > start else start + _SLICE
        yield text[start:end]
        start = end
    yield text[start:]


def _levels(text: str, base: TextDirection) -> list[int]:
    """Return the embedding level of each character; a joiner has that of what precedes it (5.2)."""
    seen = "".join(character for character in text if character not in JOINERS)
    resolved = iter(BidiParagraph(text=seen, base_direction=base).get_characters())
    levels: list[int] = []
    for character in text:
        joined = character in JOINERS
        levels.append((levels[-1] if levels else 0) if joined else int(next(resolved).embedding_level))
    return levels


def _breaks(text: str, room: float, bold: bool) -> Iterator[tuple[int, int]]:
    """Give the start and end of each line of one paragraph, the spaces at its end left out."""
    start = end = 0
    used = 0.0
    for token in _TOKEN.finditer(text):
        word = token.group()
        width = _word_width(word, bold)
        if word.isspace() and word[0] != "\u00a0":
            used += width
            continue
        if used + width > room and end > start:
            yield start, end
            start, used = token.start(), 0.0
        if width > room:
            *whole, (start, used) = _pieces(word, token.start(), room, used, bold)
            for (first, _), (following, _) in pairwise([*whole, (start, used)]):
                yield first, following
        else:
            used += width
        end = token.end()
    yield start, end


def _pieces(word: str, first: int, room: float, used: float, bold: bool) -> list[tuple[int, float]]:
    """Cut a word that fits no line: where each piece starts, and how much of its line it takes."""
    pieces = [(first, used)]
    for cluster in re.finditer("(?s).[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u200c\u200d]*", word):
        width = _word_width(cluster.group(), bold)
        start, taken = pieces[-1]
        if taken + width > room and first + cluster.start() > start:
            pieces.append((first + cluster.start(), width))
        else:
            pieces[-1] = (start, taken + width)
    return pieces


@lru_cache(maxsize=65536)
def _word_width(word: str, bold: bool) -> float:
    right_to_left = _RIGHT_TO_LEFT.match(word) is not None
    return sum(Face(family, bold).width(part, right_to_left) for family, part in _by_family(word))


def _line(text: str, levels: list[int], bold: bool, right_to_left: bool) -> Line:
    runs = [
        _run(text[first:last], family, level, bold)
        for level, family, first, last in _reordered(_items(text, levels))
    ]
    return Line(tuple(runs), right_to_left, sum(run.width for run in runs))


def _run(text: str, family: Family, level: int, bold: bool) -> Run:
    face, backwards = Face(family, bold), level % 2 == 1
    return Run(text, face, backwards, face.width(text, backwards))


_Item = tuple[int, Family, int, int]


def _items(text: str, levels: list[int]) -> list[_Item]:
    items: list[_Item] = []
    place = 0
    for level, group in groupby(levels):
        end = place + len(list(group))
        for family, part in _by_family(text[place:end]):
            items.append((level, family, place, place + len(part)))
            place += len(part)
    return items


def _reordered(items: list[_Item]) -> list[_Item]:
    """Reverse, from the highest level down to the lowest odd one, what stands at or above it (L2)."""
    for level in range(max((item[0] for item in items), default=0), 0, -1):
        turned: list[_Item] = []
        for above, group in groupby(items, partial(_stands_at, level)):
            together = list(group)
            turned += reversed(together) if above else together
        items = turned
    return items


def _stands_at(level: int, item: _Item) -> bool:
    return item[0] >= level


def _by_family(text: str) -> list[tuple[Family, str]]:
    """Cut `text` where its typeface changes; marks, spaces and signs stay with what precedes them."""
    if text.isascii():
        return [(Family.SANS, text)] if text else []
    parts: list[tuple[Family, str]] = []
    start, current = 0, _first_family(text)
    for place, character in enumerate(text):
        if _goes_with(character, current):
            continue
        family = family_of(character) or Family.SANS
        if family is not current:
            parts.append((current, text[start:place]))
            start, current = place, family
    return [*parts, (current, text[start:])]


def _first_family(text: str) -> Family:
    return next((family_of(each) for each in text if unicodedata.category(each)[0] == "L"), None) or (
        family_of(text[0]) or Family.SANS
    )


@lru_cache(maxsize=16384)
def _goes_with(character: str, family: Family) -> bool:
    if character in JOINERS:
        return True
    return unicodedata.category(character)[0] != "L" and has(family, ord(character))
