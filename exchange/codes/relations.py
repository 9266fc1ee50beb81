"""Codes of how one request stands to another."""

from __future__ import annotations

from enum import StrEnum


class Relation(StrEnum):
    """How a request stands to another: `follows` and `became` are said of the first."""

    SAME_MATTER = "same-matter"
    FOLLOWS = "follows"
    DUPLICATE = "duplicate"
    BECAME = "became"
