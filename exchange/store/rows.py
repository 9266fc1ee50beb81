"""Rows in and out of the database: SQL compiled once by SQLAlchemy, run on the driver's cursor.

Tables are SQLModel classes; a row read is an instance of its class that no session tracks: a plain
value. Compiling once and skipping the ORM's flush is what keeps a logged request within twice the
cost of its bare inserts (benchmarks/log_request.py).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Final, Protocol, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import clear_mappers
from sqlmodel import Field, SQLModel

from exchange.store.compiler import Compiler, Known
from exchange.store.dialect import LIMIT
from exchange.store.vouched import Vouched
from exchange.store.waiting import Waiting

R = TypeVar("R", bound=SQLModel)
Value = str | int | bytes | None


class Row(SQLModel):
    """A row of a table. Nothing validates it, so what would is never built: a third of what a table costs."""

    model_config = {"defer_build": True}


class SealedRow(Row):
    """The columns that every row with content has; its other columns are plain and in the AAD."""

    id: str = Field(primary_key=True)
    owner: str = Field(index=True)
    revision: int
    key_version: int
    form: int
    commitment: str
    sealed: bytes


class Cursor(Protocol):
    """What is used of a DB-API cursor."""

    def execute(self, sql: str, parameters: Sequence[Value] = ..., /) -> object:
        """Run one statement."""

    def executemany(self, sql: str, parameters: Sequence[Sequence[Value]], /) -> object:
        """Run one statement for many rows."""

    def fetchone(self) -> tuple[Value, ...] | None:
        """Return the next row."""

    def fetchmany(self, size: int, /) -> Sequence[tuple[Value, ...]]:
        """Return the next rows, at most `size`."""

    def fetchall(self) -> Sequence[tuple[Value, ...]]:
        """Return the rows left."""


def table_of(kind: type[SQLModel]) -> sa.Table:
    """Return the SQLAlchemy table of a SQLModel class."""
    return kind.metadata.tables[str(kind.__tablename__)]


def values_of(row: SQLModel) -> dict[str, Value]:
    """Return the columns of a row, in the table's order, in which `_row` gets them."""
    return row.__dict__


def columns_of(kind: type[SQLModel]) -> tuple[str, ...]:
    """Return the names of a table's columns, in order."""
    names = _COLUMNS.get(kind)
    if names is None:
        clear_mappers()  # no ORM session tracks a row: its columns are plain attributes, ten times faster
        names = _COLUMNS[kind] = tuple(column.name for column in table_of(kind).columns)
        _EMPTY[kind] = dict.fromkeys(names)
    return names


def make_row(kind: type[R], /, **values: Value) -> R:
    """Return a row of `kind`; a column that isn't given is null."""
    if kind not in _EMPTY:
        columns_of(kind)
    return _row(kind, {**_EMPTY[kind], **values})


def changed(row: R, **values: Value) -> R:
    """Return a copy of `row` with other values."""
    return _row(type(row), {**values_of(row), **values})


def _row(kind: type[R], values: dict[str, Value]) -> R:
    # What model_construct does, without asking each field for a default that the table doesn't have:
    # it was a fifth of the time in which a request is logged.
    row = object.__new__(kind)
    object.__setattr__(row, "__dict__", values)
    object.__setattr__(row, "__pydantic_fields_set__", _FIELDS)
    object.__setattr__(row, "__pydantic_extra__", None)
    object.__setattr__(row, "__pydantic_private__", None)
    return row


_FIELDS: Final[frozenset[str]] = frozenset()
_COLUMNS: dict[type[SQLModel], tuple[str, ...]] = {}
_EMPTY: dict[type[SQLModel], dict[str, Value]] = {}


