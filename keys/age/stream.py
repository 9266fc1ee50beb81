"""The payload of an age file: a nonce, then chunks of 64 KiB under ChaCha20-Poly1305 (STREAM).

Each chunk's nonce is its number and whether it is the last, so none can be altered, moved, dropped
or added, and an end is an end only if the writer said so (c2sp.org/age, *Payload*).
"""

from __future__ import annotations

from contextlib import suppress

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.age.errors import HeaderError, PayloadError
from keys.age.source import Lookahead

CHUNK = 64 * 1024
NONCE_SIZE = 16
_TAG = 16
_SEALED_CHUNK = CHUNK + _TAG
_COUNTER_SIZE = 11
_MIDDLE = b"\x00"
_LAST = b"\x01"


class ChunkSealer:
    """Seals the chunks of one payload, in order."""

    def __init__(self, file_key: bytes, nonce: bytes) -> None:
        self._cipher = _cipher(file_key, nonce)
        self._counter = 0

    def seal(self, chunk: bytes | bytearray | memoryview) -> bytes:
        """Seal a full chunk that another one follows."""
        return self._seal(chunk, _MIDDLE)

    def seal_last(self, chunk: bytes | bytearray | memoryview) -> bytes:
        """Seal the last chunk: short, full, or empty if the whole payload is."""
        return self._seal(chunk, _LAST)

    def _seal(self, chunk: bytes | bytearray | memoryview, place: bytes) -> bytes:
        nonce = self._counter.to_bytes(_COUNTER_SIZE, "big") + place
        self._counter += 1
        return self._cipher.encrypt(nonce, chunk, None)


class ChunkOpener:
    """Opens the chunks of one payload, in order, each before any of it is given out."""

    def __init__(self, ahead: Lookahead, file_key: bytes) -> None:
        nonce = ahead.take(NONCE_SIZE)
        if len(nonce) != NONCE_SIZE:
            raise HeaderError("payload-nonce")
        self._cipher = _cipher(file_key, nonce)
        self._ahead = ahead
        self._counter = 0
        self._last = False
        self._broken = False

    def next_chunk(self) -> bytes:
        """Return the next chunk, nothing after the last; raise PayloadError, and so ever after.

        Each chunk is given out as soon as it has opened: only the end says that there is no more.
        """
        if self._broken:
            raise PayloadError("chunk", index=self._counter)
        self._broken = True  # until all is well here: a failed read never looks like an end
        chunk = self._end() if self._last else self._open(self._ahead.take(_SEALED_CHUNK))
        self._counter += 1
        self._broken = False
        return chunk

    def _open(self, sealed: bytes) -> bytes:
        if not sealed:
            raise PayloadError("payload-truncated", index=self._counter)
        if len(sealed) == _SEALED_CHUNK:
            with suppress(InvalidTag):  # a full chunk may still be the last one
                return self._decrypt(sealed, _MIDDLE)
        return self._open_last(sealed)

    def _open_last(self, sealed: bytes) -> bytes:
        try:
            chunk = self._decrypt(sealed, _LAST)
        except InvalidTag:
            raise PayloadError("chunk", index=self._counter) from None
        if not chunk and self._counter:
            raise PayloadError("last-chunk-empty", index=self._counter)
        self._last = True
        return chunk

    def _end(self) -> bytes:
        if self._ahead.take(1):
            raise PayloadError("after-last-chunk", index=self._counter)
        return b""

    def _decrypt(self, sealed: bytes, place: bytes) -> bytes:
        return self._cipher.decrypt(self._counter.to_bytes(_COUNTER_SIZE, "big") + place, sealed, None)


def _cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    key = HKDF(algorithm=SHA256(), length=32, salt=nonce, info=b"payload").derive(file_key)
    return ChaCha20Poly1305(key)
