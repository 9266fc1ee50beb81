"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that ids sort by time of creation."""

from __future__ import annotations

import os
from datetime import datetime

from exchange.clock import to_millis


def new_id(moment: datetime) -> str:
    """Return a new UUIDv7 of `moment`: 48 bits of milliseconds, 74 random bits."""
    at, chance = to_millis(moment) & 0xFFFF_FFFF_FFFF, int.from_bytes(os.urandom(10), "big")
    variant, node = 0x8000 | chance >> 48 & 0x3FFF, chance & 0xFFFF_FFFF_FFFF
    return f"{at >> 16:08x}-{at & 0xFFFF:04x}-7{chance >> 68:03x}-{variant:04x}-{node:012x}"
