"""Finding requests in the listing: the runs that a filter asks for, merged in the order of the list.

A cell is a facet with one compartment, kind, status and state of waiting; in it the requests stand in
the order of the list, so that the next few after a place cost one look into the index. However many
requests there are, a page costs a look a cell, and there are at most some dozens of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final, NamedTuple

import sqlalchemy as sa

from exchange.requests.model import Listing
from exchange.store.rows import Reader, Value, table_of

_LISTING: Final = table_of(Listing)
_C: Final = _LISTING.c
_FIRST: Final = 8
_LONGEST: Final = 256
_MANY: Final = 64  # so many cells are asked one by one; of more, first which there are


class Place(NamedTuple):
    """Where a request stands in a list: the moment that orders it, then its id."""

    at: int
    request: str


START: Final = {0: Place(2**62, "~"), 1: Place(-(2**62), "")}
"""Before the first request, newest first; before the first, nearest due date first."""


@dataclass(frozen=True)
class Runs:
    """What is asked of the listing: one facet, and of each column behind it which values."""

    facet: str
    by_due: int
    compartments: tuple[str, ...]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]
    waits: tuple[str, ...]
    country: str | None = None
    until: int = 2**62


def places(rows: Reader, runs: Runs, after: Place) -> Iterator[Place]:
    """Give the places of the requests asked for, in the order of the list, from after one on."""
    cells = [_cell(rows, runs, cell, after) for cell in _cells(rows, runs)]
    return heapq.merge(*cells, reverse=not runs.by_due)


def _cells(rows: Reader, runs: Runs) -> list[tuple[str, ...]]:
    columns = (runs.compartments, runs.kinds, runs.statuses, runs.waits)
    if prod(map(len, columns)) <= _MANY:
        return list(product(*columns))
    there = (cell for compartment in runs.compartments for cell in _there(rows, runs, compartment))
    return [cell for cell in there if all(one in column for one, column in zip(cell, columns, strict=True))]


def _there(rows: Reader, runs: Runs, compartment: str) -> Iterator[tuple[str, ...]]:
    """Give the cells of a compartment that hold anything: one look into the index each."""
    last = ("", "", "")
    named: dict[str, Value] = {"facet": runs.facet, "by_due": runs.by_due, "compartment": compartment}
    named |= {"last": START[0].at, "ident": START[0].request}
    while found := rows.values(_NEXT_CELL, kind=last[0], status=last[1], waits=last[2], **named):
        last = (str(found[0][0]), str(found[0][1]), str(found[0][2]))
        yield (compartment, *last)


def _cell(rows: Reader, runs: Runs, cell: tuple[str, ...], after: Place) -> Iterator[Place]:
    statement = _PAGES[runs.by_due, runs.country is not None]
    named: dict[str, Value] = dict(zip(("compartment", "kind", "status", "waits"), cell, strict=True))
    named |= {"facet": runs.facet, "by_due": runs.by_due, "until": runs.until, "country": runs.country}
    count = _FIRST
    while True:
        found = rows.values(statement, last=after.at, ident=after.request, count=count, **named)
        for at, request in found:
            after = Place(int(str(at)), str(request))
            yield after
        if len(found) < count:
            return
        count = min(2 * count, _LONGEST)


def _page(*, by_due: bool, country: bool) -> sa.Select[tuple[object, ...]]:
    place = sa.tuple_(_C.at, _C.request)
    last = sa.tuple_(sa.bindparam("last", type_=sa.BigInteger), sa.bindparam("ident", type_=sa.String))
    order = (_C.at, _C.request) if by_due else (_C.at.desc(), _C.request.desc())
    conditions = [
        *(_C[name] == sa.bindparam(name) for name in ("facet", "by_due", "compartment", "kind")),
        *(_C[name] == sa.bindparam(name) for name in ("status", "waits")),
        place > last if by_due else place < last,
    ]
    if by_due:
        conditions.append(_C.at < sa.bindparam("until", type_=sa.BigInteger))
    if country:
        conditions.append(sa.func.instr(_C.countries, sa.bindparam("country", type_=sa.String)) > 0)
    return (
        sa.select(_C.at, _C.request)
        .where(*conditions)
        .order_by(*order)
        .limit(sa.bindparam("count", type_=sa.Integer))
    )


_PAGES: Final = {
    (int(by_due), country): _page(by_due=by_due, country=country)
    for by_due in (False, True)
    for country in (False, True)
}
_CELL: Final = (_C.kind, _C.status, _C.waits)
# Compared down to the last column of the key, with what no row has there: SQLite looks for the first
# row that isn't less than the whole, and would walk through the last cell to find the end of it.
_NEXT_CELL: Final = (
    sa.select(*_CELL)
    .where(
        *(_C[name] == sa.bindparam(name) for name in ("facet", "by_due", "compartment")),
        sa.tuple_(*_CELL, _C.at, _C.request)
        > sa.tuple_(
            *(sa.bindparam(name, type_=sa.String) for name in ("kind", "status", "waits")),
            sa.bindparam("last", type_=sa.BigInteger),
            sa.bindparam("ident", type_=sa.String),
        ),
    )
    .order_by(*_CELL, _C.at, _C.request)
    .limit(1)
)
