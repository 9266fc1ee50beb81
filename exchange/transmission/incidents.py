"""Incidents on the store: opened with their evidence in a unit of their own, decided by a head.

An authentic one stops its partner both ways. `explained` lets him go on, from what we know of his
log; `restored` says that he went back to a backup: his present card no longer counts, the one of
his new origin is to be compared, or was when it is what decides; `breach` withdraws trust.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from exchange import typed
from exchange.clock import to_millis
from exchange.codes import parse_code
from exchange.directory.model import Service
from exchange.directory.services import (
    parse_card,
    replace_service,
    service_content,
    service_of,
    superseded,
)
from exchange.errors import NotFound, Refused
from exchange.ids import new_id
from exchange.requests.views import moment
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.model import IncidentContent, IncidentRow
from keys.card import Card


class IncidentStatus(StrEnum):
    """Where an incident stands."""

    OPEN = "open"
    DECIDED = "decided"


class IncidentOutcome(StrEnum):
    """What a head decides."""

    EXPLAINED = "explained"
    RESTORED = "restored"
    BREACH = "breach"


@dataclass(frozen=True)
class IncidentView:
    """An incident as people and programs see it; `evidence` holds both signed checkpoints."""

    number: int
    what: str
    service: str | None
    origin: str
    at: str
    status: str
    authentic: bool
    outcome: str | None
    reason: str | None
    evidence: tuple[str, ...]


class Incidents:
    """The verbs on incidents."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> tuple[IncidentView, ...]:
        """Return every incident, the undecided ones first."""
        self._session.authorise("incident.opened")
        with self._session.reading() as rows:
            found = rows.find(IncidentRow, order=("-status", "number"))
            return tuple(_view(self._session, rows, row) for row in found)

    def show(self, n: str) -> IncidentView:
        """Return one incident with its evidence; raise NotFound."""
        self._session.authorise("incident.opened")
        with self._session.reading() as rows:
            return _view(self._session, rows, _find(rows, n))

    def decide(self, n: str, outcome: str, reason: str) -> IncidentView:
        """Decide an incident, with the reason; a head alone may."""
        session = self._session
        session.authorise("incident.decided")
        wanted = parse_code(IncidentOutcome, outcome, "outcome")
        kept = typed.reason(reason)
        with session.unit() as journal:
            row = _find(journal.rows, n)
            if row.status != IncidentStatus.OPEN:
                raise Refused("incident-decided", number=row.number)
            return _view(session, journal.rows, _decide(session, journal, row, wanted, kept))


def record_incident(session: Session, found: Incident) -> int:
    """Keep an incident with its evidence, in a unit of its own; return its number.

    The same contradiction, still undecided, isn't kept twice.
    """
    session.authorise("incident.opened")
    with session.unit() as journal:
        known = journal.rows.find(
            IncidentRow,
            limit=1,
            origin=found.origin,
            kind=found.kind.value,
            status=IncidentStatus.OPEN.value,
            authentic=int(found.authentic),
        )
        if known:
            return known[0].number
        row = new_row(
            IncidentRow,
            new_id(session.clock()),
            session.post.id,
            number=journal.next_number("incident"),
            kind=found.kind.value,
            origin=found.origin,
            service=_service(journal.rows, found),
            authentic=int(found.authentic),
            status=IncidentStatus.OPEN.value,
            opened_at=to_millis(session.clock()),
        )
        content = IncidentContent(evidence=tuple(part.decode("utf-8") for part in found.evidence))
        row = seal(session.post.id, session.vault.store_row_key(), row, content)
        journal.rows.insert(row)
        journal.append(
            "incident.opened",
            on={"type": "incident", "id": row.id},
            c=row.commitment,
            incident=row.id,
            kind=row.kind,
            origin=row.origin,
            number=row.number,
        )
        return row.number


