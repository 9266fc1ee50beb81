"""Wrapping keys: to a member by HPKE (RFC 9180), or under another key by AES-256-GCM.

HPKE is single-shot, base mode, KEM MLKEM768-X25519, HKDF-SHA256, AES-256-GCM. Its info names the
post, the kind of key, its object, its version and the member, so a wrap can't be passed off as
another one. Base mode authenticates nobody: whoever unwraps compares the key with the check that
the log holds for it (`key_check`), and a member's public key with his (`kem_check`).
"""

from __future__ import annotations

import hashlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite

from keys.encoding import b64
from keys.errors import FormatError, SealError
from keys.identity import MemberKeys
from keys.kem import public_key
from keys.seal import RowKey

KEY_SIZE = 32
# ML-KEM-768 ciphertext, X25519 share, the key, the tag.
WRAPPED_SIZE = 1088 + 32 + KEY_SIZE + 16
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


def wrap(
    kem_public: bytes, key: bytes, *, post: str, kind: str, object_id: str, version: int, member: str
) -> bytes:
    """Wrap a 32-byte key to a member's KEM key; raise FormatError for a bad key, name or size."""
    if len(key) != KEY_SIZE:
        raise FormatError("wrong-size", expected=KEY_SIZE, found=len(key))
    info = _info(post, kind, object_id, version, member)
    try:
        return _SUITE.encrypt(key, public_key(kem_public), info)
    except ValueError:  # an X25519 point of low order, whose shared key is zero
        raise FormatError("not-a-kem-key") from None


def unwrap(
    member_keys: MemberKeys, wrapped: bytes, *, post: str, kind: str, object_id: str, version: int
) -> bytes:
    """Return the key that was wrapped to this member for exactly this use; raise SealError."""
    if len(wrapped) != WRAPPED_SIZE:
        raise SealError("wrap-size", expected=WRAPPED_SIZE, found=len(wrapped))
    info = _info(post, kind, object_id, version, member_keys.member_id)
    try:
        return _SUITE.decrypt(wrapped, member_keys.kem.private, info)
    except (InvalidTag, ValueError):
        raise SealError("does-not-unwrap", kind=kind) from None


def wrap_under(key: RowKey, inner: bytes, aad: bytes) -> bytes:
    """Wrap the 32-byte key `inner` under `key`, bound to `aad`: a request's under its compartment's."""
    if len(inner) != KEY_SIZE:
        raise FormatError("wrong-size", expected=KEY_SIZE, found=len(inner))
    return key.seal(inner, aad)


def unwrap_under(key: RowKey, wrapped: bytes, aad: bytes) -> bytes:
    """Return the key wrapped under `key` for exactly this `aad`; raise SealError."""
    inner = key.open(wrapped, aad)
    if len(inner) != KEY_SIZE:
        raise SealError("wrap-size", expected=KEY_SIZE, found=len(inner))
    return inner


def key_check(key: bytes) -> str:
    """Return what a log entry says of a key without giving it away: base64 SHA-256, with a prefix."""
    return b64(hashlib.sha256(b"exchange/v1/key-check" + key).digest())


def kem_check(kem_public: bytes) -> str:
    """Return what a log entry says of a member's KEM key: base64 SHA-256 of its 1216 bytes."""
    return b64(hashlib.sha256(kem_public).digest())


def _info(post: str, kind: str, object_id: str, version: int, member: str) -> bytes:
    parts = (post, kind, object_id, str(version), member)
    # A bar inside a part would let two different uses share one info.
    if not all(parts) or any("|" in part for part in parts):
        raise FormatError("bad-wrap-name")
    return "|".join(("exchange/v1/wrap", *parts)).encode()
