"""Amending a request: its values changed, what they replaced kept sealed, its legs' clocks counted anew.

Everything is checked as when a request is opened. Whoever says which version he read is refused where
another one stands there meanwhile, with what changed since and what he asked side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from exchange import typed
from exchange.clock import to_millis
from exchange.codes import Handling, Kind, Marking, RequestDirection, Side, SubKind, parse_code
from exchange.directory.services import find_service
from exchange.errors import Conflict, Invalid, NotFound, Refused
from exchange.law.handling import loosens
from exchange.moments import parse_deadline, parse_past
from exchange.requests import given, parsing
from exchange.requests.access import editing
from exchange.requests.amending_parts import amend_legs, amend_subjects, refuse_beside_leg
from exchange.requests.describing import changes, described
from exchange.requests.dossier import Dossier
from exchange.requests.history import Entry, entries_since
from exchange.requests.inputs import Amendment
from exchange.requests.kind_fields import kind_fields, with_unit
from exchange.requests.leg_rows import follow_up_at, refuse_closed, request_clock, text_of
from exchange.requests.revisions import keep_revision
from exchange.requests.viewing import request_view
from exchange.requests.views import ChangeView, RequestView
from exchange.store.journal import Journal
from exchange.store.rows import Reader, Value, changed
from exchange.store.session import Session

_COLUMNS: Final[Mapping[str, Callable[[str], str]]] = {
    "urgency": given.urgency,
    "via": given.via,
    "purpose": given.purpose,
}
_CLEARED: Final[Mapping[str, Callable[[str], str]]] = {"handling": given.handling, "marking": given.marking}
"""Columns that an empty text empties."""
_TEXT: Final[Mapping[str, Callable[[str], str | None]]] = {
    "text": typed.block,
    "language": lambda text: parsing.language(text or None),
    "agent": given.agent,
    "conditions": given.conditions,
    "urgency_reason": given.urgency_reason,
    "access": given.access,
    "nature": given.nature,
}


_KEYS_ALONE: Final = ("request.rekeyed", "request.assigned", "request.unassigned")
"""What makes another version of a request and changes nothing in it."""


@dataclass(frozen=True)
class Amended:
    """A request that was amended: how it stands now, and what changed."""

    view: RequestView
    changes: tuple[ChangeView, ...]
    log_index: int


class Overtaken(Conflict):
    """Another version stands there: what changed since the one that was read, and what was asked."""

    def __init__(self, ref: str, read: int, now: int, entries: tuple[Entry, ...]) -> None:
        super().__init__("amended-meanwhile", ref=ref, read=read, now=now)
        self.entries = entries
        self.asked: tuple[ChangeView, ...] = ()


def amend(session: Session, ref: str, wanted: Amendment) -> Amended:
    """Change a request; raise Overtaken where its version isn't the one that was read."""
    try:
        with editing(session, ref, "request.amended") as (journal, dossier):
            overtaken = _overtaken(journal, dossier, wanted)
            if overtaken is not None:
                _try(overtaken, journal, dossier, wanted)
                raise overtaken
            found = _apply(journal, dossier, wanted)
            return _keep(journal, dossier, wanted, found)
    except Overtaken:
        with editing(session, ref, "request.consulted") as (journal, dossier):
            dossier.consulted(journal)  # what is shown of the other version is a look at it
        raise


def _overtaken(journal: Journal, dossier: Dossier, wanted: Amendment) -> Overtaken | None:
    request, read = dossier.request, wanted.version
    if read is None or read == request.revision:
        return None
    if not 1 <= read < request.revision:
        raise Invalid("version-unknown", ref=request.ref, given=read, now=request.revision)
    entries = entries_since(journal.rows, dossier, read)
    if all(entry.op in _KEYS_ALONE for entry in entries):
        return None
    return Overtaken(request.ref, read, request.revision, entries)


def _try(overtaken: Overtaken, journal: Journal, dossier: Dossier, wanted: Amendment) -> None:
    """See what the amendment would change of the version that is there now; nothing of it is kept."""
    try:
        overtaken.asked = _apply(journal, dossier, wanted)
    except (Refused, NotFound):
        return  # what stands there now no longer allows it: what changed says why


def _apply(journal: Journal, dossier: Dossier, wanted: Amendment) -> tuple[ChangeView, ...]:
    """Change the request's rows but its own; return what changed; raise Refused where nothing did."""
    session, rows = dossier.session, journal.rows
    refuse_closed(dossier)
    refuse_beside_leg(wanted)
    before = described(request_view(session, rows, dossier))
    was = dossier.request
    _amend_request(session, rows, dossier, wanted)
    _amend_text(journal, dossier, wanted)
    amend_subjects(journal, dossier, wanted)
    if was.asked_for != dossier.request.asked_for or was.received_at != dossier.request.received_at:
        _check_dates(dossier, wanted)
    amend_legs(journal, dossier, wanted, was)
    if not dossier.legs:
        clocked = request_clock(rows, dossier, text_of(rows, dossier))
        dossier.owe(clocked.due_at, clocked.zone)
    dossier.settle()
    found = changes(before, described(request_view(session, rows, dossier)))
    if not found:
        raise Refused("nothing-amended", ref=was.ref)
    return found


