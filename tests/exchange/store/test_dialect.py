"""Limits in compiled statements: the same rows, and a statement that SQLite needn't prepare anew."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange.store.engine import Database, create
from exchange.store.model import LogNode
from exchange.store.rows import Reader, make_row, table_of
from exchange.store.schema import make_schema

NODE = table_of(LogNode)
ALL = sa.select(NODE.c.position).where(NODE.c.level == sa.bindparam("level"))
FIRST = ALL.order_by(NODE.c.position).limit(sa.bindparam("count", type_=sa.Integer))


@pytest.fixture
def database(tmp_path: Path) -> Database:
    key = bytes(range(32))
    create(tmp_path / "exchange.db", key)
    database = Database(tmp_path / "exchange.db", key)
    make_schema(database)
    with database.writing() as rows:
        rows.insert_all(LogNode, (make_row(LogNode, level=n % 2, position=n, hash=b"x") for n in range(9)))
    return database


def ran(rows: Reader) -> list[str]:
    """Keep the text of each statement that this reader runs."""
    texts: list[str] = []
    cursor = rows.cursor

    class Told:
        def execute(self, sql: str, *values: object) -> object:
            texts.append(sql)
            return cursor.execute(sql, *values)  # type: ignore[arg-type]

        def __getattr__(self, name: str) -> object:
            return getattr(cursor, name)

    rows._cursor = Told()  # type: ignore[assignment]
    return texts


def test_a_limit_takes_so_many_rows_and_is_no_bare_parameter(database: Database) -> None:
    with database.reading() as rows:
        texts = ran(rows)
        assert len(rows.find(LogNode, order=("position",), limit=3)) == 3
        assert [n for (n,) in rows.values(FIRST, level=1, count=2)] == [1, 3]
        assert [n for (n,) in rows.merged(ALL, [{"level": 1}], "position", 1)] == [1]
    assert len(texts) == 3
    assert all("LIMIT" in text and not re.search(r"LIMIT \?", text) for text in texts)
    database.close()


@pytest.mark.parametrize("count", [1, 4, 9, 20])
def test_runs_are_merged_into_one_order(database: Database, count: int) -> None:
    with database.reading() as rows:
        found = rows.merged(ALL, [{"level": 1}, {"level": 0}, {"level": 7}], "position DESC", count)
    assert [n for (n,) in found] == list(range(8, -1, -1))[:count]
    database.close()
