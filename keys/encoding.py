"""Base64 in its one form (RFC 4648, section 4), and the check that refuses every other form.

Python's decoder takes non-zero trailing bits and stray padding; a format that takes them too has
several byte forms for one value, so what is decoded is encoded again and compared.
"""

from __future__ import annotations

import binascii

from keys.errors import FormatError


def b64(data: bytes) -> str:
    """Return `data` in standard base64, padded, on one line."""
    return binascii.b2a_base64(data, newline=False).decode("ascii")


def unb64(text: str, size: int | None = None) -> bytes:
    """Return the bytes of canonical base64 `text` (`size` of them, if given); raise FormatError."""
    try:
        data = binascii.a2b_base64(text, strict_mode=True)
    except ValueError:  # binascii.Error among them
        raise FormatError("not-base64") from None
    if b64(data) != text:
        raise FormatError("base64-not-canonical")
    if size is not None and len(data) != size:
        raise FormatError("wrong-size", expected=size, found=len(data))
    return data
