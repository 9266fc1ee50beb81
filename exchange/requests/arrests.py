"""The arrests whose clock runs on a request: never closed or merged away without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from exchange.codes import LegStatus
from exchange.requests.dossier import Dossier
from exchange.requests.leg_clock import LegClock, arrests_of
from exchange.requests.leg_rows import request_clock, text_of
from exchange.requests.model import Leg, LegContent
from exchange.store.rows import Reader

_OVER = frozenset({LegStatus.CLOSED, LegStatus.RETURNED})


def running_clocks(rows: Reader, dossier: Dossier) -> Iterator[tuple[Leg | None, Sequence[LegClock]]]:
    """Give the limits of each leg under way, by number; the request's own where nobody is asked yet."""
    if not dossier.legs and dossier.request.status != LegStatus.CLOSED:
        yield None, request_clock(rows, dossier, text_of(rows, dossier)).clocks
    for leg in sorted(dossier.legs.values(), key=lambda leg: leg.number):
        if leg.status not in _OVER:
            yield leg, dossier.unseal(leg, LegContent).clocks


def running_arrests(rows: Reader, dossier: Dossier, legs: Iterable[Leg] | None = None) -> list[LegClock]:
    """Return the arrests that run on a request, or on some of its legs, the nearest limit of each."""
    numbers = None if legs is None else {leg.number for leg in legs}
    return [
        clock
        for leg, clocks in running_clocks(rows, dossier)
        if leg is None or numbers is None or leg.number in numbers
        for clock in arrests_of(clocks)
    ]


def are_kept(arrests: list[LegClock], by: list[LegClock]) -> bool:
    """Say whether other arrests keep watch for these: as many at least, the nearest no later."""
    return not arrests or (len(arrests) <= len(by) and min(map(_due, by)) <= min(map(_due, arrests)))


def _due(clock: LegClock) -> int:
    return clock.due_at or 0
