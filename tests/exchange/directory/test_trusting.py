"""Which cards of a partner may still be trusted: none that was replaced, none that doesn't come after."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import Refused
from keys.card import Card
from keys.identity import CardKeys
from tests.exchange.transmission.post import Post, seed
from tests.world import Seat

QUITO = Post("asi-quito", 2)


def trust(desk: Seat, card: Card, keys: CardKeys = QUITO.card_keys) -> str:
    """Trust a card of Quito's, its fingerprint compared; return the fingerprint that is trusted then."""
    desk.services.trust(card.render(keys.sign), lambda shown: shown.fingerprint.digits)
    return desk.services.show(card.handle).fingerprint or ""


def refused(desk: Seat, card: Card) -> str:
    with pytest.raises(Refused) as caught:
        trust(desk, card)
    return caught.value.reason


def test_a_card_that_was_replaced_is_never_trusted_again(desk: Seat) -> None:
    first, second = QUITO.make_card(1), QUITO.make_card(2)
    trust(desk, first)
    trust(desk, second)
    other = CardKeys.from_seed(seed("quito's other card key"), QUITO.origin)
    third = replace(QUITO.make_card(3), card_key=other.sign.vkey)
    assert trust(desk, third, other) == third.fingerprint.digits
    for card in (first, second):
        assert refused(desk, card) == "card-replaced"
    assert desk.services.show("asi-quito").fingerprint == third.fingerprint.digits


def test_another_card_under_a_known_card_key_needs_a_greater_serial(desk: Seat) -> None:
    trust(desk, QUITO.make_card(2))
    changed = replace(QUITO.make_card(2), contact="par téléphone")
    assert refused(desk, changed) == "card-serial-taken"
    assert refused(desk, replace(changed, serial=1)) == "card-older"
    other = CardKeys.from_seed(seed("quito's other card key"), QUITO.origin)
    trust(desk, replace(QUITO.make_card(3), card_key=other.sign.vkey), other)
    assert refused(desk, changed) == "card-serial-taken"
    later = replace(changed, serial=4)
    assert refused(desk, replace(changed, serial=3)) == "card-serial-taken", "a post numbers its cards on"
    assert trust(desk, later) == later.fingerprint.digits


def test_a_forged_card_of_any_number_gives_way_once_its_trust_was_withdrawn(desk: Seat) -> None:
    forger = CardKeys.from_seed(seed("a forger's card key"), QUITO.origin)
    trust(desk, replace(QUITO.make_card(99), card_key=forger.sign.vkey), forger)
    card = QUITO.make_card(1)
    assert refused(desk, card) == "card-older"
    desk.services.distrust("asi-quito")
    assert trust(desk, card) == card.fingerprint.digits


def test_the_same_card_is_trusted_again_after_trust_was_withdrawn(desk: Seat) -> None:
    card = QUITO.make_card(1)
    trust(desk, card)
    desk.services.distrust("asi-quito")
    assert trust(desk, card) == card.fingerprint.digits
    assert desk.services.show("asi-quito").trust == "trusted"
