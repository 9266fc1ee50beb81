"""The floor of whatever writes: the same rows, already made, into a copy of the same store.

What a verb wrote is found by row ids: all that stands above those of before (and what lists find new
requests by). The twin writes it by
prepared statements, in one transaction that SQLCipher brings to the disk as for the verb itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from benchmarks.measuring import seconds
from exchange.store.engine import prepare
from exchange.store.folder import DATABASE

_TABLES: Final = (
    "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND NOT wr"
    " AND name NOT LIKE 'sqlite_%'"
    " AND name NOT LIKE 'word_index%' AND name NOT IN ('word_terms', 'word_places')"
)
_TERMS: Final = "INSERT INTO word_index (rowid, tokens) VALUES (?, ?)"
# The listing has no row ids; all of its columns but facet and waits stand in the request's row.
_LISTED: Final = """
    WITH facets(facet) AS (SELECT '' UNION SELECT id FROM service UNION SELECT country FROM service),
         waiting(waits) AS (VALUES (''), ('us'), ('them'), ('both')), orders(by_due) AS (VALUES (0), (1))
    SELECT listing.* FROM request CROSS JOIN orders CROSS JOIN facets CROSS JOIN waiting CROSS JOIN listing
    USING (facet, by_due, waits) WHERE request.rowid > ? AND listing.compartment = request.compartment
    AND listing.kind = request.kind AND listing.status = request.status AND listing.request = request.id
    AND listing.at = CASE by_due WHEN 0 THEN request.registered_at ELSE request.due_at END
"""
_HEAD: Final = "SELECT size, root, edge, counters FROM log_head WHERE id = 1"
_MOVE_HEAD: Final = "UPDATE log_head SET size = ?, root = ?, edge = ?, counters = ? WHERE id = 1"

Row = tuple[str | int | bytes | None, ...]


@dataclass(frozen=True)
class Written:
    """What one verb wrote: for each table its insert and its rows; and the log's new head."""

    inserts: Sequence[tuple[str, Sequence[Row]]]
    head: Row


class Twin:
    """A copy of a store that gets what is written into the first."""

    def __init__(self, store: Path, copy: Path, key: bytes) -> None:
        self._first = _connected(store, key)
        self._copy = _connected(copy, key)
        self._tables = [str(name) for (name,) in self._first.execute(_TABLES)]
        self._marks: dict[str, int] = {}

    def mark(self) -> None:
        """Remember where each table of the first store ends."""
        for table in self._tables:
            (last,) = self._first.execute(f"SELECT max(rowid) FROM {table}").fetchone()  # noqa: S608
            self._marks[table] = last or 0

    def written(self) -> Written:
        """Return what was added to the first store since `mark`."""
        inserts = []
        for table in self._tables:
            added = self._first.execute(
                f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid",  # noqa: S608
                (self._marks[table],),
            ).fetchall()
            if added:
                places = ", ".join("?" * len(added[0]))
                inserts.append((f"INSERT INTO {table} VALUES ({places})", added))  # noqa: S608
        listed = self._first.execute(_LISTED, (self._marks["request"],)).fetchall()
        if listed:
            inserts.append((f"INSERT INTO listing VALUES ({', '.join('?' * len(listed[0]))})", listed))  # noqa: S608
        return Written(inserts, self._first.execute(_HEAD).fetchone())

    def write(self, written: Written, terms: Sequence[tuple[int, str]] = ()) -> float:
        """Write the same rows, and terms of the index, into the copy, durably; return the seconds taken."""
        cursor = self._copy.cursor()

        def work() -> None:
            cursor.execute("BEGIN IMMEDIATE")
            for sql, rows in written.inserts:
                cursor.executemany(sql, rows)
            cursor.executemany(_TERMS, terms)
            cursor.execute(_MOVE_HEAD, written.head)
            cursor.execute("COMMIT")

        return seconds(work)

    def read(self, sql: str, values: Row = ()) -> list[Row]:
        """Run a query on the copy."""
        return list(self._copy.execute(sql, values).fetchall())

    def close(self) -> None:
        """Close both connections."""
        self._first.close()
        self._copy.close()


def _connected(folder: Path, key: bytes) -> dbapi2.Connection:
    connection = dbapi2.connect(str(folder / DATABASE), isolation_level=None, cached_statements=256)
    prepare(connection, key)
    return connection
