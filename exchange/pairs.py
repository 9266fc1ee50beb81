"""`name=value` as people type it: `family=Roux;given=Anne`, `warrant.number=2024/118`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from exchange.errors import Usage

_PIECE: Final = re.compile(r"(?:[^;]|;;)+")


def pairs(text: str, option: str) -> dict[str, str]:
    """Return `family=…;given=…` as a mapping; a `;` inside a value is written `;;`."""
    found: dict[str, str] = {}
    for piece in pieces(text):
        name, sign, value = piece.partition("=")
        if not sign or not name.strip():
            raise Usage("not-a-pair", option=option, given=piece[:40])
        if name.strip() in found:
            raise Usage("given-twice", option=name.strip()[:40])
        found[name.strip()] = value.strip()
    return found


def assignments(given: Sequence[str], option: str) -> dict[str, str]:
    """Return `FIELD=VALUE` options as a mapping; a field given twice is refused."""
    found: dict[str, str] = {}
    for piece in given:
        name, sign, value = piece.partition("=")
        if not sign or not name.strip():
            raise Usage("not-an-assignment", option=option, given=piece[:40])
        if name.strip() in found:
            raise Usage("given-twice", option=name.strip()[:40])
        found[name.strip()] = value
    return found


def pieces(text: str) -> list[str]:
    """Return what stands between `;` signs, the empty ones left out; `;;` is the sign itself."""
    return [piece.replace(";;", ";") for piece in _PIECE.findall(text) if piece.strip()]