class Reader:
    """Reads rows in one snapshot; `proven` keeps which leaf of the log was proven to stand where.

    `appended` holds those that this transaction itself appended, until its end; `vouched` is lent by
    the session, which knows what the log said before.
    """

    def __init__(self, cursor: Cursor, compiler: Compiler, proven: set[tuple[int, bytes]]) -> None:
        self._cursor = cursor
        self._compiler = compiler
        self.proven = proven
        self.appended: set[tuple[int, bytes]] = set()
        self.vouched = Vouched()

    @property
    def cursor(self) -> Cursor:
        """The driver's cursor, for a statement of one's own."""
        return self._cursor

    def get(self, kind: type[R], /, **equals: Value) -> R | None:
        """Return the one row whose columns equal these values, or None."""
        found = self._find(kind, equals, (), 1)
        return found[0] if found else None

    def find(
        self, kind: type[R], /, *, order: Sequence[str] = (), limit: int | None = None, **equals: Value
    ) -> list[R]:
        """Return the rows whose columns equal these values; `-name` in `order` is descending."""
        return self._find(kind, equals, tuple(order), limit)

    def _find(
        self, kind: type[R], equals: Mapping[str, Value], order: tuple[str, ...], limit: int | None
    ) -> list[R]:
        key = (kind, tuple(equals), order, limit)
        known = self._compiler.known(key)
        if known is None:
            table = table_of(kind)
            statement = sa.select(table).where(*(table.c[name] == sa.bindparam(name) for name in equals))
            for name in order:
                column = table.c[name.removeprefix("-")]
                statement = statement.order_by(column.desc() if name.startswith("-") else column)
            known = self._compiler.compiled(key, statement.limit(limit) if limit else statement)
        return self._rows(kind, known, equals)

    def select(self, kind: type[R], statement: sa.Select[tuple[object, ...]], /, **values: Value) -> list[R]:
        """Return the rows of a statement that selects whole rows of `kind` (a constant of its module)."""
        return self._rows(kind, self._compiler.compiled(statement, statement), values)

    def query(self, kind: type[R], statement: sa.Select[tuple[object, ...]], **values: Value) -> list[R]:
        """Return the rows of a statement made for this one call."""
        return self._rows(kind, self._compiler.fresh(statement), values)

    def values(
        self,
        statement: sa.Select[tuple[object, ...]] | sa.CompoundSelect[tuple[object, ...]],
        **values: Value,
    ) -> Sequence[tuple[Value, ...]]:
        """Return the tuples of any statement (a constant of its module)."""
        return self._run(self._compiler.compiled(statement, statement), values).fetchall()

    def merged(
        self,
        statement: sa.Select[tuple[object, ...]],
        runs: Sequence[Mapping[str, Value]],
        order: str,
        count: int,
    ) -> Sequence[tuple[Value, ...]]:
        """Return the first tuples of a statement asked with each of some values, in one order of them all.

        Where an index gives each run in that order, SQLite takes of each run no more than it returns.
        """
        known = self._compiler.compiled(statement, statement)
        sql = " UNION ALL ".join([known[0]] * len(runs))
        asked = [value for run in runs for value in _bound(known, run)]
        cursor = self.cursor
        cursor.execute(f"{sql} ORDER BY {order} {LIMIT}", [*asked, count])
        return cursor.fetchall()

    def select_merged(
        self,
        kind: type[R],
        statement: sa.Select[tuple[object, ...]],
        runs: Sequence[Mapping[str, Value]],
        order: str,
        count: int,
    ) -> list[R]:
        """Return what `merged` does, of a statement that selects whole rows of `kind`."""
        return _made(kind, self.merged(statement, runs, order, count))

    def _rows(
        self,
        kind: type[R],
        known: Known,
        values: Mapping[str, Value],
    ) -> list[R]:
        return _made(kind, self._run(known, values).fetchall())

    def _run(self, known: Known, values: Mapping[str, Value]) -> Cursor:
        cursor = self.cursor
        cursor.execute(known[0], _bound(known, values))
        return cursor


def _bound(known: Known, values: Mapping[str, Value]) -> list[Value]:
    _, names, bound = known
    return [values[name] if name in values else bound[name] for name in names]


def _made(kind: type[R], found: Sequence[tuple[Value, ...]]) -> list[R]:
    names = columns_of(kind)
    return [_row(kind, dict(zip(names, row, strict=True))) for row in found]


class Rows(Reader):
    """Reads and writes rows, in one transaction that holds the write lock.

    New rows wait until anything is asked of the database; then each table gets its own by one statement.
    """

    def __init__(self, cursor: Cursor, compiler: Compiler, proven: set[tuple[int, bytes]]) -> None:
        super().__init__(cursor, compiler, proven)
        self._waiting = Waiting(cursor, self._insert_sql)

    @property
    def cursor(self) -> Cursor:
        """The driver's cursor, once the database has every row that was inserted."""
        self._waiting.hand_over()
        return self._cursor

    def insert(self, row: SQLModel) -> None:
        """Insert one row."""
        self._waiting.add(type(row), tuple(values_of(row).values()))

    def insert_all(self, kind: type[R], rows: Iterable[R]) -> None:
        """Insert many rows of one table at once: for those too large to wait."""
        self.cursor.executemany(self._insert_sql(kind), [tuple(values_of(row).values()) for row in rows])

    def insert_values(self, kind: type[SQLModel], values: Iterable[tuple[Value, ...]]) -> None:
        """Insert rows of one table, each as its columns in the table's order."""
        self._waiting.add(kind, *values)

    def hand_over(self) -> None:
        """Write the rows that still wait, before the transaction ends."""
        self._waiting.hand_over()

    def attempt(self) -> AbstractContextManager[None]:
        """Take back what the block writes where it raises a refusal, then let that go on."""
        return self._waiting.attempt()

    def replace(self, row: SQLModel) -> None:
        """Write a row anew over the one of the same primary key."""
        table = table_of(type(row))
        key = ("replace", table.name)
        known = self._compiler.known(key)
        primary = [column.name for column in table.primary_key.columns]
        if known is None:
            others: dict[str, sa.BindParameter[object]] = {
                c.name: sa.bindparam(c.name) for c in table.columns if c.name not in primary
            }
            statement = sa.update(table).where(*(table.c[n] == sa.bindparam("key_" + n) for n in primary))
            known = self._compiler.compiled(key, statement.values(others))
        values = values_of(row)
        self._run(known, {**values, **{"key_" + name: values[name] for name in primary}})

    def delete(self, kind: type[SQLModel], /, **equals: Value) -> None:
        """Delete the rows whose columns equal these values."""
        key = ("delete", kind, tuple(equals))
        known = self._compiler.known(key)
        if known is None:
            table = table_of(kind)
            conditions = [table.c[name] == sa.bindparam(name) for name in equals]
            known = self._compiler.compiled(key, sa.delete(table).where(*conditions))
        self._run(known, equals)

    def _insert_sql(self, kind: type[SQLModel]) -> str:
        key = ("insert", kind)
        known = self._compiler.known(key)
        if known is None:
            known = self._compiler.compiled(key, sa.insert(table_of(kind)))
        return known[0]