def _keep(journal: Journal, dossier: Dossier, wanted: Amendment, found: tuple[ChangeView, ...]) -> Amended:
    reason = parsing.optional(wanted.reason, "reason")
    row = keep_revision(journal, dossier, found, reason)
    n = dossier.save(journal, "request.amended", part=row)
    return Amended(request_view(dossier.session, journal.rows, dossier), found, n)


def _amend_request(session: Session, rows: Reader, dossier: Dossier, wanted: Amendment) -> None:
    values: dict[str, Value] = {}
    for name, parse in _COLUMNS.items():
        text = getattr(wanted, name)
        if text is not None:
            values[name] = parse(text)
    for name, parse in _CLEARED.items():
        text = getattr(wanted, name)
        if text is not None:
            values[name] = parse(text) if text else None
    if wanted.kind is not None:
        values["kind"] = parse_code(Kind, wanted.kind, "kind").value
    if wanted.requester is not None:
        service = find_service(rows, wanted.requester)
        dossier.services[service.id] = service
        to = RequestDirection.TO_FOREIGN if service.side == Side.FRENCH else RequestDirection.TO_FRENCH
        values |= {"requesting_service": service.id, "direction": to.value}
    was = dossier.request
    dossier.request = changed(was, **values, **_moments(session, dossier, wanted))
    _check_loosening(was.handling, was.marking, dossier, wanted.reason)
    update: dict[str, object] = {}
    if wanted.title is not None:
        update["title"] = parsing.title(wanted.title)
    if wanted.their_ref is not None:
        kept = parsing.optional(wanted.their_ref, "their-ref")
        update["their_refs"] = (kept,) if kept else ()
    dossier.content = dossier.content.model_copy(update=update)


def _moments(session: Session, dossier: Dossier, wanted: Amendment) -> dict[str, Value]:
    now, zone = session.clock(), ZoneInfo(session.post.zone)
    values: dict[str, Value] = {}
    if wanted.received_at is not None:
        values["received_at"] = to_millis(parse_past(wanted.received_at, now, zone).moment)
    if wanted.due is not None and wanted.leg is None:
        values["asked_for"] = to_millis(parse_deadline(wanted.due, now, zone).moment) if wanted.due else None
    if wanted.follow_up is not None and not dossier.legs:
        values["follow_up_at"] = follow_up_at(session, wanted.follow_up) if wanted.follow_up else None
    return values


def _check_dates(dossier: Dossier, wanted: Amendment) -> None:
    request = dossier.request
    if request.asked_for is not None and request.asked_for < request.received_at:
        raise Invalid("due-before-received", given=str(wanted.due or wanted.received_at)[:40])


def _check_loosening(handling: str | None, marking: str | None, dossier: Dossier, reason: str | None) -> None:
    """Raise Refused where what a code or a marking stopped would go out, without a reason."""
    now = dossier.request
    codes = (Handling(handling) if handling else None, Handling(now.handling) if now.handling else None)
    marks = (Marking(marking) if marking else None, Marking(now.marking) if now.marking else None)
    if loosens(codes, marks) and not (reason or "").strip():
        raise Refused("conditions-loosened", ref=now.ref)


def _amend_text(journal: Journal, dossier: Dossier, wanted: Amendment) -> None:
    kind = Kind(dossier.request.kind)
    row, content = dossier.text(journal.rows)
    update: dict[str, object] = {}
    for name, parse in _TEXT.items():
        text = getattr(wanted, name)
        if text is not None:
            update[name] = parse(text)
    subkind = content.type if wanted.type is None else wanted.type
    named = SubKind(given.subkind(kind, subkind)) if subkind else None
    today = dossier.session.clock().astimezone(ZoneInfo(dossier.session.post.zone)).date()
    update["type"] = named.value if named else None
    merged = {**content.fields, **with_unit(wanted.fields)}
    # One of its fields that is taken away need not be one of another kind's.
    left = {name: text for name, text in merged.items() if text.strip() or name not in content.fields}
    update["fields"] = kind_fields(kind, named, left, today)
    update["points"] = (*content.points, *parsing.points(wanted.points))
    after = content.model_copy(update=update)
    given.check_conditions(dossier.request.handling, after.conditions)
    if after != content:
        dossier.replace(journal, row, after)
