"""From an open request to its views: what a member may see, opened and put together."""

from __future__ import annotations

from collections.abc import Mapping

from exchange.directory.members import handles_by_id
from exchange.directory.services import service_content
from exchange.locale import Language
from exchange.requests.arrests import running_clocks
from exchange.requests.clock_views import clocks_shown, delay_of, delay_warnings, spoken_warnings
from exchange.requests.dossier import Dossier
from exchange.requests.headlines import item_view
from exchange.requests.keyholding import may_open, refuse_altered_wraps
from exchange.requests.leg_clock import top_of
from exchange.requests.leg_rows import text_of
from exchange.requests.model import (
    Leg,
    LegContent,
    LegEvent,
    LegEventContent,
    Note,
    NoteContent,
    RelationContent,
    Request,
    RequestRelation,
    Subject,
    SubjectContent,
)
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.requests.views import (
    EventView,
    LegView,
    NoteView,
    RelationView,
    RequestView,
    SubjectView,
    ThreadView,
    moment,
)
from exchange.store.model import LogEntry
from exchange.store.request_keys import assignees
from exchange.store.rows import Reader
from exchange.store.session import Session


def leg_views(session: Session, rows: Reader, dossier: Dossier) -> tuple[LegView, ...]:
    """Return the views of every leg, by number."""
    legs = sorted(dossier.legs.values(), key=lambda leg: leg.number)
    return tuple(leg_view(session, rows, dossier, leg) for leg in legs)


def leg_view(session: Session, rows: Reader, dossier: Dossier, leg: Leg) -> LegView:
    """Return the view of one leg."""
    content = dossier.unseal(leg, LegContent)
    service = dossier.service(rows, leg.service)
    sides = (service.country, dossier.service(rows, dossier.request.requesting_service).country)
    count = len(text_of(rows, dossier).points)
    delay = delay_of(dossier.find(rows, LegEvent, LegEventContent, "at", "id"), leg.id)
    shown = clocks_shown(content.clocks, dossier.law(rows), sides, session.post.zone, session.clock())
    return LegView(
        number=leg.number,
        id=leg.id,
        to=service.handle,
        to_name=service_content(session, service).names.get("fr", service.handle),
        country=service.country,
        status=leg.status,
        basis=leg.basis,
        channel=leg.channel,
        clock=leg.clock,
        due_at=moment(leg.due_at),
        due_zone=shown.due_zone,
        source=shown.source,
        cited=shown.cited,
        both=shown.both,
        started_at=shown.started_at,
        suspended_since=shown.suspended_since,
        alarm=shown.alarm,
        clocks=shown.all,
        delay=delay,
        waits_for=leg.waits_for,
        follow_up_at=moment(leg.follow_up_at),
        asked_for=moment(content.asked_for),
        basis_reason=content.basis_reason,
        outcome=content.outcome,
        ground=content.ground,
        warnings=(*content.warnings, *delay_warnings(delay), *spoken_warnings(content)),
        binding=content.binding,
        open_points=tuple(n for n in range(1, count + 1) if n not in content.answered_points),
    )


def request_view(session: Session, rows: Reader, dossier: Dossier) -> RequestView:
    """Return everything of a request that this member may see."""
    text = text_of(rows, dossier)
    row = dossier.request
    legs = leg_views(session, rows, dossier)
    cited = _cited(rows, dossier)
    points = tuple(
        (n, point, "open" if not legs or any(n in leg.open_points for leg in legs) else "answered")
        for n, point in enumerate(text.points, 1)
    )
    return RequestView(
        item=item_view(rows, row, dossier.content, {}),
        version=row.revision,
        log_index=rows.find(LogEntry, order=("-n",), limit=1, about=row.id, commits=1)[0].n,
        type=text.type,
        text=text.text,
        language=text.language,
        their_refs=dossier.content.their_refs,
        agent=text.agent,
        conditions=text.conditions,
        urgency_reason=text.urgency_reason,
        access=text.access,
        nature=text.nature,
        purpose=row.purpose,
        via=row.via,
        asked_for=moment(row.asked_for),
        source=cited[Language.EN] if cited else None,
        cited=cited,
        fields=text.fields,
        points=points,
        outcome=text.outcome,
        results=text.results,
        legs=legs,
        events=_events(rows, dossier),
        subjects=subject_views(rows, dossier),
        notes=_notes(rows, dossier),
        transmissions=_thread(rows, dossier),
        assigned=_assigned(session, rows, dossier),
        relations=_relations(session, rows, dossier),
        erasure=dossier.content.erasure,
    )


