"""How long a request is kept: the day of its review, and an erasure that was asked for and not yet done.

Closing begins the period of the strictest basis that a leg has; reopening ends it. Whatever changes a
request takes back an erasure that a review asked for, and one that was proposed under four eyes: who
decided it didn't know what came since.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from exchange.clock import to_millis
from exchange.codes import LegStatus
from exchange.law.bases import review_due
from exchange.law.counting import end_of_day
from exchange.law.model import Basis
from exchange.log.operations import OPERATIONS, Duty
from exchange.requests.erasures import OPERATION
from exchange.store.rows import Reader, changed

if TYPE_CHECKING:
    from exchange.requests.dossier import Dossier
    from exchange.store.journal import Journal

REVIEWED: Final = "request.reviewed"
_CHANGES: Final = frozenset({Duty.COLLECTION, Duty.ALTERATION, Duty.COMBINATION})


def next_review(dossier: Dossier, rows: Reader, since: datetime) -> int:
    """Return until when a request may be kept from then on: the shortest period of its legs' bases."""
    law, zone = dossier.law(rows), dossier.session.post.zone
    bases: list[Basis | None] = [law.basis(leg.basis) for leg in dossier.legs.values()]
    days = [review_due(since, basis, zone) for basis in bases or [None]]
    return to_millis(end_of_day(min(days), zone))


def follow_retention(dossier: Dossier, journal: Journal, op: str, was: str | None) -> None:
    """Begin or end the period as a request is closed or reopened; stop an erasure that was to come."""
    now = dossier.request.status
    if now != was and LegStatus.CLOSED in (now, was):
        closed = now == LegStatus.CLOSED
        until = next_review(dossier, journal.rows, dossier.session.clock()) if closed else None
        dossier.request = changed(dossier.request, review_at=until)
    if op == REVIEWED or OPERATIONS[op].duty not in _CHANGES:
        return
    if dossier.content.erasure is not None or _proposed(dossier, journal):
        dossier.content = dossier.content.model_copy(update={"erasure": None})
        dossier.session.stopped.append(dossier.request.ref)


def _proposed(dossier: Dossier, journal: Journal) -> bool:
    """Say whether two members were about to erase it: the log drops the proposal with the next entry."""
    pending = journal.roster.proposals.pending.values()
    return any((one.op, one.id) == (OPERATION, dossier.request.id) for one in pending)
