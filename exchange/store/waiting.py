"""Rows that a transaction inserts, waiting until the database is asked anything: then one statement a table.

An import writes nine tables a request: a statement each for hundreds of requests, and a savepoint a
request, took three times as long as the same rows table by table. What is attempted meanwhile needs a
savepoint only where it asks the database; else it is enough to forget what was waiting of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeAlias

from sqlmodel import SQLModel

from exchange.errors import ExchangeError

if TYPE_CHECKING:
    from exchange.store.rows import Cursor, Value

Tables: TypeAlias = "dict[type[SQLModel], list[tuple[Value, ...]]]"


class Waiting:
    """The rows that wait, as the values of their columns, by table."""

    def __init__(self, cursor: Cursor, insert_sql: Callable[[type[SQLModel]], str]) -> None:
        self._cursor = cursor
        self._insert_sql = insert_sql
        self._tables: Tables = {}
        self._before: Tables | None = None  # what waits from before an attempt that asked nothing yet

    def add(self, kind: type[SQLModel], *rows: tuple[Value, ...]) -> None:
        """Let rows of one table wait."""
        self._tables.setdefault(kind, []).extend(rows)

    def hand_over(self) -> None:
        """Write all that waits: in an attempt, a savepoint between what was there before and the rest."""
        if self._before is not None:
            before, self._before = self._before, None
            self._write(before)
            self._cursor.execute("SAVEPOINT attempt")
        tables, self._tables = self._tables, {}
        self._write(tables)

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what the block writes where it raises a refusal, then let that go on."""
        self._before, self._tables = self._tables, {}
        try:
            yield
        except ExchangeError:
            self._end("ROLLBACK TO attempt", {})
            raise
        self._end(None, self._tables)

    def _end(self, undo: str | None, kept: Tables) -> None:
        """End an attempt: keep these of its rows, after those from before."""
        before, self._before, self._tables = self._before, None, kept
        if before is not None:
            for kind, rows in kept.items():
                before.setdefault(kind, []).extend(rows)
            self._tables = before
            return
        if undo:
            self._cursor.execute(undo)
        self._cursor.execute("RELEASE attempt")

    def _write(self, tables: Tables) -> None:
        for kind, rows in tables.items():
            self._cursor.executemany(self._insert_sql(kind), rows)
