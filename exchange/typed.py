"""Text as a person typed it, checked once: lines, blocks, names; anything else is kept as it came.

Foreign text is data: escapes, markup and bidi overrides are kept, and shown visibly later. Only what
can't be stored or hashed is refused: lone surrogates, and texts beyond their limit. A name that stands
in a card or a list is a line without control characters.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from exchange.errors import Invalid
from exchange.halves import refuse_halves
from keys.card import TEXT_LIMIT as NAME_LIMIT

TEXT_LIMIT: Final = 4 * 1024 * 1024
LINE_LIMIT: Final = 2_000


def sound(text: str, field: str) -> str:
    """Return `text` in NFC; raise Invalid where a lone surrogate has no bytes, naming the place."""
    refuse_halves(text, field)
    return unicodedata.normalize("NFC", text)


def line(text: str, field: str, limit: int = LINE_LIMIT) -> str:
    """Return a one-line text, in NFC and without outer space; raise Invalid beyond its limit."""
    # Most lines are of printable ASCII, in which there is nothing to look for.
    plain = text.isascii() and text.isprintable()
    kept = text.strip() if plain else " ".join(sound(text, field).splitlines()).strip()
    if len(kept) > limit:
        raise Invalid("text-too-long", field=field, length=len(kept), limit=limit)
    return kept


def block(text: str, field: str = "text") -> str:
    """Return a text of many lines as it came; raise Invalid beyond 4 MiB."""
    kept = sound(text, field)
    size = len(kept.encode())
    if size > TEXT_LIMIT:
        raise Invalid("text-too-long", field=field, length=size, limit=TEXT_LIMIT)
    return kept


def name(text: str, field: str = "name") -> str:
    """Return the name of a post, member or service; raise Invalid where it is none or too long."""
    kept = line(text, field, NAME_LIMIT)
    if not kept:
        raise Invalid("name-missing", field=field)
    if any(unicodedata.category(sign) == "Cc" for sign in kept):
        raise Invalid("name-with-controls", field=field)
    return kept


def reason(text: str) -> str:
    """Return why something is done, in one line; raise Invalid where nothing is said."""
    kept = line(text, "reason")
    if not kept:
        raise Invalid("reason-missing")
    return kept
