"""Half characters: what a damaged text leaves, and no database or hash can hold.

An argument that isn't UTF-8 reaches us as lone surrogates (PEP 383), and JSON can spell them out.
"""

from __future__ import annotations

import re

from exchange.errors import Invalid

_HALF = re.compile("[\ud800-\udfff]")


def refuse_halves(text: str, field: str) -> None:
    """Raise Invalid where `text` holds half a character, naming the field and the place."""
    found = _HALF.search(text)
    if found:
        raise Invalid("half-character", field=field[:60], place=found.start() + 1)
