"""The rows that lists find a request by, kept true in the transaction that changes it.

A row stands under a facet: nothing (every request), the id of a service that asks or is asked, or such
a service's country; each facet in the order of registration and, where something is due, in that of
its date. Behind the facet stand compartment, kind, status and whom it waits for, so that whatever is
asked of them is a handful of runs in the order of the list. All of it stands in plain columns elsewhere
(security.md); the request's own row seals what it comes from, so a list is believed by that alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final, TypeAlias

from exchange.codes import WaitsFor
from exchange.requests.model import Leg, Listing, Request, RequestContent
from exchange.store.rows import Rows

EVERYTHING: Final = ""
"""The facet under which every request stands."""
BOTH: Final = "both"
WAITING: Final = ("", WaitsFor.US.value, WaitsFor.THEM.value, BOTH)
"""Whom a request may wait for: nobody, us, them, or us on one leg and them on another."""

_Row: TypeAlias = tuple[str, int, str, str, str, str, int, str, str]
CountryOf = Callable[[str], str]
"""Tells the country of a service by its id."""


@dataclass(frozen=True)
class Listed:
    """What a request's rows in the listing come from."""

    request: str
    compartment: str
    kind: str
    status: str
    waits: str
    registered_at: int
    due_at: int | None
    services: tuple[str, ...]


def listed(request: Request, content: RequestContent) -> Listed:
    """Return what an open request is listed by."""
    return listed_as(request, content.services, content.waits)


def listed_as(request: Request, services: Iterable[str], waits: str) -> Listed:
    """Return what a request is listed by, whose legs ask `services` and wait as said."""
    return Listed(
        request.id,
        request.compartment,
        request.kind,
        request.status,
        waits,
        request.registered_at,
        request.due_at,
        tuple(sorted({request.requesting_service, *services})),
    )


def waits_of(legs: Iterable[Leg]) -> str:
    """Return whom a request waits for, by its legs."""
    found = {leg.waits_for for leg in legs if leg.waits_for is not None}
    return BOTH if len(found) > 1 else next(iter(found), "")


def listing_rows(what: Listed, country_of: CountryOf) -> frozenset[_Row]:
    """Return the rows of a request in the listing, as the values of their columns."""
    countries = sorted({country_of(service) for service in what.services})
    middle = (what.compartment, what.kind, what.status, what.waits)
    dates = [(0, what.registered_at)] if what.due_at is None else [(0, what.registered_at), (1, what.due_at)]
    return frozenset(
        (facet, by_due, *middle, at, what.request, ",".join(countries))
        for facet in (EVERYTHING, *what.services, *countries)
        for by_due, at in dates
    )


def relist(rows: Rows, before: Listed | None, now: Listed, country_of: CountryOf) -> None:
    """Replace a request's rows in the listing where they changed."""
    if before == now:
        return
    old = frozenset() if before is None else listing_rows(before, country_of)
    new = listing_rows(now, country_of)
    _delete(rows, old - new)
    rows.insert_values(Listing, sorted(new - old))


def unlist(rows: Rows, before: Listed, country_of: CountryOf) -> None:
    """Take a request out of the listing: of one that is erased no list may tell."""
    _delete(rows, listing_rows(before, country_of))


_KEY: Final = ("facet", "by_due", "compartment", "kind", "status", "waits", "at", "request")


def _delete(rows: Rows, found: Iterable[_Row]) -> None:
    for values in sorted(found):
        rows.delete(Listing, **dict[str, str | int](zip(_KEY, values, strict=False)))
