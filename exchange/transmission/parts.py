"""`parts.json`: what follows in a dispatch, by name, size and hash, and what the log may not say.

The cover in the sender's log commits to it by hash. It begins with a random blinder, so that this
hash says nothing to who reads the log: their references and the names of files could be guessed.
"""

from __future__ import annotations

import hashlib
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, Field, PlainSerializer

from exchange.errors import Carried
from exchange.transmission.archive import MAX_BYTES, MAX_MEMBERS
from exchange.transmission.content import Content, parse_content, render_content
from exchange.transmission.names import FOLDER, attachment_name
from keys.encoding import b64, unb64
from keys.errors import FormatError

LIMIT: Final = 64 * 1024
"""The longest `parts.json` that is read: 54 attachments with the longest names need half of it."""

BORDEREAU: Final = "bordereau.pdf"
MESSAGE: Final = "message.json"
HEADER_MEMBERS: Final = 8
"""`LISEZMOI.txt` to `parts.json`: what stands before the members listed here."""

MAX_PARTS: Final = MAX_MEMBERS - HEADER_MEMBERS


def _thirty_two_bytes(text: str) -> str:
    try:
        unb64(text, 32)
    except FormatError:
        raise ValueError("not base64 of 32 bytes") from None
    return text


Base64Of32 = Annotated[str, Field(max_length=44), AfterValidator(_thirty_two_bytes)]
"""Standard base64 of 32 bytes: a SHA-256, a blinder."""

Id = Annotated[UUID, PlainSerializer(str, return_type=str)]
Reference = Annotated[str, Field(min_length=1, max_length=200)]


class Part(Content):
    """One member after `parts.json`."""

    name: Annotated[str, Field(max_length=255)]
    size: Annotated[int, Field(ge=0, le=MAX_BYTES)]
    sha256: Base64Of32


class Parts(Content):
    """The whole of `parts.json`."""

    blinder: Base64Of32
    their_refs: Annotated[tuple[Reference, ...], Field(max_length=16)]
    answers: Id | None
    members: Annotated[tuple[Part, ...], Field(min_length=2, max_length=MAX_PARTS)]

    def digest(self) -> str:
        """Return base64 SHA-256 of `parts.json`, as the cover carries it."""
        return sha256_text(render_parts(self))


def sha256_text(data: bytes) -> str:
    """Return base64 SHA-256 of `data`, the one writing of a hash in dispatches."""
    return b64(hashlib.sha256(data).digest())


def render_parts(parts: Parts) -> bytes:
    """Return the bytes of `parts.json`."""
    return render_content(parts)


def parse_parts(data: bytes) -> Parts:
    """Return the parts; raise Refused for another form, Tampered for members out of place."""
    parts = parse_content(Parts, data, limit=LIMIT, reason="parts-malformed")
    names = [part.name for part in parts.members]
    if names[:2] != [BORDEREAU, MESSAGE]:
        raise Carried("archive-order", member=HEADER_MEMBERS + 1)
    for number, name in enumerate(names[2:], start=1):
        if not name.startswith(FOLDER):
            raise Carried("archive-order", member=HEADER_MEMBERS + 2 + number)
        attachment_name(name, number)
    return parts
