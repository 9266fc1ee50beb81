"""Identifiers: UUID version 7 (RFC 9562, section 5.7), so that ids sort by time of creation."""

from __future__ import annotations

import os
from datetime import datetime

from exchange.clock import to_millis


def new_id(moment: datetime) -> str:
    """Return a new UUIDv7 of `moment`: 48 bits of milliseconds, 74 random bits."""
    value = (to_millis(moment) & 0xFFFF_FFFF_FFFF) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"
