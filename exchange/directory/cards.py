"""The post's own card: its public keys, signed; what partners compare and then trust."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from exchange.directory.services import Shown, parse_card, shown
from exchange.errors import NotAuthorised, Tampered
from exchange.store.model import Post, PostContent
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session
from keys.card import Card
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, OfficeKeys

TYPE: Final = "liaison"
_LANGUAGES: Final = {
    "CO": ("es",),
    "EC": ("es",),
    "ES": ("es",),
    "MX": ("es",),
    "PE": ("es",),
    "AR": ("es",),
    "CL": ("es",),
    "MA": ("ar",),
    "DZ": ("ar",),
    "TN": ("ar",),
    "EG": ("ar",),
    "AE": ("ar",),
    "SA": ("ar",),
    "LB": ("ar",),
}


@dataclass(frozen=True)
class OwnCard:
    """The post's card: its file and what is read from it."""

    data: bytes
    shown: Shown


class Cards:
    """The verbs on the post's own card."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def export(self) -> OwnCard:
        """Return the card's file."""
        return self.show()

    def show(self) -> OwnCard:
        """Return the card as it was last issued."""
        data = own_card(self._session)
        return OwnCard(data, shown(parse_card(data)))


@dataclass(frozen=True)
class Seals:
    """The keys that a card names, and the one that signs it."""

    log: LogKeys
    office: OfficeKeys
    card: CardKeys


def own_card(session: Session) -> bytes:
    """Return the post's card as it was last issued."""
    with session.reading() as rows:
        return own_card_in(session, rows)


def own_card_in(session: Session, rows: Reader) -> bytes:
    """Return the post's card as one snapshot has it."""
    row = rows.get(Post, id=session.post.id)
    if row is None:
        raise NotAuthorised("card-missing")
    card = unseal(session.post.id, session.vault.store_row_key(), row, PostContent).card.encode("utf-8")
    # The row is sealed under the store's key, which every member holds: a card of his own would be
    # compared with partners and trusted by them.
    if session.roster.card is None or session.roster.card[1] != card_check(card):
        raise Tampered("post-altered", column="card")
    return card


def issue_card(session: Session, serial: int, seals: Seals) -> bytes:
    """Make and sign the post's card; only who holds the card key can."""
    post = session.post
    languages = dict.fromkeys(
        ("fr", *(word for host in post.content.hosts for word in _LANGUAGES.get(host, ("en",))))
    )
    card = Card(
        handle=post.handle,
        prefix=post.prefix,
        type=TYPE,
        origin=post.origin,
        name=post.content.name,
        country=post.content.country,
        hosts=post.content.hosts,
        languages=tuple(languages),
        contact="",
        log_keys=seals.log.vkeys,
        office_keys=seals.office.vkeys,
        card_key=seals.card.sign.vkey,
        recipient=seals.office.age.recipient,
        valid_from=session.clock().date(),
        serial=serial,
    )
    return card.render(seals.card.sign)


def card_check(card: bytes) -> str:
    """Return what the log says of a card: base64 of the SHA-256 of its file."""
    return b64(hashlib.sha256(card).digest())
