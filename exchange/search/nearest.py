"""Words of a vocabulary that a misspelt one may have meant: one letter off, or two where it is long.

Of words few look alike, and the more frequent was meant. Of numbers (and plates, serials, references)
most look like many others, each as likely as the next: more of them are given, by the slip that would
explain each, the commonest slips first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MOST: Final = 5
MOST_NUMBERS: Final = 30
"""How many of what holds a digit: 19 in 20 slips are among them where a third of all such numbers stand."""

_LONG: Final = 8
_CANDIDATES: Final = 64
_NUMBER_CANDIDATES: Final = 256

_SWAPPED, _ONE_TOO_MANY, _NEAR, _OTHER = range(4)
_ROW: Final = "1234567890"
_PAD: Final = ("147", "258", "369", "123", "456", "789", "10", "20")
_ALIKE: Final = ("0o", "0d", "1i", "1l", "2z", "5s", "6g", "8b")
_NEIGHBOURS: Final = frozenset(frozenset(pair) for line in (_ROW, *_PAD, *_ALIKE) for pair in pairwise(line))
"""Signs taken for each other: side by side on the row of digits or the pad, or of one look on paper."""


def nearest_words(word: str, known: Sequence[str], frequency: Callable[[str], int]) -> tuple[str, ...]:
    """Return the nearest of the known words that stand somewhere, of two as near the more frequent first."""
    number = holds_digit(word)
    furthest = 2 if len(word) >= _LONG else 1
    candidates = _NUMBER_CANDIDATES if number else _CANDIDATES
    found = extract(word, known, scorer=OSA.distance, score_cutoff=furthest, limit=candidates)
    near = [
        (int(distance), _slip(word, other) if number and distance == 1 else _OTHER, -often, other)
        for other, distance, _ in found
        if other != word and (often := frequency(other))
    ]
    return tuple(other for *_, other in sorted(near)[: MOST_NUMBERS if number else MOST])


def holds_digit(word: str) -> bool:
    """Say whether a word is a number, a plate, a serial: what no frequency tells apart."""
    return any(sign.isdecimal() for sign in word)


def _slip(typed: str, meant: str) -> int:
    """Return which slip makes `typed` of `meant`, one edit away: the rank of the commoner is lower."""
    if len(typed) > len(meant):
        return _ONE_TOO_MANY
    place = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), len(typed))
    if len(typed) < len(meant):
        return _NEAR if meant[place] in meant[:place][-1:] else _OTHER  # one of two alike was left out
    if typed[place + 1 :] != meant[place + 1 :]:
        return _SWAPPED
    return _NEAR if frozenset((typed[place], meant[place])) in _NEIGHBOURS else _OTHER
