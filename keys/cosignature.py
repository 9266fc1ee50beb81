r"""The bytes under an ML-DSA-44 cosignature: c2sp.org/tlog-cosignature, *ML-DSA-44 signed message*.

A cosignature covers the checkpoint's origin, size and root (c2sp.org/tlog-checkpoint, *Note text*)
and the cosigner's name, in the TLS presentation of RFC 8446, section 3:

    struct {
        uint8 label[12] = "subtree/v1\n\0";
        opaque cosigner_name<1..2^8-1>;
        uint64 timestamp;
        opaque log_origin<1..2^8-1>;
        uint64 start;                        0 for a checkpoint
        uint64 end;                          its size
        uint8 hash[32];
    } cosigned_message;

On the note's line it stands as `timestamped_signature` (same page, *Format*): the time as a
big-endian uint64, at most 2^63-1, then the 2420 bytes of the signature.
"""

from __future__ import annotations

import struct

from keys.encoding import unb64
from keys.errors import FormatError

LABEL = b"subtree/v1\n\0"
SIGNATURE_SIZE = 2420
TIME_SIZE = 8
TIME_LIMIT = (1 << 63) - 1
NAME_LIMIT = 255
SIZE_DIGITS = 20


def cosigned_message(cosigner: str, at_seconds: int, checkpoint_text: str) -> bytes:
    """Return what `cosigner` signs for a checkpoint's text at that time; raise FormatError."""
    origin, size, root = _checkpoint_fields(checkpoint_text)
    return b"".join(
        (
            LABEL,
            _opaque(cosigner),
            struct.pack(">Q", at_seconds),
            _opaque(origin),
            struct.pack(">QQ", 0, size),
            root,
        )
    )


def split_timestamp(signature: bytes) -> tuple[int, bytes]:
    """Return the time and the ML-DSA-44 signature of a `timestamped_signature`; raise FormatError."""
    if len(signature) != TIME_SIZE + SIGNATURE_SIZE:
        raise FormatError("wrong-size", expected=TIME_SIZE + SIGNATURE_SIZE, found=len(signature))
    at_seconds = int.from_bytes(signature[:TIME_SIZE], "big")
    if at_seconds > TIME_LIMIT:
        raise FormatError("time-out-of-range")
    return at_seconds, signature[TIME_SIZE:]


def _checkpoint_fields(text: str) -> tuple[str, int, bytes]:
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise FormatError("not-a-checkpoint")
    origin, size, root = lines[:3]
    if not (size.isascii() and size.isdigit() and len(size) <= SIZE_DIGITS) or size != str(int(size)):
        raise FormatError("not-a-checkpoint")
    if int(size) >= 1 << 64:
        raise FormatError("not-a-checkpoint")
    return origin, int(size), unb64(root, 32)


def _opaque(text: str) -> bytes:
    data = text.encode()
    if not 1 <= len(data) <= NAME_LIMIT:
        raise FormatError("name-too-long", limit=NAME_LIMIT)
    return bytes([len(data)]) + data
