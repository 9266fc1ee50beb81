"""What the requested service waits for: its questions, each from its moment to what ended the wait."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from exchange.codes import EventCode, Move
from exchange.law.counting import Suspension
from exchange.law.facts import EventAt

OVER = (Move.ANSWERED, Move.REFUSED, Move.WITHDRAWN, Move.RETURNED, Move.CLOSED)
"""After any of these the requested service owes nothing more."""

WAITING_OVER = (EventCode.CLARIFICATION_ANSWERED, Move.PARTLY_ANSWERED, *OVER)
"""Any of these says that nobody waits for a clarification any more."""


def open_question(events: Iterable[EventAt]) -> datetime | None:
    """Return since when a question of the service that is asked has been open, if one is."""
    waits = tuple(_waits(event for event in events if not event.withdrawn))
    return waits[-1].since if waits and waits[-1].until is None else None


def suspensions(events: Iterable[EventAt], end: datetime | None) -> Iterable[Suspension]:
    """Give each stretch in which a limit that ends at `end` stands still, the one still open last."""
    for wait in _waits(events):
        if wait.until is not None:
            yield wait
        elif end is None or end > wait.since:
            yield Suspension(wait.since, end)


def _waits(events: Iterable[EventAt]) -> Iterable[Suspension]:
    """Give each wait for a clarification, from the question to what ended it; one still open comes last."""
    asked: datetime | None = None
    # At one and the same moment the question comes before its answer.
    for event in sorted(events, key=lambda event: (event.at, event.code in WAITING_OVER)):
        if event.code == EventCode.CLARIFICATION_ASKED:
            asked = asked or event.at
        elif event.code in WAITING_OVER and asked is not None:
            yield Suspension(asked, event.at)
            asked = None
    if asked is not None:
        yield Suspension(asked, None)
