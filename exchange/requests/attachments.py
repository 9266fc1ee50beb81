"""Attachments: streamed in and out in sealed chunks; a plaintext temp file never exists.

What comes from outside is staged first, sealed under an id that nothing refers to; the transaction
that refers to it comes last. What was staged and never referred to is swept at the next unlock.
"""

from __future__ import annotations

import base64
import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from exchange.clock import to_millis, to_moment, to_text
from exchange.errors import NotFound, Refused, Tampered
from exchange.foreign_text import safe_name
from exchange.ids import new_id
from exchange.requests.access import editing, looking
from exchange.requests.dossier import Dossier
from exchange.requests.model import Attachment, AttachmentContent, Chunk
from exchange.store.journal import Journal
from exchange.store.rows import Reader, make_row, table_of
from exchange.store.session import Session
from keys.errors import SealError
from keys.seal import CHUNK, RowKey, open_chunk, seal_chunk

_CHUNK: Final = table_of(Chunk)
_ORPHANS: Final = (
    sa.select(_CHUNK.c.attachment)
    .distinct()
    .where(_CHUNK.c.attachment.not_in(sa.select(table_of(Attachment).c.id)))
)
_STAGED_FOR: Final = timedelta(days=1)
_AT_ONCE: Final = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
"""A named pipe would otherwise keep the desk waiting for its writer."""

_BATCH: Final = 16  # chunks a transaction: 4 MiB


@dataclass(frozen=True)
class Staged:
    """A file in the store that nothing refers to yet."""

    id: str
    name: str
    size: int
    chunks: int
    sha256: str
    key: str


@dataclass(frozen=True)
class AttachmentView:
    """An attachment as people and programs see it."""

    number: int
    id: str
    name: str
    size: int
    sha256: str
    added_at: str


class Attachments:
    """The verbs on attachments."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, ref: str, *paths: Path) -> tuple[AttachmentView, ...]:
        """Add files to a request, all or none; raise Refused where one can't be read whole."""
        with editing(self._session, ref, "attachment.added"):
            pass  # refuse before anything is staged
        staged = [stage_file(self._session, path) for path in paths]
        with editing(self._session, ref, "attachment.added") as (journal, dossier):
            return tuple(_added(journal, dossier, one) for one in staged)

    def list(self, ref: str) -> tuple[AttachmentView, ...]:
        """Return the attachments of a request; logged as a consultation."""
        with looking(self._session, ref) as (rows, dossier):
            found = dossier.find(rows, Attachment, AttachmentContent, "number")
        with self._session.unit() as journal:
            dossier.consulted(journal)
        return tuple(view(row, content) for row, content in found)

    def get(self, ref: str, number: int) -> tuple[AttachmentView, Iterator[bytes]]:
        """Return an attachment and its bytes, chunk by chunk; logged before the first is given out."""
        with looking(self._session, ref, "attachment.read") as (rows, dossier):
            row = rows.get(Attachment, owner=dossier.request.id, number=number)
            if row is None:
                raise NotFound("attachment-unknown", ref=ref, number=number)
            content = dossier.unseal(row, AttachmentContent)
        with self._session.unit() as journal:
            dossier.consulted(
                journal, "attachment.read", attachment=row.id, sha256=content.sha256, size=row.size
            )
        return view(row, content), chunks_of(self._session, row, content)


def _added(journal: Journal, dossier: Dossier, staged: Staged) -> AttachmentView:
    row, content = refer(journal, dossier, staged)
    dossier.save(
        journal, "attachment.added", part=row, attachment=row.id, sha256=content.sha256, size=row.size
    )
    return view(row, content)


def view(row: Attachment, content: AttachmentContent) -> AttachmentView:
    """Return what is shown of an attachment."""
    return AttachmentView(
        row.number,
        row.id,
        content.name,
        row.size,
        base64.b64decode(content.sha256).hex(),
        to_text(to_moment(row.added_at)),
    )


