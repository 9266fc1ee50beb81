"""The log once more, written straight from the texts and sharing no code with the product: an oracle.

Slow on purpose: recursive definitions over whole lists (RFC 6962, section 2.1), `json.dumps` for the
body of an entry.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence


def leaf(data: bytes) -> bytes:
    return hashlib.sha256(b"\x00" + data).digest()


def tree_hash(lines: Sequence[bytes]) -> bytes:
    """MTH(D[n]) of RFC 6962, section 2.1."""
    if not lines:
        return hashlib.sha256().digest()
    if len(lines) == 1:
        return leaf(lines[0])
    k = split(len(lines))
    return hashlib.sha256(b"\x01" + tree_hash(lines[:k]) + tree_hash(lines[k:])).digest()


def split(count: int) -> int:
    k = 1
    while k * 2 < count:
        k *= 2
    return k


def path(m: int, lines: Sequence[bytes]) -> list[bytes]:
    """PATH(m, D[n]) of RFC 6962, section 2.1.1."""
    if len(lines) == 1:
        return []
    k = split(len(lines))
    if m < k:
        return [*path(m, lines[:k]), tree_hash(lines[k:])]
    return [*path(m - k, lines[k:]), tree_hash(lines[:k])]


def proof(m: int, lines: Sequence[bytes]) -> list[bytes]:
    """PROOF(m, D[n]) of RFC 6962, section 2.1.2, for 0 < m <= n."""
    return subproof(m, lines, whole=True)


def subproof(m: int, lines: Sequence[bytes], *, whole: bool) -> list[bytes]:
    if m == len(lines):
        return [] if whole else [tree_hash(lines)]
    k = split(len(lines))
    if m <= k:
        return [*subproof(m, lines[:k], whole=whole), tree_hash(lines[k:])]
    return [*subproof(m - k, lines[k:], whole=False), tree_hash(lines[:k])]


def body(values: Mapping[str, object]) -> bytes:
    """Return the canonical bytes of an entry's values, given in their order."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode()


def read(line: bytes) -> tuple[dict[str, object], bytes, bytes]:
    """Return the values of a line, the bytes that are signed, and the signature."""
    signed, encoded = line.split(b"\t")
    values = json.loads(signed)
    assert isinstance(values, dict)
    assert body(values) == signed
    return values, signed, base64.b64decode(encoded)
