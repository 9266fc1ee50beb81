"""Whose dispatch it is: first contact, a changed card, a changed origin, trust taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from exchange.errors import ExchangeError, Exit, Refused, Tampered
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.known import Partner
from keys.identity import CardKeys, LogKeys, OfficeKeys
from tests.exchange.transmission.post import Post, seed, two_posts


def refusal(data: bytes, post: Post) -> ExchangeError:
    with pytest.raises(ExchangeError) as caught:
        post.receive(data)
    return caught.value


def incident(data: bytes, post: Post) -> Incident:
    refused = refusal(data, post)
    assert isinstance(refused, Incident)
    assert refused.exit is Exit.INTEGRITY
    return refused


def test_an_unknown_card_is_refused_with_its_fingerprint() -> None:
    bogota, lima = Post("asi-bogota", 1), Post("asi-lima", 3)
    refused = refusal(lima.send(bogota), bogota)
    assert (refused.reason, refused.exit) == ("card-unknown", Exit.REFUSED)
    assert refused.arguments == {
        "handle": "asi-lima",
        "origin": lima.origin,
        "fingerprint": lima.card.fingerprint.digits,
    }
    assert bogota.memories == {}


def test_a_known_handle_under_a_new_origin_is_an_incident() -> None:
    bogota, _ = two_posts()
    impostor = Post("asi-quito", 9, keys="his own")
    found = incident(impostor.send(bogota), bogota)
    assert (found.kind, found.origin) == (IncidentKind.NEW_ORIGIN, impostor.origin)
    assert found.evidence == (impostor.card.render(impostor.card_keys.sign), impostor.checkpoint_bytes())


def test_a_forged_card_can_not_stop_the_partner_whose_name_it_bears() -> None:
    bogota, _ = two_posts()
    assert not incident(Post("asi-quito", 9, keys="his own").send(bogota), bogota).authentic
    restored = Post("asi-quito", 2, keys="restored")
    restored.card_keys = CardKeys.from_seed(seed("asi-quito card "), restored.origin)
    restored.card = restored.make_card(2)
    assert incident(restored.send(bogota), bogota).authentic


def test_a_log_that_its_partner_closed_is_refused() -> None:
    bogota, quito = two_posts()
    successor = Post("asi-quito", 2, keys="restored")
    bogota.partners[quito.service] = Partner(quito.service, successor.card, superseded=(quito.card,))
    refused = refusal(quito.send(bogota), bogota)
    assert (refused.reason, refused.arguments) == ("origin-closed", {"origin": quito.origin})


def test_withdrawn_trust_refuses_new_dispatches() -> None:
    bogota, quito = two_posts()
    bogota.partners[quito.service] = replace(bogota.partners[quito.service], withdrawn=True)
    assert refusal(quito.send(bogota), bogota).reason == "trust-withdrawn"


def test_an_open_incident_stops_its_origin() -> None:
    bogota, quito = two_posts()
    bogota.partners[quito.service] = replace(bogota.partners[quito.service], incident=4)
    refused = refusal(quito.send(bogota), bogota)
    assert (refused.reason, refused.exit) == ("origin-stopped", Exit.INTEGRITY)
    assert refused.arguments == {"origin": quito.origin, "incident": 4}


def test_a_newer_card_under_the_same_card_key_is_followed() -> None:
    bogota, quito = two_posts()
    bogota.receive(quito.send(bogota))
    quito.office = OfficeKeys.from_seed(seed("quito's new office"), quito.origin)
    quito.log = LogKeys.from_seed(seed("quito's new log"), quito.origin)
    quito.card = quito.make_card(2)
    received = bogota.receive(quito.send(bogota))
    assert received.checked.sender.is_new_card
    assert received.checked.sender.card == quito.card


@pytest.mark.parametrize(("serial", "reason"), [(1, "card-superseded"), (2, "card-serial-taken")])
def test_another_card_needs_a_greater_serial(serial: int, reason: str) -> None:
    bogota, quito = two_posts()
    bogota.partners[quito.service] = Partner(quito.service, quito.make_card(2))
    quito.card = replace(quito.make_card(serial), contact="by telephone")
    refused = refusal(quito.send(bogota), bogota)
    assert (refused.reason, refused.exit) == (reason, Exit.REFUSED)


def test_a_card_under_another_card_key_is_compared_again() -> None:
    bogota, quito = two_posts()
    quito.card_keys = CardKeys.from_seed(seed("quito's new card key"), quito.origin)
    quito.card = quito.make_card(2)
    refused = refusal(quito.send(bogota), bogota)
    assert (refused.reason, refused.exit) == ("card-key-changed", Exit.REFUSED)
    assert refused.arguments["fingerprint"] == quito.card.fingerprint.digits


def test_a_dispatch_under_retired_keys_passes_once_a_newer_one_proves_its_checkpoint() -> None:
    bogota, quito = two_posts()
    bogota.receive(quito.send(bogota))
    under_way = quito.send(bogota)
    old = quito.card
    quito.office = OfficeKeys.from_seed(seed("quito's new office"), quito.origin)
    quito.card = quito.make_card(2)
    bogota.partners[quito.service] = Partner(quito.service, quito.card, superseded=(old,))
    assert refusal(under_way, bogota).reason == "card-superseded"
    bogota.receive(quito.send(bogota))
    assert bogota.receive(under_way).missing == ()


def test_retired_keys_in_other_hands_vouch_for_nothing_new() -> None:
    bogota, quito = two_posts()
    bogota.receive(quito.send(bogota))
    thief = quito.copy()
    quito.office = OfficeKeys.from_seed(seed("quito's new office"), quito.origin)
    quito.card = quito.make_card(2)
    bogota.partners[quito.service] = Partner(quito.service, quito.card, superseded=(thief.card,))
    assert refusal(thief.send(bogota), bogota).reason == "card-superseded"
    bogota.receive(quito.send(bogota))
    assert isinstance(refusal(thief.send(bogota), bogota), Tampered)


def test_the_log_keys_alone_can_not_make_a_dispatch() -> None:
    bogota, quito = two_posts()
    auditor = quito.copy()
    auditor.office = OfficeKeys.from_seed(seed("no office key"), quito.origin)
    refused = refusal(auditor.send(bogota), bogota)
    assert (refused.reason, refused.exit) == ("note-signature", Exit.INTEGRITY)


def test_the_office_keys_alone_can_not_make_a_checkpoint() -> None:
    bogota, quito = two_posts()
    clerk = quito.copy()
    clerk.log = LogKeys.from_seed(seed("no log key"), quito.origin)
    assert refusal(clerk.send(bogota), bogota).reason == "checkpoint-signatures"


def test_a_refusal_says_nothing_of_what_was_inside() -> None:
    bogota, lima = Post("asi-bogota", 1), Post("asi-lima", 3)
    refused = refusal(lima.send(bogota), bogota)
    assert isinstance(refused, Refused)
    assert "Demande" not in repr(refused) + str(refused.arguments)
