"""Opening: the header believed before the payload, each chunk before it is given out."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable

from keys.age.header import Header, HeaderRule, open_lookahead, read_header, spec_rule
from keys.age.hybrid import Identity, file_key_of
from keys.age.source import Lookahead, Sink, Source, write_all
from keys.age.stream import CHUNK, ChunkOpener

_ALL = sys.maxsize


class SealedReader(io.BufferedIOBase):
    """The plaintext of an age file as a binary file object to read once, from start to end.

    `header_rule` says which stanza types the caller accepts: by default what c2sp.org/age does,
    `one_hybrid_stanza` for files that are addressed to one post. Raises HeaderError, NoMatch or
    MacError at once, PayloadError from `read` at the first bad chunk and ever after: what was read
    before it is what the author wrote, but not all of it. Only a `read` that returns nothing says
    that the file is whole: who stops earlier, at the end of a tar, reads on to know.
    """

    def __init__(
        self, source: Source, identities: Iterable[Identity], header_rule: HeaderRule = spec_rule
    ) -> None:
        ahead = open_lookahead(source)
        header = read_header(ahead)
        header_rule(header.types)
        file_key = file_key_of(header.stanzas, tuple(identities))
        self.stanza_types = header.types
        self._chunks = open_payload(ahead, header, file_key)
        self._chunk = b""
        self._at = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """Return `size` bytes, fewer only at the end; all that is left if it is negative or None."""
        missing = _ALL if size is None or size < 0 else size
        parts: list[bytes] = []
        while missing and (part := self._part(missing)):
            parts.append(part)
            missing -= len(part)
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def _part(self, most: int) -> bytes:
        if self._at == len(self._chunk):
            self._chunk, self._at = self._chunks.next_chunk(), 0
        end = min(len(self._chunk), self._at + most)
        part = self._chunk[self._at : end]
        self._at = end
        return part


def open_payload(ahead: Lookahead, header: Header, file_key: bytes) -> ChunkOpener:
    """Return the chunks that follow `header`, once its MAC holds under `file_key`.

    The door below the stanzas: published vectors whose stanzas are foreign come in here with their
    known file key. MacError, or HeaderError when the payload's nonce is cut.
    """
    header.verify(file_key)
    return ChunkOpener(ahead, file_key)


def open_sealed(source: Source, sink: Sink, identities: Iterable[Identity]) -> None:
    """Open the whole of `source` into `sink`, streaming; errors as SealedReader.

    After a PayloadError, what `sink` holds is incomplete and must be thrown away.
    """
    reader = SealedReader(source, identities)
    while chunk := reader.read(CHUNK):
        write_all(sink, chunk)
