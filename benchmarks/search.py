"""Search two words: the first page found by keyed words, opened, looked at again, the look logged.

Floor: plain FTS5 on the same text, unencrypted, and one durable commit of the same entry, on a copy of the
store.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from benchmarks.measuring import SHORT, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.texts import Writer
from benchmarks.twin import Twin
from exchange.requests.inputs import Search

GOAL: Final = 2.0
WORDS: Final = "frontière navire"
_FIND: Final = "SELECT rowid FROM plain WHERE plain MATCH ? ORDER BY rowid DESC LIMIT 21"


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    copy = stores.copy(built)
    plain = _indexed(stores.place("plain") / "plain.db", size)
    with built.desk() as desk:
        twin = Twin(built.store, copy, desk.session.vault.store_key)

        def ours() -> float:
            twin.mark()
            desk.session.shown.clear()  # a page shown before isn't logged again
            return seconds(lambda: desk.requests.search(Search(terms=WORDS)))

        def floor() -> float:
            found = seconds(lambda: plain.execute(_FIND, (WORDS,)).fetchall())
            return found + twin.write(twin.written())

        yield interleaved("search two words, first page", size, GOAL, ours, floor, SHORT)
        twin.close()
    plain.close()


def _indexed(path: Path, size: int) -> sqlite3.Connection:
    """Return plain FTS5 over what the store of that size was filled with."""
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIRTUAL TABLE plain USING fts5 (title, text, points)")
    connection.executemany(
        "INSERT INTO plain VALUES (?, ?, ?)",
        ((one.title, one.text, " ".join(one.points)) for one in Writer().requests(size)),
    )
    connection.commit()
    return connection


QUESTION: Final = Question("search", measure)
