"""Whose dispatch it is: the card that came with it, against the cards that were compared and trusted.

A card is only a claim until a person compared its fingerprint. A known handle under a new origin is
never a first contact (an origin under another handle is no card at all: `keys.card` refuses it). A
new card under the same card key needs a greater serial; under another card key it is compared again,
whatever signs it. An earlier card, whether we saw it or not, vouches for what is proven already, for files
that were overtaken, and for nothing new (`continuity`).
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.directory.services import refuse_serial
from exchange.errors import Carried, Refused
from exchange.transmission.container import Header
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.known import Partner, Receiver
from keys.card import Card


@dataclass(frozen=True)
class Sender:
    """Who sent it: the partner, the card that vouches for this file, and whether it is a new one."""

    partner: Partner
    card: Card
    is_new_card: bool = False


def check_sender(header: Header, receiver: Receiver) -> Sender:
    """2. Return who sent it; raise Refused for a card to compare first, Incident for a changed name."""
    card = header.card
    known = receiver.partner_of_origin(card.origin)
    namesake = receiver.partner_of_handle(card.handle)
    if known is None and namesake is None:
        raise _to_compare("card-unknown", card)
    if known is None:
        raise _new_origin(header, namesake)
    if known.card.origin != card.origin:
        raise Refused("origin-closed", origin=card.origin)
    if known.incident is not None:
        raise Carried("origin-stopped", origin=card.origin, incident=known.incident)
    if known.withdrawn:
        raise Refused("trust-withdrawn", handle=card.handle)
    return _with_card(card, known)


def _with_card(card: Card, known: Partner) -> Sender:
    if card == known.card or card in known.superseded:
        return Sender(known, card)
    if card.card_key != known.card.card_key:
        raise _to_compare("card-key-changed", card)
    if card.serial < known.card.serial and all(card.serial != old.serial for old in known.superseded):
        return Sender(known, card)  # one between two that we saw, whose files were overtaken
    refuse_serial(card, known.card.serial)
    return Sender(known, card, is_new_card=True)


def _to_compare(reason: str, card: Card) -> Refused:
    return Refused(reason, handle=card.handle, origin=card.origin, fingerprint=card.fingerprint.digits)


def _new_origin(header: Header, namesake: Partner | None) -> Incident:
    """Return the incident of a changed origin; only the partner's own card key makes it his act."""
    card = header.card
    authentic = namesake is not None and namesake.card.card_key.public == card.card_key.public
    evidence = (header.card_bytes, header.proof.checkpoint)
    return Incident(IncidentKind.NEW_ORIGIN, card.origin, evidence, authentic=authentic)
