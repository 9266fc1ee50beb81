"""Base64 of hashes and signatures, strictly: one text for each value (RFC 4648, section 4)."""

from __future__ import annotations

from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64


def to_base64(data: bytes) -> str:
    """Return the padded base64 text of `data`."""
    return b64encode(data).decode("ascii")


def from_base64(text: str, length: int) -> bytes:
    """Return the `length` bytes of which `text` is the one base64 form; raise ValueError otherwise."""
    try:
        data = a2b_base64(text, strict_mode=True)
    except Base64Error:
        raise ValueError("not base64") from None
    # Strict mode lets the unused bits of the last character vary: only the re-encoded form is ours.
    if len(data) != length or to_base64(data) != text:
        raise ValueError("another form")
    return data
