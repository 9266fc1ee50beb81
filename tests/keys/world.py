"""Keys of an invented post, for the tests: one seed each, so that every run sees the same ones."""

from __future__ import annotations

from datetime import date

from keys.card import Card
from keys.identity import CardKeys, LogKeys, OfficeKeys, origin_of

LOG_SEED, OFFICE_SEED, CARD_SEED = (bytes([number]) * 32 for number in (0x21, 0x22, 0x23))
HANDLE = "asi-bogota"
ORIGIN = origin_of(HANDLE, LOG_SEED)
LOG = LogKeys.from_seed(LOG_SEED, ORIGIN)
OFFICE = OfficeKeys.from_seed(OFFICE_SEED, ORIGIN)
CARD = CardKeys.from_seed(CARD_SEED, ORIGIN)


def a_card(
    *,
    name: str = "Ambassade de France à Bogotá",
    contact: str = "+57 1 000 00 00",
    hosts: tuple[str, ...] = ("CO", "EC"),
    languages: tuple[str, ...] = ("fr", "es"),
    valid_from: date = date(2026, 9, 1),
    serial: int = 1,
) -> Card:
    """Return the card of the post, with these values."""
    return Card(
        handle=HANDLE,
        prefix="BOG",
        type="liaison",
        origin=ORIGIN,
        name=name,
        country="FR",
        hosts=hosts,
        languages=languages,
        contact=contact,
        log_keys=LOG.vkeys,
        office_keys=OFFICE.vkeys,
        card_key=CARD.sign.vkey,
        recipient=OFFICE.age.recipient,
        valid_from=valid_from,
        serial=serial,
    )
