"""Checking what the store keeps: the file's pages, and the log's rows against the log itself.

Shares no rule with the code that writes: leaves, subtrees, head and index are computed anew from the
lines and compared with what stands beside them. The first wrong entry is named, never repaired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

import sqlalchemy as sa
from sqlcipher3 import dbapi2
from sqlmodel import SQLModel

from exchange.errors import Conflict, Tampered
from exchange.log.entry import SignedEntry
from exchange.log.merkle import Node
from exchange.log.replay import ReplayError
from exchange.log.verification import Replayed, replay
from exchange.store.engine import Database
from exchange.store.journal import index_of
from exchange.store.model import LogEntry, LogHead, LogNode
from exchange.store.rows import Reader, Value, table_of

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many steps of how many are done."""

BATCH: Final = 1024
_ENTRY: Final = table_of(LogEntry)
_NODE: Final = table_of(LogNode)
_SPAN: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line, _ENTRY.c.leaf, _ENTRY.c.about, _ENTRY.c.commits)
    .where(_ENTRY.c.n >= sa.bindparam("first"), _ENTRY.c.n < sa.bindparam("last"))
    .order_by(_ENTRY.c.n)
)
_LEVEL: Final = (
    sa.select(_NODE.c.position, _NODE.c.hash)
    .where(
        _NODE.c.level == sa.bindparam("height"),
        _NODE.c.position >= sa.bindparam("first"),
        _NODE.c.position < sa.bindparam("last"),
    )
    .order_by(_NODE.c.position)
)


def count_of(rows: Reader, kind: type[SQLModel]) -> int:
    """Return how many rows a table holds."""
    rows.cursor.execute(f"SELECT count(*) FROM {table_of(kind).name}")  # noqa: S608  (our own names)
    found = rows.cursor.fetchone()
    return int(str(found[0])) if found else 0


def check_file(database: Database) -> None:
    """Check every page of the file; raise Tampered for a damaged one, Conflict where others write."""
    with database.connection() as connection:
        _check_pages(connection)


def _check_pages(connection: dbapi2.Connection) -> None:
    cursor = connection.cursor()
    cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # else cipher_integrity_check cries wolf
    busy, *_ = cursor.fetchone() or (1,)
    if busy:
        raise Conflict("store-busy")
    cursor.execute("BEGIN IMMEDIATE")  # nobody writes pages while they are read past the WAL
    try:
        cursor.execute("PRAGMA cipher_integrity_check")
        altered = cursor.fetchall()
        cursor.execute("PRAGMA integrity_check")
        found = cursor.fetchall()
        cursor.execute("PRAGMA foreign_key_check")
        loose = cursor.fetchall()
    finally:
        cursor.execute("ROLLBACK")
    if altered:
        raise Tampered("store-pages-altered", count=len(altered))
    if found != [("ok",)] or loose:
        raise Tampered("store-structure", count=len(found) + len(loose))


def verify_log(
    rows: Reader,
    head: LogHead,
    *,
    seen: Callable[[SignedEntry], None] | None = None,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Replayed:
    """Verify the whole log of one snapshot, every row of it; raise Tampered with the first wrong entry.

    `seen` gets each entry in order; what it gathers may be believed once this has returned.
    """
    ledger = _Ledger(rows, head.size, seen, progress)
    replayed = replay(ledger.lines(), seen=ledger.take, processes=processes)
    inner = head.size - head.size.bit_count()
    for kind, expected in ((LogEntry, head.size), (LogNode, inner), (LogHead, 1)):
        if count_of(rows, kind) != expected:
            raise Tampered("log-rows-added", size=head.size)
    edge = replayed.edge
    if (head.size, head.root, head.edge) != (edge.size, edge.root(), b"".join(edge.hashes)):
        raise Tampered("log-head-altered", size=head.size)
    if progress is not None:
        progress(head.size, head.size)
    return replayed


@dataclass
class _Ledger:
    """The log's rows, read in order: each line is judged by the replay, then compared with its columns."""

    rows: Reader
    size: int
    seen: Callable[[SignedEntry], None] | None
    progress: Progress | None
    current: SignedEntry | None = None
    completed: tuple[Node, ...] = ()
    nodes: dict[tuple[int, int], Value] = field(default_factory=dict)

    def lines(self) -> Iterator[bytes]:
        """Give each line; raise ReplayError where a row is missing or says other than its line."""
        for first in range(0, self.size, BATCH):
            last = min(first + BATCH, self.size)
            found = self.rows.values(_SPAN, first=first, last=last)
            self._read_nodes(first, last)
            for place in range(first, last):
                row = found[place - first] if place - first < len(found) else (None,)
                if row[0] != place:
                    raise ReplayError("entry-missing", place, n=place)
                yield self._line(row[1], place)
                self._compare(place, row)
            if self.progress is not None:
                self.progress(last, self.size)

    def take(self, signed: SignedEntry, completed: tuple[Node, ...]) -> None:
        """Take an entry that the replay has judged, with the subtrees that it computed."""
        self.current, self.completed = signed, completed
        if self.seen is not None:
            self.seen(signed)

    def _line(self, value: Value, place: int) -> bytes:
        if not isinstance(value, bytes):  # SQLite minds no column's type
            raise ReplayError("entry-missing", place, n=place)
        return value

    def _read_nodes(self, first: int, last: int) -> None:
        """Read the inner nodes that the entries from `first` to `last` complete."""
        self.nodes = {
            (level, int(str(position))): found
            for level in range(1, last.bit_length())
            for position, found in self.rows.values(
                _LEVEL, height=level, first=first >> level, last=last >> level
            )
        }

    def _compare(self, place: int, row: tuple[Value, ...]) -> None:
        if self.current is None or self.current.entry.n != place:
            raise ReplayError("entry-missing", place, n=place)
        _, _, leaf, about, commits = row
        if leaf != self.completed[0].hash:
            raise ReplayError("log-leaf-altered", place)
        if (about, commits) != index_of(self.current.entry):
            raise ReplayError("log-index-altered", place)
        for node in self.completed[1:]:
            if self.nodes.get((node.level, node.index)) != node.hash:
                raise ReplayError("log-node-altered", place, level=node.level)
