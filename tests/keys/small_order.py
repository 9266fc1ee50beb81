"""The points of small order of edwards25519 (RFC 8032, 5.1), and signatures under them that any text passes.

With such a point as public key, [S]B - [h]A is [S]B for each hash h that its order divides: a signature of
the neutral point and S = 0 then holds, though nobody signed.
"""

from __future__ import annotations

from typing import Final

NEUTRAL: Final = bytes([1]) + bytes(31)
ANY: Final = NEUTRAL + bytes(32)
"""A signature made without a key: R is the neutral point, S is zero."""

_EIGHTH: Final = bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")
_OTHER_EIGHTH: Final = bytes.fromhex("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")


def _negated(point: bytes) -> bytes:
    return point[:31] + bytes([point[31] ^ 0x80])


POINTS: Final = {
    "order 1": NEUTRAL,
    "order 2": bytes([0xEC]) + b"\xff" * 30 + bytes([0x7F]),
    "order 4": bytes(32),
    "order 4, negated": _negated(bytes(32)),
    "order 8": _EIGHTH,
    "order 8, negated": _negated(_EIGHTH),
    "order 8, another": _OTHER_EIGHTH,
    "order 8, another, negated": _negated(_OTHER_EIGHTH),
}
