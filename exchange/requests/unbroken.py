"""A list of all requests leaves out none: references are gapless, so each that isn't there is accounted for.

Read in the order of registration, newest first, references go down by one. Where some are left out, each
must be erased, skipped by a restore, or stand elsewhere in the list; one that the log gave out and that
is none of these was removed past the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

import sqlalchemy as sa

from exchange.errors import Invalid, NotFound, Tampered
from exchange.requests.erasures import Erasure
from exchange.requests.finding import find_request
from exchange.requests.model import Request
from exchange.requests.references import SERIES, Reference, parse_reference
from exchange.store.journal import counters_of, head_of
from exchange.store.rows import Reader, table_of

_MOST: Final = 64
"""References looked up for one page: a store of which most was erased still lists at once."""
_REFS: Final = tuple(f"ref_{i}" for i in range(_MOST))
_ASKED: Final = [sa.bindparam(name, type_=sa.String) for name in _REFS]
_REQUEST: Final = table_of(Request)
_ERASURE: Final = table_of(Erasure)
_KNOWN: Final = sa.union_all(
    sa.select(_REQUEST.c.ref, _REQUEST.c.compartment).where(_REQUEST.c.ref.in_(_ASKED)),
    sa.select(_ERASURE.c.ref, sa.null()).where(_ERASURE.c.ref.in_(_ASKED)),
)


class Unbroken:
    """Follows a list of all requests, batch after batch, and refuses it where one is gone."""

    def __init__(self, rows: Reader, compartments: Sequence[str], *, from_newest: bool) -> None:
        self._rows = rows
        self._compartments = compartments
        given = counters_of(head_of(rows))
        self._given = {int(s[len(SERIES) :]): n for s, n in given.items() if s.startswith(SERIES)}
        self._above = _beyond(self._given) if from_newest and self._given else None
        self._left = _MOST

    def follow(self, batch: Sequence[Request], prefix: str, *, last: bool) -> None:
        """Follow the next batch; `last` where the list ends with it. Raise Tampered for one that is gone."""
        missing: list[str] = []
        for row in batch:
            below = _reference(row)
            if below is None:
                self._above = None  # altered: opening the row says so
                continue
            missing += self._between(below, prefix)
            self._above = below
        if last:
            missing += self._between(Reference(prefix, min(self._given, default=0), 0), prefix)
        self._refuse_gone(missing)

    def _between(self, below: Reference, prefix: str) -> list[str]:
        above = self._above
        if above is None or (above.year, above.number - 1) == (below.year, below.number):
            return []
        left_out = list(islice(_left_out(above, below, self._given), self._left))
        self._left -= len(left_out)
        return [str(Reference(prefix, year, number)) for year, number in left_out]

    def _refuse_gone(self, missing: Sequence[str]) -> None:
        if not missing:
            return
        asked = dict(zip(_REFS, (*missing, *[missing[-1]] * (_MOST - len(missing))), strict=True))
        known = {str(ref): compartment for ref, compartment in self._rows.values(_KNOWN, **asked)}
        for ref in missing:
            if ref not in known:
                _refuse_unless_lost(self._rows, ref)
            elif known[ref] not in (None, *self._compartments):
                raise Tampered("request-altered", ref=ref)  # in a compartment that isn't


def _refuse_unless_lost(rows: Reader, ref: str) -> None:
    try:
        find_request(rows, ref)
    except NotFound:
        return  # given out in a past that no backup held


def _left_out(above: Reference, below: Reference, given: Mapping[int, int]) -> Iterator[tuple[int, int]]:
    """Give what was given out between two references, newest first, as years and numbers."""
    for year in sorted((year for year in given if below.year <= year <= above.year), reverse=True):
        first = above.number - 1 if year == above.year else given[year]
        last = below.number if year == below.year else 0
        yield from ((year, number) for number in range(first, last, -1))


def _beyond(given: Mapping[int, int]) -> Reference:
    newest = max(given)
    return Reference("", newest, given[newest] + 1)


def _reference(row: Request) -> Reference | None:
    try:
        return parse_reference(row.ref)
    except (Invalid, AttributeError):  # SQLite minds no column's type
        return None
