"""Giving free pages back to the file system, and emptying the write-ahead log.

What was deleted is overwritten with zeros at once (`secure_delete`); the pages as they were before stay in
the write-ahead log until it is copied into the file and cut to nothing, which no reader may hold up.
"""

from __future__ import annotations

from typing import Final

from exchange.errors import Conflict
from exchange.store.engine import Database

WAIT: Final = 2000
"""Milliseconds that a reader or writer of another desk is waited for."""


def compact(database: Database) -> bool:
    """Cut free pages and the write-ahead log; say whether it could be done, nobody being in the way."""
    try:
        with database.connection() as connection:
            connection.execute(f"PRAGMA busy_timeout = {WAIT}")
            try:
                connection.execute("PRAGMA incremental_vacuum").fetchall()
                busy, *_ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            finally:
                connection.execute("PRAGMA busy_timeout = 10000")
    except Conflict:
        return False
    return not busy
