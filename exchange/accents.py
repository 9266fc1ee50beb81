"""Letters without their accents: how words that people type by heart are compared."""

from __future__ import annotations

import unicodedata


def unaccented(text: str) -> str:
    """Return a text in NFKD without its combining marks."""
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))
