"""Partners as the directory knows them: the card that the log vouches for, the key to seal to."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.directory.cards import card_check
from exchange.directory.model import Service, ServiceContent
from exchange.directory.services import (
    parse_card,
    replace_service,
    service_content,
    service_of,
    superseded,
)
from exchange.errors import Carried, Refused, Tampered
from exchange.log.roster import Roster
from exchange.store.journal import Journal, refuse_unvouched
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.known import Partner
from exchange.transmission.model import IncidentRow
from exchange.transmission.parts import sha256_text
from keys.age import Recipient
from keys.card import Card
from keys.errors import FormatError


@dataclass(frozen=True)
class Addressee:
    """A service that a file can be sealed to: its row, its card if it has one, its recipient."""

    service: Service
    content: ServiceContent
    card: Card | None
    recipient: Recipient

    @property
    def origin(self) -> str | None:
        """The origin of its log; None for a partner who has only a key."""
        return self.card.origin if self.card else None


def partner_of(session: Session, rows: Reader, service: Service) -> Partner | None:
    """Return the partner that a service is, with its compared card; None without one."""
    refuse_unvouched(rows, service)
    content = service_content(session, service)
    if content.card is None or service.trust == "none":
        return None
    return Partner(
        service.id,
        _card(session.roster, service, content.card),
        tuple(parse_card(text.encode()) for text in content.superseded),
        withdrawn=service.trust != "trusted",
        incident=open_incident(rows, service.id),
    )


def addressee_of(session: Session, rows: Reader, service: Service) -> Addressee | None:
    """Return what a file for this service is sealed to, None where nothing was compared.

    Raise Refused where trust was withdrawn, Tampered where an incident stops the partner.
    """
    content = service_content(session, service)
    if service.trust == "withdrawn":
        raise Refused("trust-withdrawn", handle=service.handle)
    if service.trust != "trusted":
        return None
    incident = open_incident(rows, service.id)
    if incident is not None:
        raise Carried("origin-stopped", origin=service.origin or service.handle, incident=incident)
    if content.card is not None:
        card = _card(session.roster, service, content.card)
        return Addressee(service, content, card, card.recipient)
    return _with_key(session.roster, service, content)


def open_incident(rows: Reader, service: str) -> int | None:
    """Return the number of the oldest incident that stops a service."""
    found = rows.find(IncidentRow, order=("number",), limit=1, service=service, status="open", authentic=1)
    return found[0].number if found else None


def take_card(session: Session, journal: Journal, ident: str, card: bytes) -> None:
    """Keep a newer card under the same card key: what came with a dispatch that was checked."""
    service = service_of(journal.rows, ident)
    content = service_content(session, service)
    content = content.model_copy(
        update={
            "card": card.decode("utf-8"),
            "age": str(parse_card(card).recipient),
            "superseded": superseded(content, card),
        }
    )
    row = replace_service(session, journal, service, content)
    on = {"type": "service", "id": row.id}
    journal.append("service.amended", on=on, c=row.commitment, service=row.id, card=card_check(card))


def _card(roster: Roster, service: Service, text: str) -> Card:
    data = text.encode("utf-8")
    if service.trust == "trusted" and roster.card_of(service.id) != card_check(data):
        raise Tampered("row-altered", table="service", id=service.id)
    return parse_card(data)


def _with_key(roster: Roster, service: Service, content: ServiceContent) -> Addressee | None:
    if content.age is None:
        return None
    if roster.age_of(service.id) != sha256_text(content.age.encode("utf-8")):
        raise Tampered("row-altered", table="service", id=service.id)
    try:
        return Addressee(service, content, None, Recipient.parse(content.age))
    except FormatError:
        raise Tampered("row-altered", table="service", id=service.id) from None
