"""The archive inside a dispatch: plain files one after the other, written and read as a stream.

Nothing is ever extracted to a path: the reader hands out each member's bytes once, in order, and
refuses whatever a tar program could understand differently. What it hands out may be believed only
when the whole archive was read to its end (`ArchiveReader.next_member` returned None), since a seal
that was cut short shows itself there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, Protocol

from exchange.errors import Carried, Refused
from exchange.transmission import ustar
from exchange.transmission.names import check_member_name, fold

MAX_MEMBERS: Final = 64
MAX_BYTES: Final = 4 * 1024**3
"""All members together."""

PIECE: Final = 64 * 1024
"""How much is asked from the source at once: the chunk of an age file."""

_END: Final = bytes(2 * ustar.BLOCK)
# Other tar programs fill the last record (20 blocks) with zeros; more would be a place to hide things.
_MAX_END: Final = 20 * ustar.BLOCK


class Sink(Protocol):
    """Where an archive is written."""

    def write(self, data: bytes, /) -> object:
        """Take all of `data`."""


class Source(Protocol):
    """Where an archive is read from; an empty read is its end."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes."""


class ArchiveWriter:
    """Writes members in the order given; the caller says each size before its bytes."""

    def __init__(self, sink: Sink) -> None:
        self._sink = sink
        self._members = 0
        self._bytes = 0

    def add(self, name: str, size: int, chunks: Iterable[bytes]) -> None:
        """Write one member; raise Refused beyond the limits or where `chunks` aren't `size` bytes."""
        check_member_name(name)
        self._members += 1
        self._bytes += size
        if self._members > MAX_MEMBERS:
            raise Refused("archive-too-many", limit=MAX_MEMBERS)
        if self._bytes > MAX_BYTES:
            raise Refused("archive-too-big", limit=MAX_BYTES)
        self._sink.write(ustar.render_header(name, size))
        left = size
        for chunk in chunks:
            left -= len(chunk)
            if left < 0:
                break
            self._sink.write(chunk)
        if left:
            raise Refused("attachment-changed", member=self._members)
        self._sink.write(bytes(ustar.padding(size)))

    def finish(self) -> None:
        """Write the end of the archive."""
        self._sink.write(_END)


@dataclass(frozen=True)
class Member:
    """One member as announced; its bytes come from `ArchiveReader.chunks`, once."""

    name: str
    size: int


class ArchiveReader:
    """Reads members in order, never more than once, never more than the limits."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._seen: set[str] = set()
        self._bytes = 0
        self._left = 0
        self._padding = 0
        self._ended = False

    def next_member(self) -> Member | None:
        """Return the next member, or None at the true end of the archive and of its source."""
        if self._left:
            raise ValueError("the member before was not read to its end")
        if self._ended:
            return None
        self._skip_padding()
        block = self._exactly(ustar.BLOCK)
        if not any(block):
            self._finish()
            return None
        head, path = ustar.parse_block(block), None
        if head.type == ustar.PAX:
            path = ustar.parse_pax(self._pax(head.size))
            head = ustar.parse_block(self._exactly(ustar.BLOCK))
            if head.type == ustar.PAX:
                raise Carried("archive-type")
        return self._admit(Member(path if path is not None else head.name, head.size))

    def chunks(self) -> Iterator[bytes]:
        """Hand out the current member's bytes; raise Tampered when the source ends before it."""
        while self._left:
            data = self._source.read(min(self._left, PIECE))
            if not data:
                raise Carried("archive-truncated")
            self._left -= len(data)
            yield data

    def _admit(self, member: Member) -> Member:
        check_member_name(member.name)
        self._bytes += member.size
        if fold(member.name) in self._seen:
            raise Carried("archive-duplicate", member=len(self._seen) + 1)
        if len(self._seen) == MAX_MEMBERS:
            raise Refused("archive-too-many", limit=MAX_MEMBERS)
        if self._bytes > MAX_BYTES:
            raise Refused("archive-too-big", limit=MAX_BYTES)
        self._seen.add(fold(member.name))
        self._left = member.size
        self._padding = ustar.padding(member.size)
        return member

    def _pax(self, size: int) -> bytes:
        if not 0 < size <= ustar.PAX_LIMIT:
            raise Carried("archive-header")
        data = self._exactly(size)
        self._padding = ustar.padding(size)
        self._skip_padding()
        return data

    def _skip_padding(self) -> None:
        if any(self._exactly(self._padding)):
            raise Carried("archive-padding")
        self._padding = 0

    def _exactly(self, size: int) -> bytes:
        pieces: list[bytes] = []
        while size:
            piece = self._source.read(size)
            if not piece:
                raise Carried("archive-truncated")
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def _finish(self) -> None:
        """Read the second zero block, the zeros of a last record, and the end of the source."""
        found = ustar.BLOCK
        while data := self._source.read(PIECE):
            found += len(data)
            if any(data) or found > _MAX_END + ustar.BLOCK:
                raise Carried("archive-trailing")
        if found < len(_END) or found % ustar.BLOCK:
            raise Carried("archive-truncated")
        self._ended = True