def _cited(rows: Reader, dossier: Dossier) -> Mapping[str, str] | None:
    """Return where the limit stands that is due first, of a leg or of the request that has none yet."""
    top = top_of(clock for _, clocks in running_clocks(rows, dossier) for clock in clocks)
    return top.cited if top is not None and top.due_at is not None else None


def _events(rows: Reader, dossier: Dossier) -> tuple[EventView, ...]:
    return tuple(
        EventView(
            dossier.legs[row.leg].number if row.leg else None,
            row.code,
            str(moment(row.at)),
            content.day,
            content.place,
            content.country,
            content.note,
            bool(row.withdrawn),
            content.reason,
            content.length,
            content.because,
        )
        for row, content in dossier.find(rows, LegEvent, LegEventContent, "at", "id")
    )


def subject_views(rows: Reader, dossier: Dossier) -> tuple[SubjectView, ...]:
    """Return the views of every subject, by number."""
    return tuple(
        subject_view(row, content) for row, content in dossier.find(rows, Subject, SubjectContent, "number")
    )


def subject_view(row: Subject, content: SubjectContent) -> SubjectView:
    """Return the view of one subject."""
    return SubjectView(row.number, row.type, content.role, content.fields, content.warnings)


def _notes(rows: Reader, dossier: Dossier) -> tuple[NoteView, ...]:
    found = dossier.find(rows, Note, NoteContent, "at", "id")
    handles = handles_by_id(rows) if found else {}
    return tuple(
        NoteView(handles.get(row.author, row.author), str(moment(row.at)), content.text, row.log_index)
        for row, content in found
    )


def _thread(rows: Reader, dossier: Dossier) -> tuple[ThreadView, ...]:
    return tuple(
        _thread_view(rows, dossier, row, content)
        for row, content in dossier.find(rows, Transmission, TransmissionContent, "year", "number")
    )


def _thread_view(
    rows: Reader, dossier: Dossier, row: Transmission, content: TransmissionContent
) -> ThreadView:
    incoming = row.direction == "in"
    ident = row.service_from if incoming else row.service_to
    named = content.from_text if incoming else content.to_text
    other = dossier.service(rows, ident).handle if ident else named
    return ThreadView(
        transmission=row.id,
        number=row.number,
        year=row.year,
        direction=row.direction,
        nature=row.nature,
        channel=row.channel,
        status=row.status,
        other=other,
        subject=content.subject,
        at=moment(row.received_at if incoming else row.sent_at),
        log_index=row.log_index,
        witnessed=row.witness_size,
    )


def _relations(session: Session, rows: Reader, dossier: Dossier) -> tuple[RelationView, ...]:
    found = dossier.find(rows, RequestRelation, RelationContent, "id")
    return tuple(_relation(session, rows, content) for _, content in found if not content.ended)


def _relation(session: Session, rows: Reader, content: RelationContent) -> RelationView:
    other = rows.get(Request, id=content.other)
    if other is None or not may_open(session, rows, other):
        return RelationView(content.ref, None)
    return RelationView(content.ref, content.said)


def _assigned(session: Session, rows: Reader, dossier: Dossier) -> tuple[str, ...]:
    members = assignees(rows, dossier.request.id, session.roster)
    refuse_altered_wraps(rows, dossier.request, members)
    handles = handles_by_id(rows) if members else {}
    return tuple(sorted(handles.get(member, member) for member in members))
