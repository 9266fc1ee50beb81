"""The schema's version: created whole, brought up to date on unlock, refused when it is newer.

Alembic is imported only where there is something to migrate: comparing versions is one SELECT.
Foreign keys are off before BEGIN and checked before COMMIT, since re-creating a table with them on
deletes its children.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Final

from exchange.errors import Refused, Tampered
from exchange.store.engine import Database, translated

REVISION: Final = "0001"
_KNOWN: Final = ("0001",)


def make_schema(database: Database) -> None:
    """Create every table in a database that was just created; only founding does."""
    _migrate(database)


def bring_up_to_date(database: Database) -> None:
    """Migrate the store to this program's schema; raise Refused where the store is newer.

    Opening never creates: a file that holds no schema at all is not a store whose time has come, but
    one that was emptied.
    """
    found = version_of(database)
    if found == REVISION:
        return
    if found is None:
        raise Tampered("store-unreadable")
    if found not in _KNOWN:
        raise Refused("store-newer", found=found, known=REVISION)
    _migrate(database)


def version_of(database: Database) -> str | None:
    """Return the schema version of the store; None where nothing was created yet."""
    with translated(), database.reading() as rows:
        rows.cursor.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'")
        if rows.cursor.fetchone() == (0,):
            return None
        rows.cursor.execute("SELECT version_num FROM alembic_version")
        found = rows.cursor.fetchone()
    if found is None:
        raise Tampered("store-unreadable")
    return str(found[0])


def _migrate(database: Database) -> None:
    command = importlib.import_module("alembic.command")
    config = importlib.import_module("alembic.config").Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with translated(), database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        if connection.exec_driver_sql("PRAGMA foreign_key_check").first() is not None:
            connection.exec_driver_sql("ROLLBACK")
            raise Tampered("store-unreadable")
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA foreign_keys = ON")
