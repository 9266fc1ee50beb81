"""Codes of how one request stands to another."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Relation(StrEnum):
    """How a request stands to another, as it is said of the first."""

    SAME_MATTER = "same-matter"
    FOLLOWS = "follows"
    FOLLOWED_BY = "followed-by"
    DUPLICATE = "duplicate"
    BECAME = "became"
    CAME_FROM = "came-from"


class Merger(StrEnum):
    """How two requests stand to each other that were merged: the one that goes on, and its duplicate."""

    ABSORBED = "absorbed"
    MERGED_INTO = "merged-into"


Standing = Relation | Merger

_PAIRS: Final = (
    (Relation.FOLLOWS, Relation.FOLLOWED_BY),
    (Relation.BECAME, Relation.CAME_FROM),
    (Merger.ABSORBED, Merger.MERGED_INTO),
)
_OTHER_SIDE: Final[Mapping[Standing, Standing]] = {
    one: other for pair in _PAIRS for one, other in (pair, pair[::-1])
}


def seen_from_other(said: Standing) -> Standing:
    """Return what the second stands to the first as, where the first stands to it as `said`."""
    return _OTHER_SIDE.get(said, said)
