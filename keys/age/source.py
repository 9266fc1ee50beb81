"""Where sealed bytes come from and go to: the two shapes asked of a file, and whole reads of one."""

from __future__ import annotations

from typing import Protocol

from keys.age.errors import HeaderError

_BLOCK = 4096


class Source(Protocol):
    """A binary file object to read; a read may give less than asked, and nothing only at the end."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes, none at the end."""
        ...


class Sink(Protocol):
    """A binary file object to write."""

    def write(self, data: bytes, /) -> int | None:
        """Take `data`, or its first bytes and say how many."""
        ...


def write_all(sink: Sink, data: bytes) -> None:
    """Write the whole of `data`, to an unbuffered file too, which may take only a part at once."""
    written = sink.write(data)
    while written is not None and written < len(data):
        data = data[written:]
        written = sink.write(data)


class Lookahead:
    """A source read by lines, within a limit, then by exact sizes: a text header, a binary rest.

    It may read the source beyond what it gives out, so nobody else reads that source afterwards.
    """

    def __init__(self, source: Source, line_limit: int) -> None:
        self._source = source
        self._left = line_limit
        self._held = b""
        self._at = 0

    def line(self) -> bytes:
        """Return the next line without its line feed; raise HeaderError past the limit or the end."""
        searched = self._at
        while (end := self._held.find(b"\n", searched)) < 0:
            waiting = len(self._held) - self._at
            if waiting > self._left:
                raise HeaderError("header-too-long")
            block = self._source.read(max(_BLOCK, waiting))
            if not block:
                raise HeaderError("header-truncated")
            self._held, self._at, searched = self._held[self._at :] + block, 0, waiting
        self._left -= end + 1 - self._at
        if self._left < 0:
            raise HeaderError("header-too-long")
        line, self._at = self._held[self._at : end], end + 1
        return line

    def take(self, size: int) -> bytes:
        """Return `size` bytes, fewer only when the source ends before."""
        part = self._held[self._at : self._at + size]
        self._at += len(part)
        if len(part) == size:
            return part
        self._held, self._at = b"", 0
        data = self._source.read(size - len(part))
        if not part and len(data) == size:
            return data  # the usual case, without a copy
        return self._gather([part, data], size - len(part) - len(data))

    def _gather(self, parts: list[bytes], missing: int) -> bytes:
        while missing > 0 and parts[-1]:
            parts.append(self._source.read(missing))
            missing -= len(parts[-1])
        return b"".join(parts)
