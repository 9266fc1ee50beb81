"""Half characters: what a damaged text leaves, and no database or hash can hold; NUL, which no path can.

An argument that isn't UTF-8 reaches us as lone surrogates (PEP 383), and JSON can spell them out. A NUL
reaches us in files alone, since no argument can hold it. In a text it is content, and is kept; what names a
file can't hold it, nor what stands for an argument.
"""

from __future__ import annotations

import re
from typing import Final

from exchange.errors import Invalid

_NAMING_FILES: Final = frozenset({"attach", "attachments", "eml", "text-file"})
"""Keys, as long options are named, whose values name files of the machine."""

_HALF = re.compile("[\ud800-\udfff]")


def refuse_halves(text: str, field: str) -> None:
    """Raise Invalid where `text` holds half a character, naming the field and the place."""
    found = _HALF.search(text)
    if found:
        raise Invalid("half-character", field=field[:60], place=found.start() + 1)


def refuse_unfit(text: str, field: str) -> None:
    """Raise Invalid where an argument, or what stands for one in a file, holds half a character or NUL."""
    refuse_halves(text, field)
    place = text.find("\0") + 1
    if place:
        raise Invalid("nul-character", field=field[:60], place=place)


def refuse_unfit_under(text: str, key: str) -> None:
    """Raise Invalid where the value of a key in a file can't be taken: NUL only where it names a file."""
    refuse = refuse_unfit if key.replace("_", "-") in _NAMING_FILES else refuse_halves
    refuse(text, key)
