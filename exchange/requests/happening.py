"""When what is typed of a leg happened: not before its request came, no answer before its question.

A day alone means its first moment; on the very day of the receipt or of the question it is taken as that
moment, and so is an hour within its minute. What other posts and files say is not refused here: their
clocks may be behind, and the leg's own clock takes it at the receipt's moment.
"""

from __future__ import annotations

from dataclasses import replace

from exchange.clock import to_millis, to_moment
from exchange.codes import EventCode, LegStatus, Move
from exchange.errors import Refused
from exchange.law.waiting import open_question
from exchange.requests.clocks import events_at, moves_at
from exchange.requests.dossier import Dossier
from exchange.requests.machine import AFTER_RECEIPT, TABLE
from exchange.requests.model import Leg, LegContent, LegEvent, LegEventContent
from exchange.store.rows import Reader
from exchange.store.session import Session

MINUTE = 60_000


def asked_since(rows: Reader, dossier: Dossier, leg: Leg) -> int | None:
    """Return when the service that is asked put the question that nobody has answered yet."""
    found = dossier.find(rows, LegEvent, LegEventContent, "at")
    content = dossier.unseal(leg, LegContent)
    since = open_question((*events_at(found, leg.id), *moves_at(content)))
    return to_millis(since) if since is not None else None


def happened(rows: Reader, dossier: Dossier, leg: Leg, code: EventCode | Move, at: int, given: str) -> int:
    """Return the moment `at` which `given` says; raise Refused for one that can't be."""
    session = dossier.session
    if code in AFTER_RECEIPT:
        received = dossier.request.received_at
        at = _from(session, at, given, received)
        if at < received:
            raise Refused("event-before-receipt", event=code.value, at=to_moment(received))
    if code in (Move.CLARIFICATION_ANSWERED, Move.PARTLY_ANSWERED):
        since = asked_since(rows, dossier, leg)
        at = _from(session, at, given, since) if since is not None else at
        if code == Move.CLARIFICATION_ANSWERED and since is not None and at < since:
            raise Refused("answer-before-question", at=to_moment(since))
    return at


def refuse_unasked(rows: Reader, dossier: Dossier, leg: Leg, code: EventCode) -> None:
    """Raise Refused for an answer to a question that nobody put: it would do nothing, and nobody knew."""
    status = LegStatus(leg.status)
    if code is not EventCode.CLARIFICATION_ANSWERED or status is LegStatus.CLARIFICATION:
        return
    if Move.CLARIFICATION_ANSWERED in TABLE[status] and asked_since(rows, dossier, leg) is None:
        raise Refused("no-question-open")


def _from(session: Session, at: int, given: str, first: int) -> int:
    """Return `first` where what was typed means its day or its minute, only less exactly."""
    understood = session.understood[given]
    where = understood.local.tzinfo
    day = understood.whole_day and understood.local.date() == to_moment(first).astimezone(where).date()
    if at >= first or not (day or at // MINUTE == first // MINUTE):
        return at
    session.understood[given] = replace(understood, moment=to_moment(first), whole_day=False)
    return first
