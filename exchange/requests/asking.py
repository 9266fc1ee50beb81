"""What a new request is, as it was typed: checked as far as no row is needed for it."""

from __future__ import annotations

from datetime import date
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from exchange import typed
from exchange.clock import to_millis
from exchange.codes import (
    Access,
    Channel,
    Handling,
    Kind,
    Nature,
    Purpose,
    SubjectType,
    Urgency,
    UrgencyReason,
    parse_code,
    parse_marking,
    parse_subkind,
)
from exchange.codes.parsing import find_code, unknown_code
from exchange.countries import parse_country
from exchange.errors import Invalid
from exchange.moments import parse_past
from exchange.requests import parsing, subject_parsing
from exchange.requests.inputs import NewRequest
from exchange.requests.kind_fields import kind_fields, refuse_missing
from exchange.requests.leg_rows import asked_for, follow_up_at
from exchange.requests.model import RequestTextContent, SubjectContent
from exchange.store.session import Session

_OPENING: Final = (Nature.REQUEST, Nature.INFORMATION)


class Parsed(NamedTuple):
    """What a new request is, checked as far as no row is needed for it."""

    kind: Kind
    title: str
    text: RequestTextContent
    subjects: tuple[tuple[SubjectType, SubjectContent], ...]
    urgency: Urgency
    received_at: int | None
    asked_for: int | None
    follow_up: int | None
    handling: str | None
    marking: str | None
    purpose: str
    via: Channel | None
    their_ref: str | None
    notes: tuple[str, ...]
    warnings: tuple[str, ...] = ()


def parse_request(session: Session, new: NewRequest) -> Parsed:
    """Check everything that can be checked without the store; raise Invalid or Refused."""
    now, zone = session.clock(), ZoneInfo(session.post.zone)
    kind = parse_code(Kind, new.kind, "kind")
    _check_arrest(new)
    received = to_millis(session.moment(new.received_at, parse_past)) if new.received_at is not None else None
    due = asked_for(session, new.due, received or to_millis(now)) if new.due is not None else None
    follow = follow_up_at(session, new.follow_up) if new.follow_up is not None else None
    today = now.astimezone(zone).date()
    subjects = subject_parsing.subjects(new.persons, new.documents, today)
    text = _text(kind, new, today)
    if new.arrival is None:
        refuse_missing(kind, text.type, text.fields, [type_ for type_, _ in subjects])
    handling = handling_of(new.handling)
    if handling == Handling.H3 and not new.conditions:
        raise Invalid("conditions-needed", handling=handling)
    return Parsed(
        kind=kind,
        title=parsing.title(new.title),
        text=text,
        subjects=tuple(subjects),
        urgency=parse_code(Urgency, new.urgency, "urgency") if new.urgency is not None else Urgency.ROUTINE,
        received_at=received,
        asked_for=due,
        follow_up=follow,
        handling=handling,
        marking=marking_of(new.marking),
        via=parse_code(Channel, new.via, "via") if new.via is not None else None,
        purpose=parse_code(
            Purpose, Purpose.INVESTIGATION if new.purpose is None else new.purpose, "purpose"
        ).value,
        their_ref=parsing.optional(new.their_ref, "their-ref"),
        notes=tuple(map(parsing.note, new.notes)),
    )


def _text(kind: Kind, new: NewRequest, today: date) -> RequestTextContent:
    subkind = parse_subkind(kind, new.type) if new.type is not None else None
    return RequestTextContent(
        type=subkind.value if subkind else None,
        text=typed.block(new.text or ""),
        language=parsing.language(new.language),
        agent=parsing.optional(new.agent, "agent"),
        conditions=parsing.optional(new.conditions, "conditions"),
        urgency_reason=_urgency_reason(new.urgency_reason),
        access=parse_code(Access, Access.INDIRECT if new.access is None else new.access, "access").value,
        nature=_nature(new.nature),
        fields=kind_fields(kind, subkind, new.fields, today),
        points=parsing.points(new.points),
    )


def _nature(given: str | None) -> str:
    """Return what opens a request: something asked, or something told unasked."""
    found = find_code(given, _OPENING) if given is not None else Nature.REQUEST
    if found is None:
        raise unknown_code(str(given), _OPENING, "nature")
    return found.value


def _urgency_reason(given: str | None) -> str | None:
    """Return one of the law's codes, or the words given: the basis says later whether words will do."""
    kept = parsing.optional(given, "urgency-reason")
    return (find_code(kept, UrgencyReason) or kept) if kept else None


def handling_of(given: str | None) -> str | None:
    """Return the handling code given, or none."""
    return parse_code(Handling, given, "handling").value if given is not None else None


def marking_of(given: str | None) -> str | None:
    """Return the marking given, or none; raise Refused for a classification."""
    return parse_marking(given).value if given is not None else None


def _check_arrest(new: NewRequest) -> None:
    """Raise Invalid for the place of an arrest that nobody dated, or a country that is none."""
    if new.arrested_at is None and (new.place is not None or new.arrested_in is not None):
        raise Invalid("arrest-moment-missing")
    if new.arrested_in is not None:
        parse_country(new.arrested_in, "arrested-in")
