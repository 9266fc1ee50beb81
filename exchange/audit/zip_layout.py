"""The layout of a zip file, read strictly: every byte belongs to one listed member or to the directory.

Zip readers differ in which of two directories, names or sizes they believe; what could be read in two
ways is refused here, so that this program and any other see the same members. Archivers list the
folders of what they pack as empty members of their own: those, and no other, are read over. Source:
PKWARE APPNOTE.TXT 6.3.10, sections 4.3 (structure), 4.4 (fields) and 4.5 (extra fields).
"""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from struct import Struct, error, unpack
from typing import BinaryIO, Final

from exchange.errors import Tampered

MAX_MEMBERS: Final = 250_000
MAX_NAME: Final = 200
STORED: Final = 0
DEFLATED: Final = 8

_END = Struct("<4s4H2LH")
_END64 = Struct("<4sQ2H2L4Q")
_LOCATOR64 = Struct("<4sLQL")
_CENTRAL = Struct("<4s4B4HL2L5H2L")
_LOCAL = Struct("<4s2B4HL2L2H")
_ALL_ONES = 0xFFFF_FFFF
_DESCRIPTOR_FLAG = 0x0008
# Deflate's level (bits 1, 2), a descriptor after the data (3), a name in UTF-8 (11); no encryption.
_FLAGS = 0x0006 | _DESCRIPTOR_FLAG | 0x0800
_UNIX = 3
_VERSION = 45  # of the format, times ten: 4.5 brought zip64, and nothing later is needed
_DOS_DIRECTORY = 0x10
_ZIP64 = 0x0001
# Info-ZIP's Unicode path and comment: another name for the same member.
_OTHER_NAMES = frozenset({0x7075, 0x6375})
_PART = "[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(f"{_PART}(/{_PART})*/?")


@dataclass(frozen=True)
class ZipMember:
    """One member as the directory lists it, and where its bytes stand."""

    name: str
    method: int
    flags: int
    crc: int
    packed: int
    size: int
    offset: int
    start: int = 0
    """Where the data begins: known once the local header was read."""

    @property
    def is_folder(self) -> bool:
        """Whether this only names a folder (4.4.17: such a name ends with a slash)."""
        return self.name.endswith("/")


def read_layout(file: BinaryIO) -> tuple[ZipMember, ...]:
    """Return the members in the order of their bytes; raise Tampered unless all of the file is theirs."""
    try:
        count, first, last = _directory_bounds(file)
        listed = sorted(_directory(file, count, first, last), key=lambda member: member.offset)
        _refuse_collisions(listed)
        return tuple(member for member in _placed(file, listed, first) if not member.is_folder)
    except (error, EOFError):  # struct: too few bytes for a header
        raise Tampered("zip-damaged") from None


def _directory_bounds(file: BinaryIO) -> tuple[int, int, int]:
    """Find how many members there are and from where to where the directory goes (4.3.16, 4.3.14)."""
    end = file.seek(0, 2) - _END.size
    if end < 0:
        raise Tampered("zip-not-zip")
    found = _END.unpack(_at(file, end, _END.size))
    mark, disk, disk_first, on_disk, count, size, offset, comment = found
    if mark != b"PK\x05\x06" or comment:
        raise Tampered("zip-not-zip")
    if _ALL_ONES in (size, offset) or count == 0xFFFF:
        end, disk, disk_first, on_disk, count, size, offset = _large_bounds(file, end)
    if disk or disk_first or on_disk != count or offset + size != end:
        raise Tampered("zip-layout")
    if count > MAX_MEMBERS:
        raise Tampered("zip-too-many", limit=MAX_MEMBERS)
    return count, offset, end


def _large_bounds(file: BinaryIO, end: int) -> tuple[int, int, int, int, int, int, int]:
    locator = end - _LOCATOR64.size
    mark, disk, place, disks = _LOCATOR64.unpack(_at(file, locator, _LOCATOR64.size))
    if mark != b"PK\x06\x07" or disk or disks != 1 or place + _END64.size != locator:
        raise Tampered("zip-layout")
    found = _END64.unpack(_at(file, place, _END64.size))
    if found[0] != b"PK\x06\x06" or found[1] != _END64.size - 12:
        raise Tampered("zip-layout")
    return place, found[4], found[5], found[6], found[7], found[8], found[9]


def _directory(file: BinaryIO, count: int, first: int, last: int) -> Iterator[ZipMember]:
    file.seek(first)
    place = first
    for _ in range(count):
        head = _CENTRAL.unpack(_exactly(file, _CENTRAL.size))
        flags, method, crc, packed, size = head[5], head[6], head[9], head[10], head[11]
        name_size, extra_size, comment, disk = head[12], head[13], head[14], head[15]
        place += _CENTRAL.size + name_size + extra_size
        if head[0] != b"PK\x01\x02" or comment or disk or place > last:
            raise Tampered("zip-layout")
        name = _name(_exactly(file, name_size))
        _refuse_unplain(name, head[2], head[17], flags, method)
        if head[3] > _VERSION:
            raise Tampered("zip-method")
        extra = _extra(_exactly(file, extra_size))
        size, packed, offset = _wide(extra, size, packed, head[18])
        yield ZipMember(name, method, flags, crc, packed, size, offset)
    if place != last:
        raise Tampered("zip-layout")