def refer(
    journal: Journal, dossier: Dossier, staged: Staged, transmission: str | None = None
) -> tuple[Attachment, AttachmentContent]:
    """Make a staged file an attachment of the request, in the caller's unit."""
    number = 1 + dossier.count(Attachment)
    content = AttachmentContent(name=staged.name, sha256=staged.sha256, key=staged.key)
    row = dossier.insert(
        journal,
        Attachment,
        content,
        staged.id,
        number=number,
        size=staged.size,
        chunks=staged.chunks,
        transmission=transmission,
        added_at=to_millis(dossier.session.clock()),
    )
    return row, content


def stage_file(session: Session, path: Path) -> Staged:
    """Stage a file; raise Refused where it isn't there, isn't a file, or vanishes while read."""
    try:
        handle = os.open(path, os.O_RDONLY | _AT_ONCE)
        try:
            if stat.S_ISDIR(os.fstat(handle).st_mode):
                raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused("file-not-regular", path=str(path))
            return stage(session, path.name, _pieces(handle))
        finally:
            os.close(handle)
    except OSError as error:
        raise Refused("file-not-read", path=str(path), why=error.strerror or "") from None


def stage(session: Session, name: str, pieces: Iterable[bytes]) -> Staged:
    """Seal a stream into chunks under a new id; pieces are at most one chunk each, all but the last whole."""
    ident, key = new_id(session.clock()), os.urandom(32)
    sealer, hashed = RowKey(key), hashlib.sha256()
    size = number = 0
    batch: list[Chunk] = []
    for piece, last in _with_last(pieces):
        hashed.update(piece)
        size += len(piece)
        batch.append(
            make_row(
                Chunk, attachment=ident, number=number, sealed=seal_chunk(sealer, ident, number, last, piece)
            )
        )
        number += 1
        if last or len(batch) == _BATCH:
            with session.database.writing() as rows:
                rows.insert_all(Chunk, batch)
            batch = []
    sha256 = base64.b64encode(hashed.digest()).decode()
    return Staged(ident, safe_name(name), size, number, sha256, base64.b64encode(key).decode())


def chunks_of(session: Session, row: Attachment, content: AttachmentContent) -> Iterator[bytes]:
    """Yield an attachment's bytes; raise Tampered where a chunk is missing, altered or moved."""
    opener, hashed = RowKey(base64.b64decode(content.key)), hashlib.sha256()
    for number in range(row.chunks):
        with session.reading() as rows:
            chunk = rows.get(Chunk, attachment=row.id, number=number)
        if chunk is None:
            raise Tampered("attachment-altered", number=row.number)
        try:
            piece = open_chunk(opener, row.id, number, number == row.chunks - 1, chunk.sealed)
        except SealError:
            raise Tampered("attachment-altered", number=row.number) from None
        hashed.update(piece)
        yield piece
    if base64.b64encode(hashed.digest()).decode() != content.sha256:
        raise Tampered("attachment-altered", number=row.number)


def sweep(session: Session) -> int:
    """Delete what was staged a day ago and never referred to; return how many files it was."""
    before = new_id(session.clock() - _STAGED_FOR)  # ids sort by time: younger ones may still be under way
    with session.reading() as rows:
        old = [ident for ident in orphans(rows) if ident < before]
    for ident in old:
        with session.database.writing() as writer:
            writer.delete(Chunk, attachment=ident)
    return len(old)


def orphans(rows: Reader) -> tuple[str, ...]:
    """Return the ids of files whose bytes are kept and that nothing refers to: staged, or lost their row."""
    return tuple(str(ident) for (ident,) in rows.values(_ORPHANS))


def _pieces(handle: int) -> Iterator[bytes]:
    expected = os.fstat(handle).st_size
    read = 0
    while piece := os.read(handle, CHUNK):
        while len(piece) < CHUNK and (more := os.read(handle, CHUNK - len(piece))):
            piece += more
        read += len(piece)
        yield piece
    if read < expected:
        raise Refused("file-changed-while-read", read=read, expected=expected)


def _with_last(pieces: Iterable[bytes]) -> Iterator[tuple[bytes, bool]]:
    held = b""
    for piece in pieces:
        if held:
            yield held, False
        held = piece
    yield held, True
