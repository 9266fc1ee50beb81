"""Who is held on a leg: each arrest, with the events that speak of that person.

Several persons may be arrested on one leg, and one person twice. A withdrawal of the request and the
closing of the leg end them all; any other event speaks of one person who is held then: of the one
arrested at its place, then in its country; then of one for whom it changes something; and where nothing
tells them apart, of the one that leaves the stricter (earlier) date standing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from exchange.accents import unaccented
from exchange.codes import EventCode, Move
from exchange.law.counting import day_of
from exchange.law.facts import EventAt, Facts
from exchange.law.zones import zones_of

FREED = (EventCode.RELEASED, EventCode.SURRENDERED)
"""After any of these a person isn't held any more."""

OF_HELD = (
    EventCode.CONSENTED,
    EventCode.DECIDED,
    EventCode.PAPERS_PRESENTED,
    EventCode.SURRENDER_FIXED,
    *FREED,
)
"""What is told of somebody who is held: it comes after his arrest."""

_ORDER: Mapping[str, int] = {
    EventCode.ARRESTED: 0,
    EventCode.CONSENTED: 1,
    EventCode.PAPERS_PRESENTED: 1,
    EventCode.DECIDED: 2,
    EventCode.SURRENDER_FIXED: 3,
    **dict.fromkeys(FREED, 4),
    Move.WITHDRAWN: 5,
}
"""What comes before what on one and the same day."""
_LAST = len(_ORDER)

_OF_ALL = (Move.WITHDRAWN, Move.CLOSED)


@dataclass(frozen=True)
class Custody:
    """An arrest, and what came after it for that person, in order."""

    arrest: EventAt
    events: tuple[EventAt, ...] = ()

    @property
    def over(self) -> bool:
        """Say whether the person is held no more, or nobody is asked to hold anybody."""
        return any(event.code in (*FREED, *_OF_ALL) for event in self.events)

    def last(self, code: str) -> EventAt | None:
        """Return the last report of an event of this person: the arrest, or what came after it."""
        return next((event for event in reversed((self.arrest, *self.events)) if event.code == code), None)

    def told(self, event: EventAt) -> Custody:
        """Return the same with one more event."""
        return replace(self, events=(*self.events, event))


Standing = Callable[[Custody, EventAt], tuple[bool, datetime]]
"""Whether an event changes a custody's limits, and when the nearest of these ends."""


def in_order(facts: Facts) -> list[EventAt]:
    """Return the events that hold, by time; what a day alone is told of after what it follows that day."""
    events = [event for event in facts.events if not event.withdrawn]
    placed = [_placed(event, events, facts) for event in events]
    return sorted(placed, key=lambda event: (event.at, _ORDER.get(event.code, _LAST)))


def custodies(
    facts: Facts, events: Sequence[EventAt], standing: Standing
) -> tuple[tuple[Custody, ...], tuple[EventAt, ...]]:
    """Return every arrest with its events, given in order, and those of nobody who is known to be held."""
    held: list[Custody] = []
    loose: list[EventAt] = []
    for event in events:
        if event.code == EventCode.ARRESTED:
            held.append(Custody(replace(event, country=event.country or facts.country)))
        elif event.code in _OF_ALL:
            held = [custody.told(event) for custody in held]
        else:
            whose = _whose(held, event, facts.requester_country, standing)
            if whose is None:
                loose.append(event)
            else:
                held[whose] = held[whose].told(event)
    return tuple(held), tuple(loose)


def _placed(event: EventAt, events: Iterable[EventAt], facts: Facts) -> EventAt:
    """Place an event that is known by its day alone after those of that day which it follows."""
    if event.day is None or event.ahead is not None:
        return event
    order = _ORDER.get(event.code, 0)
    earlier = (one for one in events if one.code in _ORDER and _ORDER[one.code] < order)
    at = max((one.at for one in earlier if _on_the_day(one, event, facts)), default=event.at)
    return event if at <= event.at else replace(event, at=at, begun=event.at)


def _on_the_day(one: EventAt, other: EventAt, facts: Facts) -> bool:
    """Say whether one event was on the day that is told of another: in all zones of the country it names.

    Where none is named, at the post too: an arrest's clock rather runs on, seen by everybody, than ends in
    silence.
    """
    if one.day is not None:
        return one.day == other.day
    zones = zones_of(other.country or one.country or facts.country or "")
    if not zones or other.country is None:
        zones = (*zones, *facts.post_zones[:1])
    return all(day_of(one.at, zone) == other.day for zone in zones)


def _whose(held: Sequence[Custody], event: EventAt, receiving: str | None, standing: Standing) -> int | None:
    # Who was handed over may be reported from where he arrived: that country tells nothing of the arrest.
    arrived = event.code == EventCode.SURRENDERED and event.country == receiving
    country = None if arrived else event.country
    likeness = {
        number: (_same_place(custody.arrest.place, event.place), country == (custody.arrest.country or ""))
        for number, custody in enumerate(held)
        if not custody.over and country in (None, custody.arrest.country)
    }
    found = [number for number, like in likeness.items() if like == max(likeness.values())]
    if len(found) < 2:
        return found[0] if found else None
    return max(found, key=lambda number: (*standing(held[number], event), number))


def _same_place(one: str | None, other: str | None) -> bool:
    words = _words(one or "")
    return bool(words) and words == _words(other or "")


def _words(place: str) -> list[str]:
    """Return a place as it is compared: Bogotá and BOGOTA are one."""
    return re.findall(r"\w+", unaccented(place.casefold()))
