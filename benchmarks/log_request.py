"""Log one request: parsed, sealed, with its entry, durable.

Floor: the same rows and log line, already computed, by prepared statements in one fsynced
transaction on a copy of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from benchmarks.measuring import Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.texts import Writer
from benchmarks.twin import Twin

GOAL: Final = 2.0
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

        yield interleaved("log one request", size, GOAL, ours, lambda: twin.write(twin.written()), ROUNDS)
        twin.close()


QUESTION: Final = Question("log_request", measure)