def _name(raw: bytes) -> str:
    name = raw.decode("latin-1")
    if len(raw) > MAX_NAME or not _NAME.fullmatch(name):
        raise Tampered("zip-name")
    return name


def _refuse_unplain(name: str, system: int, attributes: int, flags: int, method: int) -> None:
    if flags & ~_FLAGS:
        raise Tampered("zip-encrypted")
    if method not in (STORED, DEFLATED):
        raise Tampered("zip-method")
    kind = stat.S_IFMT(attributes >> 16) if system == _UNIX else 0
    if name.endswith("/"):
        if kind not in (0, stat.S_IFDIR) or method != STORED:
            raise Tampered("zip-not-plain")
    elif kind not in (0, stat.S_IFREG) or attributes & _DOS_DIRECTORY:
        raise Tampered("zip-not-plain")


def _refuse_collisions(members: list[ZipMember]) -> None:
    """Refuse names that are one, or that some file systems take for one, and folders that hold nothing."""
    names = {member.name.casefold() for member in members}
    if len(names) != len(members):
        raise Tampered("zip-duplicate")
    if any(parent in names for name in names for parent in _parents(name)):
        raise Tampered("zip-duplicate")
    parents = {parent for member in members if not member.is_folder for parent in _parents(member.name)}
    for member in members:
        if member.is_folder and (member.size or member.packed or member.name[:-1] not in parents):
            raise Tampered("zip-not-plain")


def _parents(name: str) -> Iterator[str]:
    parts = name.split("/")
    return ("/".join(parts[:depth]) for depth in range(1, len(parts)))


def _extra(raw: bytes) -> dict[int, bytes]:
    fields: dict[int, bytes] = {}
    place = 0
    while place < len(raw):
        code, size = unpack("<HH", raw[place : place + 4])
        place += 4 + size
        if place > len(raw) or code in fields or code in _OTHER_NAMES:
            raise Tampered("zip-layout")
        fields[code] = raw[place - size : place]
    return fields


def _wide(extra: dict[int, bytes], *values: int) -> list[int]:
    """Put the 64-bit values of the zip64 field where the 32-bit ones say so, in order (4.5.3)."""
    wide = extra.get(_ZIP64, b"")
    places = iter(unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
    try:
        return [next(places) if value == _ALL_ONES else value for value in values]
    except StopIteration:
        raise Tampered("zip-layout") from None


def _placed(file: BinaryIO, members: list[ZipMember], directory: int) -> Iterator[ZipMember]:
    """Check that the members follow each other from the first byte to the directory, without a gap."""
    place = 0
    ends = [member.offset for member in members[1:]] + [directory]
    for member, end in zip(members, ends, strict=bool(members)):
        if member.offset != place:
            raise Tampered("zip-overlap" if member.offset < place else "zip-layout")
        start = _data_start(file, member)
        if start + member.packed > end:
            raise Tampered("zip-overlap")
        _check_descriptor(file, member, start + member.packed, end)
        place = end
        yield ZipMember(**{**vars(member), "start": start})
    if not members:
        raise Tampered("zip-not-zip")


def _data_start(file: BinaryIO, member: ZipMember) -> int:
    """Compare the local header with the directory: no reader may see another member here (4.3.7)."""
    head = _LOCAL.unpack(_at(file, member.offset, _LOCAL.size))
    flags, method, crc, packed, size = head[3], head[4], head[7], head[8], head[9]
    name_size, extra_size = int(head[10]), int(head[11])
    name = _name(_exactly(file, name_size))
    extra = _extra(_exactly(file, extra_size))
    if (
        head[0] != b"PK\x03\x04"
        or head[1] > _VERSION
        or (name, method, flags) != (member.name, member.method, member.flags)
    ):
        raise Tampered("zip-layout")
    size, packed = _wide(extra, size, packed)
    pairs = ((crc, member.crc), (size, member.size), (packed, member.packed))
    # With a descriptor after the data, the header may leave each of the three at nought.
    later = flags & _DESCRIPTOR_FLAG
    if any(told != listed and not (later and told == 0) for told, listed in pairs):
        raise Tampered("zip-layout")
    return member.offset + _LOCAL.size + name_size + extra_size


def _check_descriptor(file: BinaryIO, member: ZipMember, place: int, end: int) -> None:
    """Between the data and the next header there is nothing, or the one descriptor (4.3.9)."""
    found = _at(file, place, min(end - place, 25))
    forms = [b""]
    if member.flags & _DESCRIPTOR_FLAG:
        sizes = member.crc, member.packed, member.size
        narrow = all(value <= _ALL_ONES for value in sizes)
        bare = [Struct("<L2Q").pack(*sizes)] + ([Struct("<3L").pack(*sizes)] if narrow else [])
        forms = bare + [b"PK\x07\x08" + form for form in bare]
    if found not in forms:
        raise Tampered("zip-layout")


def _at(file: BinaryIO, place: int, size: int) -> bytes:
    if place < 0:
        raise Tampered("zip-layout")
    file.seek(place)
    return _exactly(file, size)


def _exactly(file: BinaryIO, size: int) -> bytes:
    data = file.read(size)
    if len(data) != size:
        raise EOFError
    return data
