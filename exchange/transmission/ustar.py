"""One tar member header: POSIX ustar (IEEE Std 1003.1, pax utility), with a pax path where needed.

Written: plain files alone, owner and times zero, so that the same members give the same bytes.
Read: what any tar program writes for plain files in its ustar or pax format. Owner, mode and times
are ignored; whatever would make another program see another name, size or kind of member than we
see (links, devices, sparse files, global headers, a pax `size`, GNU long names) is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from exchange.errors import Carried

BLOCK: Final = 512
PAX_LIMIT: Final = 4096
"""The longest pax header that is read: one path of 255 bytes and a few times need far less."""

FILE: Final = b"0"
PAX: Final = b"x"

_MAGIC = b"ustar\x0000"
_OCTAL = re.compile(rb"[0-7]{1,11}[ \0]+")
_RECORD = re.compile(rb"([1-9][0-9]{0,3}) ([A-Za-z.]+)=")
_IGNORED = frozenset({b"mtime", b"atime", b"ctime", b"uid", b"gid", b"uname", b"gname"})


@dataclass(frozen=True)
class Block:
    """What a header block says: the member's name, size and type (`FILE` or `PAX`)."""

    name: str
    size: int
    type: bytes


def padding(size: int) -> int:
    """Return how many zero bytes follow `size` bytes of content, up to the next block."""
    return -size % BLOCK


def render_header(name: str, size: int) -> bytes:
    """Return the header of a plain file, with a pax header before it where ustar can't hold the name."""
    data = name.encode("utf-8")
    if name.isascii() and len(data) <= 100:
        return _block(data, size, FILE)
    records = _record(b"path", data)
    plain = b"pax/" + name.partition("-")[0].encode("ascii", "replace")[:90]
    pax = _block(b"pax-header", len(records), PAX) + records + bytes(padding(len(records)))
    return pax + _block(plain, size, FILE)


def parse_block(block: bytes) -> Block:
    """Return what `block` says; raise Tampered unless it is the header of a plain file or its pax."""
    if block[257:265] != _MAGIC or _octal(block[148:156]) != _checksum(block) or any(block[500:]):
        raise Carried("archive-header")
    if block[156:157] not in (FILE, PAX) or any(block[157:257]):
        raise Carried("archive-type")
    name = _text(block[:100])
    prefix = _text(block[345:500])
    return Block(f"{prefix}/{name}" if prefix else name, _octal(block[124:136]), block[156:157])


def parse_pax(data: bytes) -> str | None:
    """Return the path that a pax header gives, if any; raise Tampered for records that change more."""
    path: str | None = None
    seen: set[bytes] = set()
    while data:
        found = _RECORD.match(data)
        length = int(found[1]) if found else 0
        if found is None or not found.end() < length <= len(data) or data[length - 1 : length] != b"\n":
            raise Carried("archive-header")
        key, value, data = found[2], data[found.end() : length - 1], data[length:]
        if key in seen or key not in _IGNORED | {b"path"}:
            raise Carried("archive-type")
        seen.add(key)
        if key == b"path":
            path = _decoded(value)
    return path


def _block(name: bytes, size: int, kind: bytes) -> bytes:
    fields = (
        name.ljust(100, b"\0"),
        b"0000600\0" + b"0000000\0" * 2,
        b"%011o\0" % size,
        b"%011o\0" % 0,
        b" " * 8,
        kind,
        bytes(100),
        _MAGIC,
        bytes(64),
        b"0000000\0" * 2,
        bytes(155 + 12),
    )
    block = b"".join(fields)
    return block[:148] + b"%06o\0 " % sum(block) + block[156:]


def _record(key: bytes, value: bytes) -> bytes:
    """Return a pax record; its length counts its own digits, so it is grown until it fits."""
    rest = b" " + key + b"=" + value + b"\n"
    length = len(rest) + 1
    while len(b"%d" % length) + len(rest) != length:
        length += 1
    return b"%d" % length + rest


def _checksum(block: bytes) -> int:
    return sum(block[:148]) + 8 * 0x20 + sum(block[156:])


def _octal(field: bytes) -> int:
    # Only digits and their terminator: the base-256 form would allow sizes beyond any check.
    if not _OCTAL.fullmatch(field):
        raise Carried("archive-header")
    return int(field.rstrip(b" \0"), 8)


def _text(field: bytes) -> str:
    name, _, rest = field.partition(b"\0")
    if any(rest):
        raise Carried("archive-header")
    return _decoded(name)


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise Carried("archive-name") from None
