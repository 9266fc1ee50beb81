"""The zip that carries an export: written plainly, and read so that no two readers see two exports.

Members are handed out as streams and never extracted. What is read may be believed only at its end,
where size and checksum are known to hold. The limits are far above what an export holds and far
below what would fill a machine.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Final, Self

from exchange.audit.zip_layout import STORED, ZipMember, read_layout
from exchange.errors import Tampered

PIECE: Final = 256 * 1024
MAX_TOTAL: Final = 64 * 1024**3
"""All members together, unpacked."""
MAX_RATIO: Final = 100
"""Each entry holds two hashes' worth of randomness: honest files pack to a tenth at best."""
RATIO_FREE: Final = 1024 * 1024
"""Up to this size a member's ratio says nothing."""
_EPOCH = (1980, 1, 1, 0, 0, 0)
_PLAIN_FILE = 0o100644 << 16


class Container:
    """An open export: its members by name, each readable as a stream, any number of times."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        members = read_layout(file)
        for member in members:
            _refuse_bomb(member)
        if sum(member.size for member in members) > MAX_TOTAL:
            raise Tampered("zip-too-big", limit=MAX_TOTAL)
        self._members = {member.name: member for member in members}

    @property
    def names(self) -> tuple[str, ...]:
        """The members' names, in the order of their bytes."""
        return tuple(self._members)

    def size(self, name: str) -> int:
        """Return a member's size as the directory tells it; raise Tampered when there is none."""
        return self._member(name).size

    def read(self, name: str, limit: int) -> bytes:
        """Return a small member whole; raise Tampered when it is missing, damaged or over `limit`."""
        if self._member(name).size > limit:
            raise Tampered("zip-member-size", name=name, limit=limit)
        return b"".join(self.chunks(name))

    def chunks(self, name: str) -> Iterator[bytes]:
        """Hand out a member's bytes; raise Tampered when size or checksum don't hold at the end."""
        member = self._member(name)
        size, crc = 0, 0
        for piece in self._raw(member) if member.method == STORED else self._inflated(member):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
            if size > member.size:
                raise Tampered("zip-member-damaged", name=name)
            yield piece
        if (size, crc) != (member.size, member.crc):
            raise Tampered("zip-member-damaged", name=name)

    def lines(self, name: str, limit: int) -> Iterator[bytes]:
        """Hand out a member's lines without their newline; raise Tampered for one over `limit`.

        A last line without its newline is handed out too: its hash tells whether it is whole.
        """
        rest = b""
        for piece in self.chunks(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
            if len(rest) > limit:
                raise Tampered("zip-line-size", name=name, limit=limit)
        if rest:
            yield rest

    def _member(self, name: str) -> ZipMember:
        member = self._members.get(name)
        if member is None:
            raise Tampered("export-file-missing", name=name)
        return member

    def _raw(self, member: ZipMember) -> Iterator[bytes]:
        place, left = member.start, member.packed
        while left:
            self._file.seek(place)
            piece = self._file.read(min(left, PIECE))
            if not piece:
                raise Tampered("zip-damaged")
            place, left = place + len(piece), left - len(piece)
            yield piece

    def _inflated(self, member: ZipMember) -> Iterator[bytes]:
        """Inflate with bounded memory; the stream must end exactly where the directory says."""
        stream = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            for packed in self._raw(member):
                while packed and not stream.eof:  # past its end a stream keeps a tail for ever
                    yield stream.decompress(packed, PIECE)
                    packed = stream.unconsumed_tail
                if stream.unused_data:
                    raise Tampered("zip-member-damaged", name=member.name)
            while piece := stream.decompress(b"", PIECE):
                yield piece
        except zlib.error:
            raise Tampered("zip-member-damaged", name=member.name) from None
        if not stream.eof:
            raise Tampered("zip-member-damaged", name=member.name)


def _refuse_bomb(member: ZipMember) -> None:
    if member.size > max(RATIO_FREE, member.packed * MAX_RATIO):
        raise Tampered("zip-bomb", name=member.name, limit=MAX_RATIO)


@contextmanager
def open_container(path: Path) -> Iterator[Container]:
    """Open an export for reading; raise Tampered for any zip that could be read in two ways."""
    with path.open("rb") as file:
        yield Container(file)


class ContainerWriter:
    """Writes members one after the other, as a stream; the same members always give the same bytes."""

    def __init__(self, sink: BinaryIO) -> None:
        self._zip = zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED)
        self._hashes: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self._zip.fp = None  # forgotten, it would still write its directory into the sink

    @property
    def hashes(self) -> dict[str, str]:
        """SHA-256, in hex, of each member written so far, by name."""
        return dict(self._hashes)

    def add(self, name: str, data: bytes) -> None:
        """Write a small member."""
        self._zip.writestr(_plain(name), data)
        self._hashes[name] = sha256(data).hexdigest()

    def stream(self, name: str, pieces: Iterable[bytes]) -> None:
        """Write a member of any size from its pieces.

        Hashing and packing let the interpreter go: they run beside what makes the next piece.
        """
        digest = sha256()
        with (
            self._zip.open(_plain(name), "w", force_zip64=True) as member,
            ThreadPoolExecutor(max_workers=1) as packer,
        ):

            def pack(piece: bytes) -> None:
                digest.update(piece)
                member.write(piece)

            packed = packer.submit(pack, b"")
            for piece in _joined(pieces):
                packed.result()  # one piece is packed, one is made: memory stays bounded
                packed = packer.submit(pack, piece)
            packed.result()
        self._hashes[name] = digest.hexdigest()

    def finish(self) -> None:
        """Write the directory; the sink stays open."""
        self._zip.close()


def _joined(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces: compressing line by line costs as much again."""
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)


def _plain(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system = 3
    info.external_attr = _PLAIN_FILE
    return info
