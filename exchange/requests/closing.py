"""Closing and reopening: what is still open is shown, and goes on only with a reason."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from exchange import typed
from exchange.clock import to_millis
from exchange.codes import UNITS, LegStatus, Move, Outcome, Result, parse_code
from exchange.codes.parsing import find_code, unknown_code
from exchange.errors import Invalid, Refused
from exchange.requests import parsing
from exchange.requests.access import editing
from exchange.requests.arrests import running_arrests
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import Closing
from exchange.requests.leg_rows import find_leg, moved, refresh, request_clock, text_of
from exchange.requests.machine import request_outcome
from exchange.requests.mergers import refuse_merged
from exchange.requests.model import Leg, LegContent, RequestText
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.session import Session

_RESULT: Final = re.compile(r"([a-z-]+)=(\d{1,9})(?: +([a-z]+))?")
_ANSWERED: Final = frozenset({"answered", "returned", "partly-answered"})


def close(session: Session, ref: str, closing: Closing) -> RequestView:
    """Close a request, or one leg; raise Refused where something is open and no reason is given."""
    outcome = parse_code(Outcome, closing.outcome, "outcome")
    results = _results(closing.results)
    op = "leg.closed" if closing.leg else "request.closed"
    with editing(session, ref, op) as (journal, dossier):
        legs = [find_leg(journal.rows, dossier, closing.leg)[0]] if closing.leg else _open_legs(dossier)
        if not legs and dossier.request.status == LegStatus.CLOSED:
            raise Refused("already-closed", ref=ref)
        left = _still_open(journal.rows, dossier, legs, whole=closing.leg is None)
        reason = parsing.optional(closing.reason, "reason")
        if left and reason is None:
            raise Refused("still-open", ref=ref, what=", ".join(left))
        if (
            outcome is Outcome.NEGATIVE
            and reason is None
            and not any(leg.status in _ANSWERED for leg in legs)
        ):
            raise Refused("negative-needs-check", ref=ref)
        for leg in legs:
            _close_leg(journal, dossier, leg, outcome, results if closing.leg else {}, reason)
        part = _settle(journal, dossier, outcome, {} if closing.leg else results, reason)
        if closing.leg:
            dossier.save(
                journal,
                op,
                part=part,
                leg=legs[0].id,
                number=legs[0].number,
                status="closed",
                outcome=outcome.value,
            )
        else:
            dossier.save(journal, op, part=part, outcome=outcome.value)
        return request_view(session, journal.rows, dossier)


def reopen(session: Session, ref: str, reason: str) -> RequestView:
    """Open a closed request again, with the reason why; raise Conflict for a duplicate that is merged."""
    why = typed.reason(reason)
    with editing(session, ref, "request.reopened") as (journal, dossier):
        if dossier.request.status != LegStatus.CLOSED:
            raise Refused("not-closed", ref=ref)
        refuse_merged(journal.rows, dossier)
        dossier.save(
            journal, "request.reopened", part=reopen_whole(journal, dossier, why, tuple(dossier.legs))
        )
        return request_view(session, journal.rows, dossier)


def close_whole(journal: Journal, dossier: Dossier, outcome: Outcome, reason: str | None) -> RequestText:
    """Close every open leg of a request, and it; the caller saves it with the row returned."""
    for leg in _open_legs(dossier):
        _close_leg(journal, dossier, leg, outcome, {}, reason)
    return _settle(journal, dossier, outcome, {}, reason)


def reopen_whole(journal: Journal, dossier: Dossier, reason: str | None, legs: Iterable[str]) -> RequestText:
    """Open a closed request and those of its legs again; the caller saves it with the row returned."""
    for leg in [dossier.legs[ident] for ident in legs]:
        content = dossier.unseal(leg, LegContent)
        content = moved(leg, content, Move.REOPENED, to_millis(dossier.session.clock()))
        refresh(journal, dossier, leg, content.model_copy(update={"outcome": None, "results": {}}))
    if not dossier.legs:
        clocked = request_clock(journal.rows, dossier, text_of(journal.rows, dossier))
        dossier.request = changed(dossier.request, status=LegStatus.RECEIVED.value)
        dossier.owe(clocked.due_at, clocked.zone)
    row, text = dossier.text(journal.rows)
    kept = parsing.optional(reason, "reason")
    reasons = (*text.reasons, kept) if kept else text.reasons
    text = text.model_copy(update={"outcome": None, "results": {}, "reasons": reasons})
    return dossier.replace(journal, row, text)


def take_outcome_back(journal: Journal, dossier: Dossier) -> None:
    """Let a request of which a leg is open again have no outcome, and the results of its other legs."""
    row, text = dossier.text(journal.rows)
    dossier.replace(journal, row, text.model_copy(update={"outcome": None, "results": _results_of(dossier)}))


def _results_of(dossier: Dossier) -> dict[str, int]:
    total: Counter[str] = Counter()
    for leg in dossier.legs.values():
        total.update(dossier.unseal(leg, LegContent).results)
    return dict(total)


def _open_legs(dossier: Dossier) -> list[Leg]:
    return [leg for leg in dossier.legs.values() if leg.status != LegStatus.CLOSED]


def _still_open(rows: Reader, dossier: Dossier, legs: list[Leg], *, whole: bool) -> list[str]:
    """Say what closing would leave undone, as `arrests:1`, `legs:1,2`, `points:3`, `no-receipt:D-0911`."""
    arrests = len(running_arrests(rows, dossier, legs))
    left = [f"arrests:{arrests}"] if arrests else []
    unanswered = [str(leg.number) for leg in legs if leg.status not in ("returned", "withdrawn", "refused")]
    if unanswered:
        left.append("legs:" + ",".join(unanswered))
    count = len(text_of(rows, dossier).points)
    for leg in legs:
        answered = dossier.unseal(leg, LegContent).answered_points
        missing = [str(n) for n in range(1, count + 1) if n not in answered]
        if missing:
            left.append(f"points:{','.join(missing)}")
            break
    thread = dossier.find(rows, Transmission, TransmissionContent, "year", "number") if whole else []
    sent = [row.number for row, _ in thread if (row.status, row.channel) == ("sent", "dispatch")]
    if sent:
        left.append("no-receipt:" + ",".join(f"D-{number:04d}" for number in sent))
    return left


def _close_leg(
    journal: Journal,
    dossier: Dossier,
    leg: Leg,
    outcome: Outcome,
    results: dict[str, int],
    reason: str | None,
) -> None:
    content = dossier.unseal(leg, LegContent)
    content = moved(leg, content, Move.CLOSED, to_millis(dossier.session.clock()))
    reasons = (*content.reasons, reason) if reason else content.reasons
    update = {"outcome": outcome.value, "results": results, "reasons": reasons}
    refresh(journal, dossier, leg, content.model_copy(update=update))


def _settle(
    journal: Journal, dossier: Dossier, outcome: Outcome, results: dict[str, int], reason: str | None
) -> RequestText:
    """Derive the request's outcome from its legs, and its results: theirs, and what was said of the whole."""
    contents = [dossier.unseal(leg, LegContent) for leg in dossier.legs.values()]
    derived = request_outcome(Outcome(content.outcome) for content in contents if content.outcome)
    total = Counter(results)
    total.update(_results_of(dossier))
    row, text = dossier.text(journal.rows)
    reasons = (*text.reasons, reason) if reason else text.reasons
    update = {
        "outcome": (derived or outcome).value if not _open_legs(dossier) else None,
        "results": dict(total),
        "reasons": reasons,
    }
    if not dossier.legs:
        dossier.request = changed(dossier.request, status=LegStatus.CLOSED.value, due_at=None)
    return dossier.replace(journal, row, text.model_copy(update=update))


def _results(given: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in given:
        parts = _RESULT.fullmatch(item)
        if parts is None:
            raise Invalid("result-form", given=item[:40])
        result = parse_code(Result, parts[1], "result")
        name = _counted(result, parts[3])
        if name in found:
            raise Invalid("result-twice", result=name)
        found[name] = int(parts[2])
    return found


def _counted(result: Result, unit: str | None) -> str:
    """Return the name of a result in its unit: `arrests`, `seizures.kilogram`; the usual unit is silent."""
    units = UNITS[result]
    meant = find_code(unit, units) if unit is not None else units[0]
    if meant is None:
        raise unknown_code(str(unit), units, "unit")
    return result.value if meant is units[0] else f"{result.value}.{meant.value}"
