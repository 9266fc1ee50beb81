"""Reviewing how long a request is kept: kept for another period with a reason, or to be erased."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from exchange import typed
from exchange.clock import to_millis, to_moment, to_text
from exchange.codes import ErasureGround, ReviewOutcome, parse_code
from exchange.errors import Invalid, Refused
from exchange.law.counting import day_of
from exchange.moments import parse_deadline
from exchange.requests.access import editing
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import Review
from exchange.requests.model import RequestText
from exchange.requests.retention import REVIEWED, next_review
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.journal import Journal
from exchange.store.rows import changed
from exchange.store.session import Session


@dataclass(frozen=True)
class _Decided:
    """What a review decided: until when the request is kept, or on which ground it is to be erased."""

    outcome: ReviewOutcome
    until: int
    ground: str | None


def review(session: Session, ref: str, wanted: Review) -> RequestView:
    """Keep a request for another period, or ask a head to erase it; raise Invalid, Refused."""
    ground = parse_code(ErasureGround, wanted.ground, "ground") if wanted.ground is not None else None
    if ground is not None and wanted.until is not None:
        raise Invalid("review-either")
    reason = typed.reason(wanted.reason or "") if ground is None or wanted.reason else None
    until = session.moment(wanted.until, parse_deadline) if wanted.until is not None else None
    with editing(session, ref, REVIEWED) as (journal, dossier):
        decided = _decided(journal, dossier, ground, until)
        row = _with_reason(journal, dossier, reason)
        dossier.request = changed(dossier.request, review_at=decided.until)
        dossier.content = dossier.content.model_copy(update={"erasure": decided.ground})
        until_text = to_text(to_moment(decided.until))
        dossier.save(journal, REVIEWED, part=row, outcome=decided.outcome.value, until=until_text)
        return request_view(session, journal.rows, dossier)


def _decided(
    journal: Journal, dossier: Dossier, ground: ErasureGround | None, until: datetime | None
) -> _Decided:
    now = dossier.session.clock()
    if ground is not None:  # it stays among those to review until it is erased
        due = dossier.request.review_at
        return _Decided(ReviewOutcome.TO_ERASE, min(due or to_millis(now), to_millis(now)), ground.value)
    longest = next_review(dossier, journal.rows, now)
    chosen = longest if until is None else to_millis(until)
    if chosen <= to_millis(now):
        raise Invalid("review-past")
    if chosen > longest:
        last = day_of(to_moment(longest - 1), dossier.session.post.zone)
        raise Refused("review-too-far", ref=dossier.request.ref, until=last)
    return _Decided(ReviewOutcome.KEPT, chosen, None)


def _with_reason(journal: Journal, dossier: Dossier, reason: str | None) -> RequestText:
    row, text = dossier.text(journal.rows)
    if reason is None:
        return row
    return dossier.replace(journal, row, text.model_copy(update={"reasons": (*text.reasons, reason)}))
