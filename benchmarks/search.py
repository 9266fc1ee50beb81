"""Search: two words, the first page opened, looked at and logged; and the beginning of a word.

Floor of the first: plain FTS5 over the same texts, unencrypted and folded beforehand, with its snippets,
and one durable commit of the same entry on a copy of the store. The second is held against 50 ms.
Before anything is timed, both must find the same requests.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from sqlcipher3 import dbapi2

from benchmarks.measuring import SHORT, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.twin import Twin
from exchange.desk import Desk
from exchange.requests.indexing import opened
from exchange.requests.inputs import Search
from exchange.requests.wording import passages
from exchange.store.words import WordRow

GOAL: Final = 2.0
PAGE: Final = 20
PREFIX_SECONDS: Final = 0.050
COMPARED: Final = 12
_FIND: Final = (
    "SELECT rowid, title, snippet(plain, -1, '[', ']', '…', 24) FROM plain WHERE plain MATCH ?"
    " ORDER BY rowid DESC LIMIT ?"
)


class Plain:
    """The texts of a store in a plain FTS5 table, by the row numbers of the index."""

    def __init__(self, desk: Desk, file: Path) -> None:
        self._connection = dbapi2.connect(str(file), isolation_level=None, cached_statements=64)
        self._connection.execute("CREATE VIRTUAL TABLE plain USING fts5(title, rest)")
        session = desk.session
        self.refs: dict[int, str] = {}
        words: dict[str, None] = {}
        with session.reading() as rows:
            self._connection.execute("BEGIN")
            for row in rows.find(WordRow, order=("row",)):
                title, *others = [
                    " ".join(session.folder.words(passage.text))
                    for content in opened(session, rows, row)[1]
                    for passage in passages(content)
                ]
                values = row.row, title, " ".join(others)
                self._connection.execute("INSERT INTO plain (rowid, title, rest) VALUES (?, ?, ?)", values)
                self.refs[int(row.row or 0)] = row.object
                words.update(dict.fromkeys(title.split()))
            self._connection.execute("COMMIT")
        self.words = list(words)

    def find(self, expression: str, limit: int = PAGE + 1) -> list[int]:
        """Return the newest rows that match, their titles and snippets read as for a page."""
        return [int(row) for row, *_ in self._connection.execute(_FIND, (expression, limit)).fetchall()]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    copy = stores.copy(built)
    with built.desk() as desk:
        plain = Plain(desk, stores.place("plain") / "plain.db")
        chance = random.Random(size)  # noqa: S311  (words to look for, no secret)
        _compare(desk, plain, chance)
        twin = Twin(built.store, copy, desk.session.vault.store_key)
        yield _two_words(desk, plain, twin, size, chance)
        yield _beginning(desk, plain, size, chance)
        twin.close()
        plain.close()


def _two_words(desk: Desk, plain: Plain, twin: Twin, size: int, chance: random.Random) -> Result:
    pair = ["", ""]

    def ours() -> float:
        pair[:] = chance.sample(plain.words, 2)
        twin.mark()
        desk.session.shown.clear()  # a page shown before isn't logged again
        return seconds(lambda: desk.requests.search(Search(" ".join(pair), limit=PAGE)))

    def floor() -> float:
        return seconds(lambda: plain.find(" AND ".join(pair))) + twin.write(twin.written())

    return interleaved("search: two words, first page", size, GOAL, ours, floor, SHORT)


def _beginning(desk: Desk, plain: Plain, size: int, chance: random.Random) -> Result:
    def ours() -> float:
        begun = chance.choice(plain.words)[:3]
        desk.session.shown.clear()
        return seconds(lambda: desk.requests.search(Search(f"{begun}*", limit=PAGE)))

    return interleaved("search: three letters, in 50 ms", size, 1.0, ours, lambda: PREFIX_SECONDS, SHORT)


def _compare(desk: Desk, plain: Plain, chance: random.Random) -> None:
    """Raise ValueError where ours and the plain table name other requests for the same words."""
    for _ in range(COMPARED):
        one, two = chance.sample(plain.words, 2)
        for typed, expression in ((one, one), (f"{one} {two}", f"{one} AND {two}"), (f"{one[:3]}*",) * 2):
            page = desk.requests.search(Search(typed, limit=PAGE))
            refs = {plain.refs[row] for row in plain.find(expression, PAGE)}
            if {item.id for item in page.items} != refs:
                raise ValueError(f"not the same hits: {typed}")


QUESTION: Final = Question("search", measure)
