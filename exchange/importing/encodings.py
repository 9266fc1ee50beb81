"""In which encoding a file of text is: by its mark, by its zero bytes, by what is valid UTF-8.

Nobody says it, and each is met: UTF-8 with a mark or without, UTF-16 from a spreadsheet's "Unicode
text", Latin-1 (Windows-1252 where it has that one's signs) from an older program. The file is read once
for it, a piece at a time.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from typing import BinaryIO, Final

_PIECE: Final = 1024 * 1024
_HEAD: Final = 4096
_LONGEST_SIGN: Final = 4
_FEW: Final = 8  # of so many characters at most one whose code has its zero in the other byte
_C1: Final = bytes(range(0x80, 0xA0))
_NOT_IN_1252: Final = b"\x81\x8d\x8f\x90\x9d"


@dataclass(frozen=True)
class Encoding:
    """An encoding: what people call it, Python's codec, what becomes of damage, where the text begins."""

    name: str
    codec: str
    errors: str
    start: int = 0


WIDE: Final = "UTF-16"
_UTF_8: Final = "UTF-8"
_MARKS: Final = (
    (codecs.BOM_UTF8, Encoding(_UTF_8, "utf-8", "surrogateescape", 3)),
    (codecs.BOM_UTF16_LE, Encoding(WIDE, "utf-16-le", "surrogatepass", 2)),
    (codecs.BOM_UTF16_BE, Encoding(WIDE, "utf-16-be", "surrogatepass", 2)),
)
# Damage is kept as half characters (PEP 383), so that the line it is on can be refused, and no other.
PLAIN: Final = Encoding(_UTF_8, "utf-8", "surrogateescape")


def recognised(file: BinaryIO) -> Encoding:
    """Return the encoding of a file, which is then at its beginning again."""
    head = file.read(_HEAD)
    file.seek(0)
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    wide = _wide(head)
    if wide is not None:
        return wide
    found = _narrow(file)
    file.seek(0)
    return found


def _wide(head: bytes) -> Encoding | None:
    """Return UTF-16 without a mark: of text that begins in Latin letters every other byte is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    halved = len(head) % 2 == 1  # of an even number of bytes, unless it was cut at the head's length
    if halved or head[:2].count(0) != 1 or min(even, odd) > max(even, odd) // _FEW:
        return None
    codec = "utf-16-be" if even > odd else "utf-16-le"
    return Encoding(WIDE, codec, "surrogatepass")


def _narrow(file: BinaryIO) -> Encoding:
    """Return UTF-8 where more lines beyond ASCII are valid in it than not, else the older one."""
    valid = broken = 0
    high: set[int] = set()
    while piece := file.readline(_PIECE):
        if piece.isascii():
            continue
        try:
            piece.decode("utf-8")
            valid += 1
        except UnicodeDecodeError as error:
            if len(piece) == _PIECE and len(piece) - error.start < _LONGEST_SIGN:
                continue  # cut within a character
            broken += 1
            high.update(piece.translate(None, delete=_NOT_C1))
    if broken <= valid:
        return PLAIN
    if high and not high.intersection(_NOT_IN_1252):
        return Encoding("Windows-1252", "cp1252", "strict")
    return Encoding("Latin-1", "latin-1", "strict")


_NOT_C1: Final = bytes(set(range(256)) - set(_C1))
