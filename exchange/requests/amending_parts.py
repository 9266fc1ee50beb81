"""What an amendment does to a request's legs and subjects."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from exchange.clock import to_millis
from exchange.codes import Channel, Kind, LegStatus, SubjectType, parse_code
from exchange.errors import Invalid, NotFound, Refused
from exchange.moments import parse_deadline
from exchange.requests import parsing
from exchange.requests.clocks import check_basis
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import Amendment
from exchange.requests.kind_fields import refuse_missing
from exchange.requests.leg_rows import find_leg, follow_up_at, refresh, text_of
from exchange.requests.model import Leg, LegContent, Request, Subject, SubjectContent
from exchange.requests.subject_parsing import subject
from exchange.store.journal import Journal
from exchange.store.rows import Reader, Value, changed

SUBJECT: Final = "subject"
"""The key of a person or document that names, by its number, the subject to change."""
_OF_LEGS: Final = ("legal_basis", "basis_reason", "channel", "due", "follow_up")
_ASIDE: Final = ("version", "reason", "leg")
_NOTHING: Final[tuple[object, ...]] = (None, (), {})
_TYPED: Final = {
    "requester": "from", "points": "point", "fields": "set", "persons": "person", "documents": "document",
}  # fmt: skip
"""How people type what bears another name here."""
_OF_CLOCKS: Final = ("requester", "received_at", "urgency", "urgency_reason", "access")


def refuse_beside_leg(wanted: Amendment) -> None:
    """Raise Invalid where one leg is to change, and something is said that is the whole request's."""
    said = [one.name for one in dataclasses.fields(wanted) if getattr(wanted, one.name) not in _NOTHING]
    others = [_TYPED.get(name, name.replace("_", "-")) for name in said if name not in (*_OF_LEGS, *_ASIDE)]
    if wanted.leg is not None and others:
        raise Invalid("not-of-leg", leg=wanted.leg[:40], fields=", ".join(others))


def amend_subjects(journal: Journal, dossier: Dossier, wanted: Amendment) -> None:
    """Change the subjects that are named by their number, add the others."""
    for type_, several in ((SubjectType.PERSON, wanted.persons), (SubjectType.DOCUMENT, wanted.documents)):
        for one in several:
            _amend_subject(journal, dossier, type_, one)
    text = text_of(journal.rows, dossier)
    types = [SubjectType(row.type) for row, _ in _subjects(journal.rows, dossier)]
    refuse_missing(Kind(dossier.request.kind), text.type, text.fields, types)


def _amend_subject(journal: Journal, dossier: Dossier, type_: SubjectType, one: Mapping[str, str]) -> None:
    zone = ZoneInfo(dossier.session.post.zone)
    today = dossier.session.clock().astimezone(zone).date()
    said = {name: value for name, value in one.items() if name != SUBJECT}
    if SUBJECT not in one:
        content = subject(type_, said, today)
        number = 1 + max((row.number for row, _ in _subjects(journal.rows, dossier)), default=0)
        dossier.insert(journal, Subject, content, number=number, type=type_.value)
        return
    row, before = _subject_named(journal.rows, dossier, type_, one[SUBJECT])
    known = dict(before.fields) if before.role is None else {**before.fields, "role": before.role}
    after = subject(type_, {**known, **said}, today)
    if after != before:
        dossier.replace(journal, row, after)


def _subject_named(
    rows: Reader, dossier: Dossier, type_: SubjectType, number: str
) -> tuple[Subject, SubjectContent]:
    found = _subjects(rows, dossier)
    for row, content in found:
        if (str(row.number), row.type) == (number.strip(), type_.value):
            return row, content
    known = ", ".join(str(row.number) for row, _ in found if row.type == type_.value)
    raise NotFound("subject-unknown", given=number[:40], nearest=known or "-")


def _subjects(rows: Reader, dossier: Dossier) -> list[tuple[Subject, SubjectContent]]:
    return dossier.find(rows, Subject, SubjectContent, "number")


def amend_legs(journal: Journal, dossier: Dossier, wanted: Amendment, was: Request) -> None:
    """Change the legs that are asked for, and count the clocks of all that something moves anew."""
    open_legs = [leg for leg in dossier.legs.values() if leg.status != LegStatus.CLOSED]
    chosen = open_legs if wanted.leg is None else [_open_leg(journal.rows, dossier, wanted.leg)]
    asked = any(getattr(wanted, name) is not None for name in _OF_LEGS)
    moved = any(getattr(wanted, name) is not None for name in _OF_CLOCKS)
    for leg in open_legs:
        concerned = asked and leg in chosen
        if concerned or moved:
            _amend_leg(journal, dossier, leg, wanted if concerned else Amendment(), was)


def _open_leg(rows: Reader, dossier: Dossier, name: str) -> Leg:
    leg, _ = find_leg(rows, dossier, name)
    if leg.status == LegStatus.CLOSED:
        raise Refused("leg-closed", ref=dossier.request.ref, leg=leg.number)
    return leg


def _amend_leg(journal: Journal, dossier: Dossier, leg: Leg, wanted: Amendment, was: Request) -> None:
    session, rows = dossier.session, journal.rows
    content = dossier.unseal(leg, LegContent)
    values: dict[str, Value] = {}
    if wanted.legal_basis is not None:
        values["basis"] = dossier.law(rows).basis(wanted.legal_basis).code
    if wanted.channel is not None:
        values["channel"] = parse_code(Channel, wanted.channel, "channel").value if wanted.channel else None
    if wanted.follow_up is not None:
        values["follow_up_at"] = follow_up_at(session, wanted.follow_up) if wanted.follow_up else None
    leg = changed(leg, **values)
    update: dict[str, object] = {}
    if wanted.basis_reason is not None:
        update["basis_reason"] = parsing.optional(wanted.basis_reason, "basis-reason")
    if wanted.due is not None:
        update["asked_for"] = _asked_for(dossier, content, wanted, was)
    content = content.model_copy(update=update)
    sides = (dossier.service(rows, dossier.request.requesting_service), dossier.service(rows, leg.service))
    channel = Channel(leg.channel) if leg.channel else None
    law, text = dossier.law(rows), text_of(rows, dossier)
    checked = check_basis(
        session, law, dossier.request, text, leg.basis, sides, channel, content.basis_reason
    )
    told = {"warnings": checked.warnings, "binding": checked.binding}
    refresh(journal, dossier, leg, content.model_copy(update=told))


def _asked_for(dossier: Dossier, content: LegContent, wanted: Amendment, was: Request) -> int | None:
    """Return the date asked of a leg: its own where it was named; else the request's, where it had that."""
    if wanted.leg is None:
        return dossier.request.asked_for if content.asked_for == was.asked_for else content.asked_for
    if not wanted.due:
        return None
    session = dossier.session
    at = to_millis(parse_deadline(wanted.due, session.clock(), ZoneInfo(session.post.zone)).moment)
    if at < dossier.request.received_at:
        raise Invalid("due-before-received", given=wanted.due[:40])
    return at
