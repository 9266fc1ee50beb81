"""The first page of a list: read, each title opened and checked against the log, the look logged.

Floor: one page by its index and one durable commit of the same entry, on a copy of the store.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final

from benchmarks.measuring import SHORT, Result, interleaved, seconds
from benchmarks.question import Question
from benchmarks.stores import Stores
from benchmarks.twin import Twin
from exchange.desk import Desk
from exchange.requests.inputs import Filter

GOAL: Final = 3.0
PAGE: Final = "SELECT * FROM request WHERE compartment = ? ORDER BY registered_at DESC, id DESC LIMIT 51"


def filters() -> Iterator[tuple[str, Filter]]:
    """Give each list that is measured, with its name."""
    soon = datetime.now(UTC) + timedelta(days=20)
    yield "all", Filter()
    yield "kind", Filter(kind="wanted")
    yield "status", Filter(status="closed")
    yield "service", Filter(service="dijin")
    yield "due", Filter(due_before=f"{soon:%Y-%m-%d}")


def measure(stores: Stores, size: int) -> Iterator[Result]:
    built = stores.at(size)
    copy = stores.copy(built)
    with built.desk() as desk:
        twin = Twin(built.store, copy, desk.session.vault.store_key)
        for name, wanted in filters():
            yield _measure(desk, twin, size, name, wanted)
        twin.close()


def _measure(desk: Desk, twin: Twin, size: int, name: str, wanted: Filter) -> Result:
    (compartment,) = desk.session.vault.compartments

    def ours() -> float:
        twin.mark()
        desk.session.shown.clear()  # a page shown before isn't logged again
        return seconds(lambda: desk.requests.list(wanted))

    def floor() -> float:
        return seconds(lambda: twin.read(PAGE, (compartment,))) + twin.write(twin.written())

    return interleaved(f"first page of a list: {name}", size, GOAL, ours, floor, SHORT)


QUESTION: Final = Question("first_page", measure)
