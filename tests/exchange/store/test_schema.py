"""The schema that a new store gets is the one that the models describe."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlmodel import SQLModel

from exchange.errors import Refused
from exchange.store.engine import Database, create
from exchange.store.schema import REVISION, bring_up_to_date, make_schema, version_of
from tests.world import World

KEY = bytes(range(32))
AREAS = ("exchange.transmission.model",)  # whose tables nothing else here brings in


@pytest.fixture
def database(tmp_path: Path) -> Database:
    """Give a new, empty store."""
    create(tmp_path / "exchange.db", KEY)
    return Database(tmp_path / "exchange.db", KEY)


def described(name: str | None, kind: str, parents: object) -> bool:
    """Say whether a table is a model's: the index of words is FTS5's own."""
    return kind != "table" or not str(name).startswith(("word_index", "word_terms", "word_places"))


def test_the_migrations_make_exactly_what_the_models_describe(database: Database) -> None:
    for area in AREAS:
        importlib.import_module(area)
    make_schema(database)
    with database.engine.connect() as connection:
        opts = {"compare_type": True, "include_name": described}
        context = MigrationContext.configure(connection, opts=opts)
        differences = compare_metadata(context, SQLModel.metadata)
        indexes = {
            name: {index["name"] for index in sa.inspect(connection).get_indexes(name)}
            for name in SQLModel.metadata.tables
        }
    assert differences == []
    for name, table in SQLModel.metadata.tables.items():
        assert indexes[name] == {index.name for index in table.indexes}
    database.close()


def test_bringing_up_to_date_twice_changes_nothing(database: Database) -> None:
    make_schema(database)
    bring_up_to_date(database)
    assert version_of(database) == REVISION
    database.close()


def test_a_store_of_a_newer_program_is_refused_and_left_alone(tmp_path: Path) -> None:
    with World.bogota(tmp_path) as world:
        world.sql("UPDATE alembic_version SET version_num = '9999'")
        with pytest.raises(Refused) as refusal:
            world.desk()
        assert refusal.value.reason == "store-newer"
        assert world.sql("SELECT version_num FROM alembic_version") == [("9999",)]
