"""Checking signatures by the chunk: all that other processes do, so they import no more than this."""

from __future__ import annotations

from typing import TypeAlias

from keys.errors import SignatureError
from keys.note import verify_ed25519

Claim: TypeAlias = tuple[bytes, bytes, bytes]
"""A signature to check: public key, signed bytes, signature."""


def first_wrong(claims: list[Claim]) -> int | None:
    """Return the place of the first signature that doesn't hold, else None."""
    for place, (public, data, signature) in enumerate(claims):
        try:
            verify_ed25519(public, data, signature)
        except SignatureError:
            return place
    return None
