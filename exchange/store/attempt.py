"""A part of a unit that may fail alone: what it wrote is taken back, the unit goes on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from exchange.errors import ExchangeError
from exchange.store.journal import Journal


@contextmanager
def attempt(journal: Journal) -> Iterator[None]:
    """Take back the rows, numbers and entries of the block where it raises a refusal, then let that go on."""
    rows = journal.rows
    before = (journal.numbers, journal.edge, journal.roster)
    told = journal.index.told()
    try:
        with rows.attempt():
            yield
    except ExchangeError:
        journal.numbers, journal.edge, journal.roster = before
        journal.index.tell_only(told)
        rows.appended = {(n, leaf) for n, leaf in rows.appended if n < journal.size}
        raise
