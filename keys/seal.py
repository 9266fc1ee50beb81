"""Sealing content: rows and attachment chunks under AES-256-GCM (NIST SP 800-38D).

A sealed value is a random 96-bit nonce and the ciphertext with its 16-byte tag. What stands beside
it in the open (a row's plain columns, a chunk's place) goes in as associated data, so a value that
was altered, moved or cut off doesn't open. One key seals far fewer than 2^32 values.
"""

from __future__ import annotations

import hashlib
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys.canonical import canonical
from keys.encoding import b64
from keys.errors import FormatError, SealError

KEY_SIZE = 32
NONCE_SIZE = 12
TAG_SIZE = 16
OVERHEAD = NONCE_SIZE + TAG_SIZE
CHUNK = 256 * 1024
BLINDER_SIZE = 32


class RowKey:
    """A key that seals and opens; it holds its cipher, so that many rows cost no set-up.

    `earlier` keys, those that it replaced, open what was sealed under them and seal nothing any more.
    """

    __slots__ = ("_ciphers",)

    def __init__(self, key: bytes, *earlier: bytes) -> None:
        for one in (key, *earlier):
            if len(one) != KEY_SIZE:
                raise FormatError("wrong-size", expected=KEY_SIZE, found=len(one))
        self._ciphers = tuple(AESGCM(one) for one in (key, *earlier))

    def __repr__(self) -> str:
        return "RowKey()"

    def seal(self, plaintext: bytes, aad: bytes) -> bytes:
        """Return nonce || ciphertext || tag of `plaintext`, bound to `aad`."""
        nonce = os.urandom(NONCE_SIZE)
        return nonce + self._ciphers[0].encrypt(nonce, plaintext, aad)

    def open(self, sealed: bytes, aad: bytes) -> bytes:
        """Return the plaintext; raise SealError when value, place or key is another one."""
        if len(sealed) < OVERHEAD:
            raise SealError("sealed-too-short")
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(sealed[:NONCE_SIZE], sealed[NONCE_SIZE:], aad)
            except InvalidTag:
                continue
        raise SealError("does-not-open")


def commitment(plaintext: bytes) -> str:
    """Return base64 SHA-256 of a sealed plaintext, whose blinder keeps the hash from being guessed."""
    return b64(hashlib.sha256(plaintext).digest())


def blinder() -> str:
    """Return base64 of 32 random bytes, the first value of each content document."""
    return b64(os.urandom(BLINDER_SIZE))


def seal_chunk(key: RowKey, attachment_id: str, index: int, last: bool, data: bytes) -> bytes:
    """Seal chunk `index` of an attachment; raise FormatError when its size doesn't fit its place."""
    if not _fits(index, last, len(data)):
        raise FormatError("chunk-size", index=index, found=len(data))
    return key.seal(data, _chunk_aad(attachment_id, index, last))


def open_chunk(key: RowKey, attachment_id: str, index: int, last: bool, sealed: bytes) -> bytes:
    """Open chunk `index`; raise SealError when it is altered, moved, cut off or of another attachment."""
    if not _fits(index, last, len(sealed) - OVERHEAD):
        raise SealError("chunk-size", index=index)
    return key.open(sealed, _chunk_aad(attachment_id, index, last))


def _fits(index: int, last: bool, size: int) -> bool:
    if not last:
        return size == CHUNK
    # Only an empty attachment has an empty chunk: else the same file would have two forms.
    return 0 < size <= CHUNK or (index == 0 and size == 0)


def _chunk_aad(attachment_id: str, index: int, last: bool) -> bytes:
    return canonical(["exchange/v1/chunk", attachment_id, index, last])