def succeed(session: Session, known: Service, card: Card, data: bytes) -> None:
    """Let the compared card of a new origin succeed to a partner's, where a restore explains an incident.

    A head's word on the partner's open incidents, which are decided as restored. Without any, that the
    handle shows another origin is one itself: raise it, kept. Raise NotAuthorised for anyone but a head.
    """
    with session.reading() as rows:
        before = service_content(session, known).card
        there = _open_about(rows, known, card)
    if not there:
        authentic = before is not None and parse_card(before.encode()).card_key == card.card_key
        evidence = (*([before.encode()] if before else []), data)
        found = Incident(IncidentKind.NEW_ORIGIN, card.origin, evidence, authentic=authentic)
        found.arguments["incident"] = record_incident(session, found)
        raise found
    session.authorise("incident.decided")
    with session.unit() as journal:
        for row in _open_about(journal.rows, known, card):
            _decide(session, journal, row, IncidentOutcome.RESTORED, card.fingerprint.digits)


def _open_about(rows: Reader, known: Service, card: Card) -> list[IncidentRow]:
    """Return the undecided incidents of a partner under his known origin, and under that of the card."""
    found = rows.find(IncidentRow, order=("number",), service=known.id, status=IncidentStatus.OPEN.value)
    return [row for row in found if row.origin in (known.origin, card.origin)]


def _decide(
    session: Session, journal: Journal, row: IncidentRow, outcome: IncidentOutcome, reason: str
) -> IncidentRow:
    content = _content(session, row).model_copy(update={"outcome": outcome.value, "reason": reason})
    row = changed(
        row,
        revision=row.revision + 1,
        status=IncidentStatus.DECIDED.value,
        decided_at=to_millis(session.clock()),
    )
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    journal.rows.replace(row)
    journal.append(
        "incident.decided",
        on={"type": "incident", "id": row.id},
        c=row.commitment,
        incident=row.id,
        outcome=outcome.value,
        origin=row.origin,
        number=row.number,
    )
    _apply(session, journal, row, outcome)
    return row


def _service(rows: Reader, found: Incident) -> str | None:
    """Return the partner that an incident stops: by origin, or by the handle that was taken up anew."""
    row = rows.get(Service, origin=found.origin)
    if row is None and found.kind is IncidentKind.NEW_ORIGIN:
        row = rows.get(Service, handle=found.origin.partition("/")[0])
    return row.id if row is not None else None


def _apply(session: Session, journal: Journal, row: IncidentRow, outcome: IncidentOutcome) -> None:
    """Do to the partner's trust what was decided."""
    nobodys = outcome is IncidentOutcome.BREACH and not row.authentic  # anybody can write his name
    if row.service is None or outcome is IncidentOutcome.EXPLAINED or nobodys:
        return
    service = service_of(journal.rows, row.service)
    if service.trust != "trusted" and (outcome is IncidentOutcome.BREACH or service.origin is None):
        return
    content = service_content(session, service)
    trust, origin = "withdrawn", service.origin
    if outcome is IncidentOutcome.RESTORED:
        # Its handle is free for the card of the new origin, which is compared like a first one.
        trust, origin = "none", None
        update = {"card": None, "age": None, "superseded": superseded(content, b"")}
        content = content.model_copy(update=update)
    service = replace_service(session, journal, service, content, trust=trust, origin=origin)
    on = {"type": "service", "id": service.id}
    journal.append("service.distrusted", on=on, c=service.commitment, service=service.id)


def _find(rows: Reader, n: str) -> IncidentRow:
    row = rows.get(IncidentRow, number=int(n)) if n.isdecimal() and len(n) < 10 else None
    if row is None:
        raise NotFound("incident-unknown", given=n[:40])
    return row


def _content(session: Session, row: IncidentRow) -> IncidentContent:
    return unseal(session.post.id, session.vault.store_row_key(), row, IncidentContent)


def _view(session: Session, rows: Reader, row: IncidentRow) -> IncidentView:
    content = _content(session, row)
    return IncidentView(
        number=row.number,
        what=row.kind,
        service=service_of(rows, row.service).handle if row.service else None,
        origin=row.origin,
        at=str(moment(row.opened_at)),
        status=row.status,
        authentic=bool(row.authentic),
        outcome=content.outcome,
        reason=content.reason,
        evidence=content.evidence,
    )
