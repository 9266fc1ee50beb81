"""Corruptions of a byte string that a format must refuse."""

from __future__ import annotations

from collections.abc import Iterator


def bit_flips(data: bytes, step: int = 1) -> Iterator[bytes]:
    """Give every `step`-th single-bit flip of `data`."""
    for bit in range(0, len(data) * 8, step):
        changed = bytearray(data)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def byte_flips(data: bytes, step: int = 1) -> Iterator[bytes]:
    """Give `data` with every `step`-th byte XORed by 0xFF, so that it always differs."""
    for place in range(0, len(data), step):
        changed = bytearray(data)
        changed[place] ^= 0xFF
        yield bytes(changed)


def cuts(data: bytes, step: int = 1) -> Iterator[bytes]:
    """Give `data` cut off at every `step`-th place."""
    for size in range(0, len(data), step):
        yield data[:size]
