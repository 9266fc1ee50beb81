"""Log one request: parsed, sealed, with its entry, durable.

Floor: the same rows, terms and log line, already computed, by prepared statements in one fsynced
transaction on a copy of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from benchmarks.measuring import Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.texts import Writer
from benchmarks.twin import Twin
from exchange.desk import Desk
from exchange.requests.indexing import opened
from exchange.requests.wording import words_of
from exchange.store.rows import table_of
from exchange.store.words import WordRow

GOAL: Final = 2.0
_LAST: Final = sa.select(sa.func.max(table_of(WordRow).c.row))
ROUNDS: Final = 120


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    copy = stores.copy(built)
    writer = Writer(seed=size)
    with built.desk() as desk:
        twin = Twin(built.store, copy, desk.session.vault.store_key)

        def ours() -> float:
            request = writer.request()
            twin.mark()
            return seconds(lambda: desk.requests.open(request))

        def floor() -> float:
            return twin.write(twin.written(), [newest_terms(desk)])

        yield interleaved("log one request", size, GOAL, ours, floor, ROUNDS)
        twin.close()


def newest_terms(desk: Desk) -> tuple[int, str]:
    """Return the row that the index got last, and its terms."""
    session = desk.session
    with session.reading() as rows:
        ((last,),) = rows.values(_LAST)
        row = rows.get(WordRow, row=last)
        assert row is not None  # noqa: S101  (a request was just opened)
        _, contents = opened(session, rows, row)
        key = session.vault.index_key(row.compartment, row.key_version)
        words = words_of(session.folder, contents)
    return int(str(row.row)), " ".join(map(key.token, words))


QUESTION: Final = Question("log_request", measure)
