"""Finding requests in the listing: the runs that a filter asks for, merged in the order of the list.

A cell is a facet with one compartment, kind, status and state of waiting; in it the requests stand in
the order of the list. One statement takes the next few after a place from all of them: however many
requests there are, a page costs a look into the index a cell, and there are at most some dozens of them.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from math import prod
from typing import Final, NamedTuple

import sqlalchemy as sa

from exchange.requests.model import Listing
from exchange.store.rows import Reader, Value, table_of

_LISTING: Final = table_of(Listing)
_C: Final = _LISTING.c
_FIRST: Final = 64
_LONGEST: Final = 256
_MANY: Final = 64  # so many cells are asked at once; of more, first which there are
_CELL_NAMES: Final = ("compartment", "kind", "status", "waits")


class Place(NamedTuple):
    """Where a request stands in a list: the moment that orders it, then its id."""

    at: int
    request: str


class Order(StrEnum):
    """The order of a list: by registration, from either end; or by what is due, the soonest first."""

    NEWEST = "newest"
    OLDEST = "oldest"
    DUE = "due"

    @property
    def by_due(self) -> int:
        """Whether a due date orders it, as the listing writes it."""
        return int(self is Order.DUE)

    @property
    def sql(self) -> str:
        """Return it for the two columns that order a list."""
        return "{} DESC, {} DESC" if self is Order.NEWEST else "{}, {}"

    @property
    def start(self) -> Place:
        """Where it begins: before the first request."""
        return Place(2**62, "~") if self is Order.NEWEST else Place(-(2**62), "")

    def beyond(self, place: sa.Tuple, last: sa.Tuple) -> sa.ColumnElement[bool]:
        """Return what holds of a place that comes after the last one."""
        return place < last if self is Order.NEWEST else place > last


@dataclass(frozen=True)
class Runs:
    """What is asked of the listing: one facet, and of each column behind it which values."""

    facet: str
    order: Order
    compartments: tuple[str, ...]
    kinds: tuple[str, ...]
    statuses: tuple[str, ...]
    waits: tuple[str, ...]
    country: str | None = None
    until: int = 2**62


def places(rows: Reader, runs: Runs, after: Place) -> Iterator[Place]:
    """Give the places of the requests asked for, in the order of the list, from after one on."""
    cells = _cells(rows, runs)
    parts = [cells[start : start + _MANY] for start in range(0, len(cells), _MANY)]
    found = [_merged(rows, runs, part, after) for part in parts]
    return found[0] if len(found) == 1 else heapq.merge(*found, reverse=runs.order is Order.NEWEST)


def _cells(rows: Reader, runs: Runs) -> list[tuple[str, ...]]:
    columns = (runs.compartments, runs.kinds, runs.statuses, runs.waits)
    if prod(map(len, columns)) <= _MANY:
        return list(product(*columns))
    there = (cell for compartment in runs.compartments for cell in _there(rows, runs, compartment))
    return [cell for cell in there if all(one in column for one, column in zip(cell, columns, strict=True))]


def _there(rows: Reader, runs: Runs, compartment: str) -> Iterator[tuple[str, ...]]:
    """Give the cells of a compartment that hold anything: some looks into the index each."""
    end = Order.NEWEST.start
    named: dict[str, Value] = {"facet": runs.facet, "by_due": runs.order.by_due, "compartment": compartment}
    for kind, status, waits in rows.values(_CELLS, last=end.at, ident=end.request, **named):
        yield (compartment, str(kind), str(status), str(waits))


def _merged(rows: Reader, runs: Runs, cells: Sequence[tuple[str, ...]], after: Place) -> Iterator[Place]:
    """Give the places in some cells, in the order of the list."""
    statement = _PAGES[runs.order, runs.country is not None]
    order = runs.order.sql.format("at", "request")
    named: dict[str, Value] = {"facet": runs.facet, "by_due": runs.order.by_due, "until": runs.until}
    named |= {"country": runs.country}
    count = _FIRST
    while True:
        named |= {"last": after.at, "ident": after.request}
        asked = [named | dict(zip(_CELL_NAMES, cell, strict=True)) for cell in cells]
        found = rows.merged(statement, asked, order, count)
        for at, request in found:
            after = Place(int(str(at)), str(request))
            yield after
        if len(found) < count:
            return
        count = min(2 * count, _LONGEST)


def _page(order: Order, *, country: bool) -> sa.Select[tuple[object, ...]]:
    place = sa.tuple_(_C.at, _C.request)
    last = sa.tuple_(sa.bindparam("last", type_=sa.BigInteger), sa.bindparam("ident", type_=sa.String))
    conditions = [
        *(_C[name] == sa.bindparam(name) for name in ("facet", "by_due", *_CELL_NAMES)),
        order.beyond(place, last),
    ]
    if order is Order.DUE:
        conditions.append(_C.at < sa.bindparam("until", type_=sa.BigInteger))
    if country:
        conditions.append(sa.func.instr(_C.countries, sa.bindparam("country", type_=sa.String)) > 0)
    return sa.select(_C.at, _C.request).where(*conditions)


_PAGES: Final = {
    (order, country): _page(order, country=country) for order in Order for country in (False, True)
}


def _all_cells() -> sa.Select[tuple[object, ...]]:
    """Return what walks from each cell of a compartment to the next one, which a look finds.

    Compared down to the last column of the key, with what no row has there: SQLite looks for the first
    row that isn't less than the whole, and would walk through the last cell to find the end of it. It
    does so for values alone: what a function returns is one, a column isn't.
    """
    key = [_C[name] for name in (*_CELL_NAMES[1:], "at", "request")]
    nothing = sa.literal_column("''", sa.String)
    there = sa.select(*(nothing.label(column.name) for column in key[:3])).cte("there", recursive=True)
    last = sa.tuple_(
        *(sa.func.coalesce(column, sa.null()) for column in there.c),
        sa.bindparam("last", type_=sa.BigInteger),
        sa.bindparam("ident", type_=sa.String),
    )
    same = [_C[name] == sa.bindparam(name) for name in ("facet", "by_due", "compartment")]
    following = [
        sa.select(column).where(*same, sa.tuple_(*key) > last).order_by(*key).limit(1).scalar_subquery()
        for column in key[:3]
    ]
    there = there.union_all(sa.select(*following).select_from(there).where(there.c.kind.is_not(None)))
    return sa.select(there).where(there.c.kind != "")


_CELLS: Final = _all_cells()
