"""A line of a file to import, as it was read: the document that it holds, or why it holds none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from exchange.errors import ExchangeError

LONGEST: Final = 16 * 1024 * 1024
"""Characters of a line: a text of 4 MiB, the desk's limit, with every character escaped that may be."""
REFUSED: Final = "refused"
"""The key under which a report says why a line was left out; an import passes over it."""

Document = Mapping[str, object]


@dataclass(frozen=True)
class Line:
    """One line: its number, its document or why there is none; of one without, its text as it stands.

    `size` counts its characters.
    """

    number: int
    document: Document | None
    refusal: ExchangeError | None = None
    raw: str | None = None
    size: int = 0
