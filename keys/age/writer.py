"""Sealing: a header for its recipients, then the payload as it comes, one chunk held at a time."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from types import TracebackType

from keys.age.header import FILE_KEY_SIZE, Header
from keys.age.hybrid import Recipient
from keys.age.phrase import WORK_FACTOR, Phrase
from keys.age.source import Sink, Source, write_all
from keys.age.stream import CHUNK, NONCE_SIZE, ChunkSealer

_READ = 4 * CHUNK


class SealedWriter:
    """Seals what is written to it into `sink`; the file is whole only after `close`.

    As a context manager it closes at a normal end; at an exception, and after a write that failed,
    the file stays without its last chunk, so that a reader refuses it. (Hence not an `io` class:
    these close themselves when they are dropped.) It never closes `sink`. HeaderError if there is no
    recipient, too many for a header, or a phrase beside another.
    """

    def __init__(self, sink: Sink, recipients: Iterable[Recipient | Phrase]) -> None:
        file_key, nonce = secrets.token_bytes(FILE_KEY_SIZE), secrets.token_bytes(NONCE_SIZE)
        header = Header.over([recipient.wrap(file_key) for recipient in recipients], file_key)
        self._chunks = ChunkSealer(file_key, nonce)
        self._sink = sink
        self._held = memoryview(bytearray(CHUNK))
        self._filled = 0
        self._closed = False
        write_all(sink, header.render() + nonce)

    def write(self, data: bytes | bytearray | memoryview) -> int:
        """Seal `data`, holding back what may yet be the last chunk; return its size."""
        self._refuse_closed()
        self._closed = True  # until all of this is written: after a failure the file is never finished
        view = memoryview(data).cast("B")
        start = self._hold(view)
        if start < len(view):  # more follows, so what is held is a full chunk and not the last
            write_all(self._sink, self._chunks.seal(self._held))
            self._filled = 0
            while len(view) - start > CHUNK:
                write_all(self._sink, self._chunks.seal(view[start : start + CHUNK]))
                start += CHUNK
            self._hold(view[start:])
        self._closed = False
        return len(view)

    def close(self) -> None:
        """Seal the last chunk; closing again does nothing."""
        if not self._closed:
            self._closed = True
            write_all(self._sink, self._chunks.seal_last(self._held[: self._filled]))

    def _hold(self, view: memoryview) -> int:
        taken = min(CHUNK - self._filled, len(view))
        self._held[self._filled : self._filled + taken] = view[:taken]
        self._filled += taken
        return taken

    def _refuse_closed(self) -> None:
        if self._closed:
            raise ValueError("write to a sealed file that was closed")

    def __enter__(self) -> SealedWriter:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.close()
        self._closed = True


def seal(source: Source, sink: Sink, recipients: Iterable[Recipient | Phrase]) -> None:
    """Seal the whole of `source` into `sink`, streaming; errors as SealedWriter."""
    with SealedWriter(sink, recipients) as writer:
        while data := source.read(_READ):
            writer.write(data)


def seal_with_phrase(source: Source, sink: Sink, phrase: str, work_factor: int = WORK_FACTOR) -> None:
    """Seal `source` into `sink` so that any age program opens it with `phrase`, said by telephone.

    FormatError for an empty phrase or a work factor that some age programs refuse to read.
    """
    seal(source, sink, [Phrase(phrase, work_factor)])
