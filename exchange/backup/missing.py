"""Automatic backups that the log says were made, and that the store no longer knows of.

An erasure waits for what the store remembers. Were a row deleted by hand, it would wait for nothing,
and a backup would still hold what everybody believes to be erased.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from exchange.backup.model import AutomaticBackup, DestroyedMedium
from exchange.errors import Tampered
from exchange.log.entry import Entry, parse_line
from exchange.store.journal import line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of

_ENTRY: Final = table_of(LogEntry)
_NAMED: Final = sa.and_(_ENTRY.c.commits == 1, sa.func.instr(_ENTRY.c.line, sa.bindparam("op")) > 0)
_MADE: Final = sa.select(_ENTRY.c.n, _ENTRY.c.line).where(_ENTRY.c.about.is_(None), _NAMED)
_FOUND: Final = sa.select(_ENTRY.c.n, _ENTRY.c.line).where(
    _ENTRY.c.about.in_(sa.select(table_of(DestroyedMedium).c.id)), _NAMED
)
_TABLE: Final = str(AutomaticBackup.__tablename__)


def missing_backups(rows: Reader) -> list[Tampered]:
    """Return each automatic backup whose row is gone, was put back to another state, or was added.

    A row is for ever: one whose backup was removed is at a later revision than its entry commits to.
    """
    kept = {row.id: row for row in rows.find(AutomaticBackup)}
    by_index = {(row.log_index, row.commitment): row.id for row in kept.values()}
    removed = {row.log_index: row.id for row in kept.values() if row.revision > 1}
    found = []
    for entry in _entries(rows, _MADE, b'"op":"backup.made"'):
        ident = by_index.get((entry.n, str(entry.c))) or removed.get(entry.n)
        if ident is None:
            found.append(Tampered("row-missing", table=_TABLE, name=str(entry.n)))
        else:
            kept.pop(ident, None)
    again = list(_entries(rows, _FOUND, b'"op":"medium.found"'))
    expected = sum(int(str(entry.x["backups"])) for entry in again)
    if len(kept) < expected:
        found.append(Tampered("row-missing", table=_TABLE, name=str(again[-1].n)))
    elif len(kept) > expected and not found:
        found.append(Tampered("row-not-vouched", table=_TABLE, id=max(kept)))
    return found


def refuse_missing_backups(rows: Reader) -> None:
    """Raise Tampered where the store no longer knows of a backup that was made."""
    for problem in missing_backups(rows):
        raise problem


def _entries(rows: Reader, statement: sa.Select[tuple[object, ...]], op: bytes) -> Iterator[Entry]:
    for n, line in rows.values(statement, op=op):
        yield parse_line(line_of(line, int(str(n)))).entry
