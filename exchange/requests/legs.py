"""The verbs on legs: add, events, corrections, refusals, points, follow-up dates."""

from __future__ import annotations

from exchange import typed
from exchange.clock import to_millis, to_moment
from exchange.codes import EventCode, LegStatus, Move, Outcome, PointState, parse_code
from exchange.errors import NotFound
from exchange.law.bases import check_ground
from exchange.law.counting import day_of
from exchange.law.model import Basis
from exchange.requests import parsing
from exchange.requests.access import editing, looking
from exchange.requests.attachments import refer, stage_file
from exchange.requests.closing import take_outcome_back
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import NewEvent, NewLeg
from exchange.requests.leg_rows import (
    add_leg,
    find_leg,
    follow_up_at,
    moved,
    newest_event,
    record_event,
    refresh,
    text_of,
)
from exchange.requests.machine import EVENT_MOVES
from exchange.requests.mergers import refuse_merged
from exchange.requests.model import Leg, Step
from exchange.requests.revisions import keep_revision
from exchange.requests.spoken import follow_spoken
from exchange.requests.viewing import leg_view, leg_views
from exchange.requests.views import ChangeView, LegView, moment
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session


class Legs:
    """The verbs on the legs of a request."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self, ref: str) -> tuple[LegView, ...]:
        """Return the legs of a request; logged as a consultation."""
        with looking(self._session, ref) as (rows, dossier):
            views = leg_views(self._session, rows, dossier)
        with self._session.unit() as journal:
            dossier.consulted(journal)
        return views

    def add(self, ref: str, new: NewLeg) -> LegView:
        """Ask one more service; raise Refused where the basis may not be used."""
        session = self._session
        with editing(session, ref, "leg.added") as (journal, dossier):
            leg = add_leg(journal, dossier, new)
            dossier.save(journal, "leg.added", part=leg, leg=leg.id, number=leg.number)
            return leg_view(session, journal.rows, dossier, leg)

    def event(self, ref: str, leg: str, new: NewEvent) -> LegView:
        """Record what was reported of a leg: it may move its status, start or stop its clocks."""
        session = self._session
        code = parse_code(EventCode, new.code, "event")
        staged = stage_file(session, new.document) if new.document else None
        with editing(session, ref, "leg.event") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            document = refer(journal, dossier, staged)[0].id if staged else None
            event = record_event(journal, dossier, row.id, code, new, document)
            move = EVENT_MOVES.get(code)
            if move is not None:
                content = moved(row, content, move, event.at, cause=event.id, event=True)
            row = _followed(journal, dossier, refresh(journal, dossier, row, content), code)
            dossier.save(
                journal,
                "leg.event",
                part=event,
                leg=row.id,
                number=row.number,
                code=code.value,
                status=row.status,
                withdrawn=False,
            )
            return leg_view(session, journal.rows, dossier, row)

    def withdraw(self, ref: str, leg: str, code: str, reason: str) -> LegView:
        """Withdraw the newest event of this code, with a reason; what held before holds again."""
        session = self._session
        wanted = parse_code(EventCode, code, "event").value
        why = typed.reason(reason)
        with editing(session, ref, "leg.event") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            event, said = newest_event(journal.rows, dossier, row.id, wanted)
            said = said.model_copy(update={"reason": why})
            event = dossier.replace(journal, event, said, withdrawn=1)
            steps = tuple(
                step.model_copy(update={"withdrawn": True}) if step.cause == event.id else step
                for step in content.steps
            )
            row = refresh(journal, dossier, row, content.model_copy(update={"steps": steps}))
            row = _followed(journal, dossier, row, wanted)
            dossier.save(
                journal,
                "leg.event",
                part=event,
                leg=row.id,
                number=row.number,
                code=wanted,
                status=row.status,
                withdrawn=True,
            )
            return leg_view(session, journal.rows, dossier, row)

    def status(self, ref: str, leg: str, status: str, reason: str) -> LegView:
        """Correct a status, with the reason why; a leg that is open again has no outcome."""
        wanted = parse_code(LegStatus, status, "status")
        why = typed.reason(reason)
        session = self._session
        with editing(session, ref, "leg.corrected") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            was = row.status
            step = Step(move=wanted.value, at=to_millis(session.clock()), correction=True)
            update: dict[str, object] = {"steps": (*content.steps, step), "reasons": (*content.reasons, why)}
            opens = was == LegStatus.CLOSED and wanted is not LegStatus.CLOSED
            if opens:
                refuse_merged(journal.rows, dossier)
                update |= {"outcome": None, "results": {}}
            row = refresh(journal, dossier, row, content.model_copy(update=update))
            if opens:
                take_outcome_back(journal, dossier)
            dossier.save(
                journal, "leg.corrected", part=row, leg=row.id, number=row.number, status=row.status, was=was
            )
            return leg_view(session, journal.rows, dossier, row)

    def refuse(self, ref: str, leg: str, ground: str, part: str | None) -> LegView:
        """Record a refusal with its ground; a refusal of a part leaves the rest owed."""
        session = self._session
        with editing(session, ref, "leg.closed") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            kept = check_ground(ground, _basis(journal.rows, dossier, row))
            move = Move.PARTLY_ANSWERED if part else Move.REFUSED
            content = moved(row, content, move, to_millis(session.clock())).model_copy(
                update={
                    "ground": kept,
                    "refused_part": parsing.optional(part, "part"),
                    "outcome": content.outcome if part else Outcome.REFUSED.value,
                }
            )
            row = refresh(journal, dossier, row, content)
            dossier.save(
                journal,
                "leg.closed",
                part=row,
                leg=row.id,
                number=row.number,
                status=row.status,
                ground=kept,
            )
            return leg_view(session, journal.rows, dossier, row)

    def point(self, ref: str, leg: str, number: int, state: str) -> LegView:
        """Mark a point asked as answered on this leg, or as open again."""
        wanted = parse_code(PointState, state, "state")
        session = self._session
        with editing(session, ref, "request.amended") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            points = text_of(journal.rows, dossier).points
            if not 1 <= number <= len(points):
                raise NotFound("point-unknown", number=number, count=len(points))
            known = content.answered_points
            others = {n for n in known if n != number}
            answered = others | {number} if wanted is PointState.ANSWERED else others
            content = content.model_copy(update={"answered_points": tuple(sorted(answered))})
            was = PointState.ANSWERED if number in known else PointState.OPEN
            row = dossier.replace(journal, row, content)
            _keep_change(journal, dossier, f"legs.{row.number}.points.{number}", was.value, wanted.value)
            dossier.save(journal, "request.amended", part=row)
            return leg_view(session, journal.rows, dossier, row)

    def follow_up(self, ref: str, leg: str, day: str) -> LegView:
        """Set the date on which to ask again."""
        session = self._session
        with editing(session, ref, "leg.followed-up") as (journal, dossier):
            row, content = find_leg(journal.rows, dossier, leg)
            was, at = row.follow_up_at, follow_up_at(session, day)
            row = dossier.replace(journal, row, content, follow_up_at=at)
            _keep_change(journal, dossier, f"legs.{row.number}.follow_up_at", moment(was), moment(at))
            dossier.save(journal, "leg.followed-up", part=row, leg=row.id, number=row.number)
            return leg_view(session, journal.rows, dossier, row)


def _followed(journal: Journal, dossier: Dossier, leg: Leg, code: str) -> Leg:
    return follow_spoken(journal, dossier, leg) if code == EventCode.CONFIRMED_IN_WRITING else leg


def _keep_change(journal: Journal, dossier: Dossier, field: str, old: str | None, new: str | None) -> None:
    if old != new:
        keep_revision(journal, dossier, [ChangeView(field, old, new)])


def _basis(rows: Reader, dossier: Dossier, leg: Leg) -> Basis:
    received = day_of(to_moment(dossier.request.received_at), dossier.session.post.zone)
    return dossier.law(rows).counted_by(leg.basis, received)
