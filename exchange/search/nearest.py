"""Words of a vocabulary that a misspelt one may have meant: one letter off, or two where it is long."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

MOST: Final = 5
_LONG: Final = 8
_CANDIDATES: Final = 64


def nearest_words(word: str, known: Sequence[str], frequency: Callable[[str], int]) -> tuple[str, ...]:
    """Return the nearest of the known words, the nearest first, of two as near the more frequent."""
    furthest = 2 if len(word) >= _LONG else 1
    found = extract(word, known, scorer=OSA.distance, score_cutoff=furthest, limit=_CANDIDATES)
    near = [(int(distance), other) for other, distance, _ in found if other != word]
    near.sort(key=lambda one: (one[0], -frequency(one[1]), one[1]))
    return tuple(other for _, other in near[:MOST])
