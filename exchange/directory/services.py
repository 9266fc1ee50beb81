"""The services of the directory: found by handle, added, shown, trusted after their card was compared.

A known handle under a new origin, or a known origin under a new handle, is never a first contact: it
is refused as an incident. A new card under the same card key needs a greater serial, and so does any
while another is trusted; a card under another card key is compared again like the first. None that was
replaced is trusted again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Final

from exchange import typed
from exchange.codes import ServiceType, parse_code
from exchange.countries import parse_country
from exchange.directory.model import Service, ServiceContent
from exchange.directory.seeds import SeedService
from exchange.directory.starting import insert_service, side_of
from exchange.errors import Carried, Conflict, Invalid, NotFound, Refused, Tampered
from exchange.store.journal import Journal, refuse_unvouched, vouched_row
from exchange.store.rows import Reader, Value, changed
from exchange.store.sealed import seal, unseal
from exchange.store.session import Session
from keys.card import Card
from keys.encoding import b64
from keys.errors import KeysError
from keys.fingerprint import Fingerprint

HANDLE: Final = re.compile(r"[a-z0-9.-]{1,40}")


@dataclass(frozen=True)
class ServiceView:
    """A service as people and programs see it."""

    id: str
    handle: str
    name: str
    names: dict[str, str]
    country: str
    side: str
    type: str
    trust: str
    origin: str | None
    languages: tuple[str, ...]
    fingerprint: str | None
    age: str | None


@dataclass(frozen=True)
class Shown:
    """A card that was read: whose it is and the fingerprint to compare."""

    handle: str
    origin: str
    prefix: str
    name: str
    country: str
    serial: int
    fingerprint: Fingerprint


Succeed = Callable[[Session, Service, Card, bytes], None]
"""Lets the compared card of another origin take a known partner's handle, or raises why not."""


class Services:
    """The verbs on services."""

    def __init__(self, session: Session, succeed: Succeed | None = None) -> None:
        self._session = session
        self._succeed = succeed

    def list(self) -> tuple[ServiceView, ...]:
        """Return every service, by country then handle."""
        with self._session.reading() as rows:
            found = rows.find(Service, order=("country", "handle"))
            for row in found:
                refuse_unvouched(rows, row)
            return tuple(self._view(row) for row in found)

    def show(self, handle: str) -> ServiceView:
        """Return one service; raise NotFound with the nearest handles."""
        with self._session.reading() as rows:
            return self._view(find_service(rows, handle))

    def add(self, handle: str, name: str, country: str, type_code: str) -> ServiceView:
        """Add a service to the directory."""
        self._session.authorise("service.added")
        if not HANDLE.fullmatch(handle):
            raise Invalid("handle-form", given=handle[:60])
        kept, state = typed.name(name), parse_country(country)
        kind = parse_code(ServiceType, type_code, "type")
        seed = SeedService(handle, kept, kept, state, side_of(state), kind)
        with self._session.unit() as journal:
            if journal.rows.get(Service, handle=handle):
                raise Conflict("service-exists", handle=handle)
            row = insert_service(self._session, journal, seed)
        return self._view(row)

    def read_card(self, data: bytes) -> Shown:
        """Return what a card says of itself, after its own signature was verified."""
        return shown(parse_card(data))

    def trust(self, data: bytes, confirm: Callable[[Shown], str]) -> ServiceView:
        """Trust a card whose fingerprint was compared: `confirm` gets it and returns what was compared.

        Raise Refused where the fingerprint differs, Tampered where the card contradicts what is known.
        """
        session = self._session
        session.authorise("service.added")
        card = parse_card(data)
        if not card.fingerprint.matches(confirm(shown(card))):
            raise Refused("fingerprint-differs", handle=card.handle)
        self._settle_other_origin(card, data)
        with session.unit() as journal:
            found = self._for_card(journal, card)
            _refuse_earlier(found, service_content(session, found), card)
            service = found.id
        hashed = b64(hashlib.sha256(data).digest())
        proposed = session.seconded("service.trusted", {"type": "service", "id": service}, card=hashed)
        with session.unit() as journal:
            row = self._for_card(journal, card)
            known = service_content(self._session, row)
            _refuse_earlier(row, known, card)
            content = known.model_copy(
                update={
                    "card": data.decode("utf-8"),
                    "age": str(card.recipient),
                    "languages": card.languages,
                    "superseded": superseded(known, data),
                }
            )
            row = replace_service(
                session, journal, row, content, trust="trusted", origin=card.origin, trusted_by=journal.size
            )
            journal.append(
                "service.trusted",
                on={"type": "service", "id": row.id},
                c=row.commitment,
                service=row.id,
                card=hashed,
                proposed=proposed,
            )
        return self._view(row)

    def distrust(self, handle: str) -> ServiceView:
        """Withdraw trust: new dispatches are refused both ways, old ones stay readable."""
        session = self._session
        session.authorise("service.distrusted")
        with session.unit() as journal:
            row = find_service(journal.rows, handle)
            if row.trust != "trusted":
                raise Refused("service-not-trusted", handle=handle)
            content = service_content(session, row)
            row = replace_service(session, journal, row, content, trust="withdrawn")
            on = {"type": "service", "id": row.id}
            journal.append("service.distrusted", on=on, c=row.commitment, service=row.id)
        return self._view(row)

    def _settle_other_origin(self, card: Card, data: bytes) -> None:
        with self._session.reading() as rows:
            known = vouched_row(rows, Service, "handle", card.handle)
        if known is not None and known.origin not in (None, card.origin) and self._succeed:
            self._succeed(self._session, known, card, data)

    def _for_card(self, journal: Journal, card: Card) -> Service:
        by_handle = journal.rows.get(Service, handle=card.handle)
        by_origin = journal.rows.get(Service, origin=card.origin)
        if by_origin is not None and by_origin.handle != card.handle:
            raise Carried("origin-under-other-handle", handle=card.handle, known=by_origin.handle)
        if by_handle is not None and by_handle.origin not in (None, card.origin):
            raise Carried("handle-under-other-origin", handle=card.handle, origin=card.origin)
        if card.origin == self._session.post.origin:
            raise Refused("card-is-ours", handle=card.handle)
        if by_handle is not None:
            refuse_unvouched(journal.rows, by_handle)
            return by_handle
        country = parse_country(card.country)
        seed = SeedService(card.handle, card.name, card.name, country, side_of(country), ServiceType.LIAISON)
        return insert_service(self._session, journal, seed)

    def _view(self, row: Service) -> ServiceView:
        content = service_content(self._session, row)
        card = parse_card(content.card.encode()) if content.card else None
        compared = card.fingerprint if card else Fingerprint.of(content.age) if content.age else None
        return ServiceView(
            id=row.id,
            handle=row.handle,
            name=content.names.get("fr", row.handle),
            names=content.names,
            country=row.country,
            side=row.side,
            type=row.type,
            trust=row.trust,
            origin=row.origin,
            languages=content.languages,
            fingerprint=compared.digits if compared else None,
            age=content.age,
        )


