"""Rows that wait for their statement: nobody can tell that they weren't in the database at once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from exchange.errors import Refused, Tampered
from exchange.store.engine import Database, create
from exchange.store.model import LogNode
from exchange.store.rows import Rows, make_row, table_of
from exchange.store.schema import make_schema

_NODE = table_of(LogNode)
ALL = sa.select(_NODE.c.position).order_by(_NODE.c.position)
ONE, TWO, THREE = (make_row(LogNode, level=1, position=n, hash=b"x") for n in (1, 2, 3))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    key = bytes(range(32))
    create(tmp_path / "exchange.db", key)
    database = Database(tmp_path / "exchange.db", key)
    make_schema(database)
    yield database
    database.close()


def kept(database: Database) -> list[object]:
    with database.reading() as rows:
        return [position for (position,) in rows.values(ALL)]


def refused_attempt(rows: Rows, *, asking: bool) -> None:
    with pytest.raises(Refused), rows.attempt():
        rows.insert(TWO)
        if asking:
            assert [node.position for node in rows.find(LogNode, order=("position",))] == [1, 2]
            rows.delete(LogNode, position=1)
        raise Refused("read-only")


def test_a_row_is_found_by_the_transaction_that_inserted_it(database: Database) -> None:
    with database.writing() as rows:
        rows.insert(ONE)
        assert rows.get(LogNode, position=1) == ONE
        rows.insert(TWO)
        assert rows.values(ALL) == [(1,), (2,)]
        rows.insert(THREE)
        rows.cursor.execute("SELECT count(*) FROM log_node")
        assert rows.cursor.fetchone() == (3,)


def test_a_row_that_nobody_asked_for_is_there_once_committed(database: Database) -> None:
    with database.writing() as rows:
        rows.insert(ONE)
        rows.insert_values(LogNode, [(1, 2, b"x"), (1, 3, b"x")])
    assert kept(database) == [1, 2, 3]


def test_a_row_inserted_twice_ends_the_transaction_and_leaves_nothing(database: Database) -> None:
    with pytest.raises(Tampered), database.writing() as rows:
        rows.insert(ONE)
        rows.insert(ONE)
    assert kept(database) == []


@pytest.mark.parametrize("asking", [False, True], ids=["nothing-asked", "database-asked"])
def test_a_refused_attempt_takes_back_its_own_rows_alone(database: Database, asking: bool) -> None:
    with database.writing() as rows:
        rows.insert(ONE)
        refused_attempt(rows, asking=asking)
        rows.insert(THREE)
    assert kept(database) == [1, 3]


@pytest.mark.parametrize("asking", [False, True], ids=["nothing-asked", "database-asked"])
def test_an_attempt_that_went_well_is_kept_whatever_the_next_one_does(
    database: Database, asking: bool
) -> None:
    with database.writing() as rows:
        with rows.attempt():
            rows.insert(ONE)
            if asking:
                assert rows.get(LogNode, position=1) == ONE
        refused_attempt(rows, asking=True)
        with rows.attempt():
            rows.insert(THREE)
    assert kept(database) == [1, 3]
