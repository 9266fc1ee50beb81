"""Opening a dispatch or a receipt: the small members first, then each part as a stream.

    incoming = open_container(source, identities)
    checked = check_dispatch(incoming.header, receiver)
    for part in incoming.parts():
        stage(part.chunks())

Nothing that a part hands out may be kept before the loop has ended: only then are its hash, the
order and number of members, and the end of the sealed file known to be right. The loop reads what
its body leaves, so that no member escapes its hash.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from exchange.errors import Carried, ExchangeError, Refused, Tampered
from exchange.log.consistency import ConsistencyBlock, parse_blocks
from exchange.log.entry import SignedEntry
from exchange.log.proof import LogProof, parse_proof
from exchange.transmission.archive import ArchiveReader
from exchange.transmission.build import (
    CARD,
    CONSISTENCY,
    COSIGNATURE,
    COVER,
    DISPATCH_HEADER,
    NOTE,
    PARTS,
    PROOF,
    README,
    RECEIPT_MEMBERS,
)
from exchange.transmission.cosignature import Cosignature, parse_cosignature
from exchange.transmission.cover import Form, form_of, parse_cover_log
from exchange.transmission.names import FOLDER
from exchange.transmission.parts import BORDEREAU, HEADER_MEMBERS, MESSAGE, Part, Parts, parse_parts
from keys.age import HeaderError, Identity, NoMatch, PayloadError, SealedReader, Source, one_hybrid_stanza
from keys.age.errors import AgeError
from keys.card import Card
from keys.encoding import b64
from keys.errors import KeysError

HEADER_LIMIT: Final = 1024 * 1024
"""All members before the bordereau together: they are held in memory."""

_NOT_AGE = frozenset({"not-age-v1", "armored"})
_OTHER_STANZAS = frozenset({"not-one-hybrid-stanza", "scrypt-not-alone", "no-stanza"})


@dataclass(frozen=True)
class Header:
    """The small members, each in its one form; nothing is verified yet."""

    form: Form
    cover: SignedEntry
    note: bytes
    proof: LogProof
    consistency: tuple[ConsistencyBlock, ...]
    cosignature: Cosignature | None
    card: Card
    card_bytes: bytes
    parts: Parts | None


class IncomingPart:
    """One part as its sender listed it; its bytes come once, and are right when they have ended."""

    def __init__(self, listed: Part, place: int, archive: ArchiveReader) -> None:
        self.listed = listed
        self._place = place
        self._archive = archive
        self._digest = hashlib.sha256()

    @property
    def is_message(self) -> bool:
        """Say whether this is `message.json`."""
        return self.listed.name == MESSAGE

    @property
    def is_bordereau(self) -> bool:
        """Say whether this is the bordereau."""
        return self.listed.name == BORDEREAU

    @property
    def file_name(self) -> str:
        """The name to keep the part under: safe, and without its number."""
        name = self.listed.name
        return name.removeprefix(FOLDER).partition("-")[2] if name.startswith(FOLDER) else name

    def chunks(self) -> Iterator[bytes]:
        """Hand out the bytes; raise Tampered at the end when they aren't those that were listed."""
        for chunk in self._archive.chunks():
            self._digest.update(chunk)
            yield chunk
        if b64(self._digest.digest()) != self.listed.sha256:
            raise Carried("part-differs", member=self._place)

    def read(self, limit: int) -> bytes:
        """Return all bytes of a part that must be small; raise Refused when it is listed as larger."""
        if self.listed.size > limit:
            raise Refused("part-too-big", member=self._place, limit=limit)
        return b"".join(self.chunks())


class Incoming:
    """A dispatch or receipt that opened: its header, and its parts to come."""

    def __init__(self, header: Header, archive: ArchiveReader) -> None:
        self.header = header
        self._archive = archive

    def parts(self) -> Iterator[IncomingPart]:
        """Hand out each part in order, then see that nothing follows; a receipt has none.

        Raise Tampered for a part missing, added, moved, of another size or hash, or a file cut short.
        """
        listed = self.header.parts.members if self.header.parts else ()
        for place, part in enumerate(listed, start=HEADER_MEMBERS + 1):
            member = self._archive.next_member()
            if member is None or member.name != part.name:
                raise Carried("archive-order", member=place)
            if member.size != part.size:
                raise Carried("part-differs", member=place)
            incoming = IncomingPart(part, place, self._archive)
            yield incoming
            for _ in incoming.chunks():
                continue
        if self._archive.next_member() is not None:
            raise Carried("archive-order", member=HEADER_MEMBERS + len(listed) + 1)


class _Opened:
    """The plaintext under a seal, with the seal's failures told as ours."""

    def __init__(self, sealed: SealedReader) -> None:
        self._sealed = sealed

    def read(self, size: int, /) -> bytes:
        try:
            return self._sealed.read(size)
        except PayloadError:
            raise Carried("dispatch-altered") from None


def open_container(source: Source, identities: Iterable[Identity]) -> Incoming:
    """Open `source` with our present or retired office identities, and read its small members.

    Raise Refused for a file that isn't a dispatch or not for us, Tampered for one that was altered.
    """
    try:
        sealed = SealedReader(source, identities, one_hybrid_stanza)
    except NoMatch:
        raise Refused("dispatch-not-for-us") from None
    except HeaderError as error:
        raise _of_header(error) from None
    except AgeError:
        raise Carried("dispatch-altered") from None
    archive = ArchiveReader(_Opened(sealed))
    return Incoming(_read_header(archive), archive)


def _of_header(error: HeaderError) -> ExchangeError:
    if error.reason in _NOT_AGE:
        return Refused("dispatch-not-age")
    if error.reason in _OTHER_STANZAS:
        return Refused("dispatch-other-recipients")
    return Carried("dispatch-altered")


def _read_header(archive: ArchiveReader) -> Header:
    found: dict[str, bytes] = {}
    names: tuple[str, ...] = DISPATCH_HEADER
    left = HEADER_LIMIT
    while len(found) < len(names):
        member = archive.next_member()
        if member is not None and not found and member.name != README:
            names = RECEIPT_MEMBERS
        if member is None or member.name != names[len(found)]:
            raise Carried("archive-order", member=len(found) + 1)
        left -= member.size
        if left < 0:
            raise Refused("archive-header-too-big", limit=HEADER_LIMIT)
        found[member.name] = b"".join(archive.chunks())
    return _parse_header(found)


def _parse_header(members: dict[str, bytes]) -> Header:
    form = form_of(members[NOTE])
    if (form is Form.DISPATCH) != (PARTS in members):
        raise Carried("note-malformed")
    return Header(
        form=form,
        cover=parse_cover_log(members[COVER]),
        note=members[NOTE],
        proof=_proof(members[PROOF]),
        consistency=_consistency(members[CONSISTENCY]),
        cosignature=parse_cosignature(members[COSIGNATURE]),
        card=_card(members[CARD]),
        card_bytes=members[CARD],
        parts=parse_parts(members[PARTS]) if PARTS in members else None,
    )


def _proof(data: bytes) -> LogProof:
    try:
        return parse_proof(data)
    except Tampered:
        raise Carried("proof-malformed") from None


def _consistency(data: bytes) -> tuple[ConsistencyBlock, ...]:
    try:
        return parse_blocks(data)
    except Tampered:
        raise Carried("consistency-malformed") from None


def _card(data: bytes) -> Card:
    try:
        return Card.parse(data)
    except KeysError:
        raise Carried("card-malformed") from None