def service_content(session: Session, row: Service) -> ServiceContent:
    """Open a service's content."""
    content = session.vouched.opened(row, ServiceContent)
    if content is None:
        content = unseal(session.post.id, session.vault.store_row_key(), row, ServiceContent)
        session.vouched.keep_opened(row, content)
    return content


def _refuse_earlier(row: Service, known: ServiceContent, card: Card) -> None:
    """Raise Refused for a card that another one replaced, or that doesn't come after those before it.

    A post numbers its cards on under whatever card key, and a restored one from its backup, under its new
    origin. Whoever trusted a forged card, whose number may be any, withdraws that trust first.
    """
    present = parse_card(known.card.encode()) if known.card else None
    replaced = [parse_card(text.encode()) for text in known.superseded]
    if card == present:
        return
    if card in replaced:
        raise Refused("card-replaced", handle=card.handle, serial=card.serial)
    for before in (*replaced, *((present,) if present else ())):
        trusted = before is present and row.trust == "trusted"
        if before.origin == card.origin and (trusted or before.card_key == card.card_key):
            refuse_serial(card, before.serial)


def refuse_serial(card: Card, known: int) -> None:
    """Raise Refused unless a card's serial is greater than that of one that its card key signed before."""
    if card.serial < known:
        raise Refused("card-older", handle=card.handle, serial=card.serial, known=known)
    if card.serial == known:
        raise Refused("card-serial-taken", handle=card.handle, serial=card.serial)


def superseded(known: ServiceContent, card: bytes) -> tuple[str, ...]:
    """Return the earlier cards of a service once `card` stands: for files that are still under way."""
    if known.card is None or known.card == card.decode("utf-8"):
        return known.superseded
    return (*known.superseded, known.card)


def find_service(rows: Reader, handle: str) -> Service:
    """Return the service of a handle; raise NotFound with the nearest ones."""
    row = vouched_row(rows, Service, "handle", handle)
    if row is None:
        known = [other.handle for other in rows.find(Service)]
        raise NotFound("service-unknown", given=handle[:40], nearest=nearest(handle, known))
    return row


def service_of(rows: Reader, ident: str) -> Service:
    """Return the service of an id that a row holds; raise Tampered where it is gone."""
    row = vouched_row(rows, Service, "id", ident)
    if row is None:
        raise Tampered("row-altered", table="service", id=ident)
    return row


def replace_service(
    session: Session, journal: Journal, row: Service, content: ServiceContent, **plain: Value
) -> Service:
    """Write a service anew, in the caller's unit; the entry that tells it commits to the row returned."""
    row = changed(row, revision=row.revision + 1, **plain)
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    journal.rows.replace(row)
    return row


def nearest(given: str, known: list[str]) -> str:
    """Return the known handles nearest to the given one, or where they all stand, for an error's hint."""
    return ", ".join(get_close_matches(given, known, n=3, cutoff=0.4)) or "exchange service list"


@lru_cache(16)
def parse_card(data: bytes) -> Card:
    """Parse a card and verify its own signature; raise Refused where it isn't one.

    A card is read at each dispatch and receipt of its post, and its keys of several kilobytes take a while.
    """
    try:
        return Card.parse(data)
    except KeysError as error:
        raise Refused("card-not-valid", why=error.reason) from None


def shown(card: Card) -> Shown:
    """Return what is shown of a card."""
    return Shown(
        card.handle, card.origin, card.prefix, card.name, card.country, card.serial, card.fingerprint
    )
