"""Building a dispatch or a receipt: its members in their order, sealed to one recipient, streaming.

The parts are listed first (`list_parts`), since the cover in the log commits to them; then the entry
is appended, the checkpoint signed, and `write_dispatch` writes the file. An attachment that changed
or vanished in between is refused, and what was written then is no whole age file: it never opens.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import ValidationError

from exchange.errors import Refused
from exchange.transmission.archive import ArchiveWriter
from exchange.transmission.cover import render_cover_log
from exchange.transmission.names import member_name
from exchange.transmission.parts import BORDEREAU, MAX_PARTS, MESSAGE, Part, Parts, render_parts, sha256_text
from keys.age import Phrase, Recipient, SealedWriter, Sink
from keys.encoding import b64
from keys.seal import blinder

README = "LISEZMOI.txt"
COVER = "cover.log"
NOTE = "cover.note"
PROOF = "cover.tlog-proof"
CONSISTENCY = "consistency"
COSIGNATURE = "cosignature"
CARD = "sender.card"
PARTS = "parts.json"

RECEIPT_MEMBERS = (COVER, NOTE, PROOF, CONSISTENCY, COSIGNATURE, CARD)
DISPATCH_HEADER = (README, *RECEIPT_MEMBERS, PARTS)


@dataclass(frozen=True)
class Cover:
    """What a dispatch and a receipt both begin with: one entry, and what proves it."""

    line: bytes
    note: bytes
    proof: bytes
    consistency: bytes
    cosignature: bytes
    card: bytes


@dataclass(frozen=True)
class OutgoingFile:
    """An attachment as it stands: its name (any), size, base64 SHA-256, and its bytes, read once."""

    name: str
    size: int
    sha256: str
    chunks: Iterable[bytes]


@dataclass(frozen=True)
class Outgoing:
    """A dispatch about to be written."""

    cover: Cover
    readme: str
    parts: Parts
    bordereau: bytes
    message: bytes
    attachments: Sequence[OutgoingFile]


def list_parts(
    bordereau: bytes,
    message: bytes,
    attachments: Sequence[OutgoingFile],
    *,
    their_refs: Sequence[str] = (),
    answers: str | None = None,
) -> Parts:
    """Return `parts.json` of a dispatch, under a new blinder; raise Refused for too many attachments."""
    if len(attachments) + 2 > MAX_PARTS:
        raise Refused("archive-too-many", limit=MAX_PARTS - 2)
    members = [
        Part(name=BORDEREAU, size=len(bordereau), sha256=sha256_text(bordereau)),
        Part(name=MESSAGE, size=len(message), sha256=sha256_text(message)),
    ]
    for number, file in enumerate(attachments, start=1):
        members.append(Part(name=member_name(number, file.name), size=file.size, sha256=file.sha256))
    try:
        return Parts(
            blinder=blinder(),
            their_refs=tuple(their_refs),
            answers=None if answers is None else UUID(answers),
            members=tuple(members),
        )
    except ValidationError:
        raise Refused("parts-malformed") from None


def dispatch_file_name() -> str:
    """Return a name for a dispatch that names nobody."""
    return f"{secrets.token_hex(8)}.dispatch.age"


def receipt_file_name() -> str:
    """Return a name for a receipt that names nobody."""
    return f"{secrets.token_hex(8)}.receipt.age"


def write_dispatch(outgoing: Outgoing, recipient: Recipient | Phrase, sink: Sink) -> None:
    """Write a dispatch, sealed to `recipient`; raise Refused where an attachment isn't as listed."""
    header = _members(outgoing.cover)
    with SealedWriter(sink, [recipient]) as sealed:
        archive = ArchiveWriter(sealed)
        _add(archive, README, outgoing.readme.encode("utf-8"))
        for name, data in header:
            _add(archive, name, data)
        _add(archive, PARTS, render_parts(outgoing.parts))
        _add(archive, BORDEREAU, outgoing.bordereau)
        _add(archive, MESSAGE, outgoing.message)
        for number, file in enumerate(outgoing.attachments, start=1):
            part = outgoing.parts.members[number + 1]
            archive.add(part.name, part.size, _as_listed(file.chunks, part, number))
        archive.finish()


def write_receipt(cover: Cover, recipient: Recipient, sink: Sink) -> None:
    """Write a receipt, sealed to `recipient`."""
    with SealedWriter(sink, [recipient]) as sealed:
        archive = ArchiveWriter(sealed)
        for name, data in _members(cover):
            _add(archive, name, data)
        archive.finish()


def _members(cover: Cover) -> Sequence[tuple[str, bytes]]:
    contents = (
        render_cover_log(cover.line),
        cover.note,
        cover.proof,
        cover.consistency,
        cover.cosignature,
        cover.card,
    )
    return tuple(zip(RECEIPT_MEMBERS, contents, strict=True))


def _add(archive: ArchiveWriter, name: str, data: bytes) -> None:
    archive.add(name, len(data), [data])


def _as_listed(chunks: Iterable[bytes], part: Part, number: int) -> Iterator[bytes]:
    digest = hashlib.sha256()
    for chunk in chunks:
        digest.update(chunk)
        yield chunk
    if b64(digest.digest()) != part.sha256:
        raise Refused("attachment-changed", member=number)
