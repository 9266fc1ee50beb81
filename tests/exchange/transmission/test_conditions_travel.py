"""Conditions of use travel with the information: a request opened from a dispatch stays bound by them."""

from __future__ import annotations

import pytest

from exchange.errors import Refused
from exchange.requests.inputs import NewRequest
from tests.exchange.transmission.correspondence import Pair


def test_a_request_opened_from_a_dispatch_keeps_its_handling_marking_and_points(pair: Pair) -> None:
    ref = pair.bogota.open(
        to=("asi-madrid",), handling="H2", marking="DR", conditions="Ne pas citer la source"
    )
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    opened = pair.madrid.seat.requests.open(
        NewRequest(kind="trafficking", requester="asi-bogota", title="Repris", arrival=str(arrival.number))
    )
    view, _ = pair.madrid.seat.requests.show(opened.ref)
    assert (view.item.handling, view.item.marking) == ("H2", "DR")
    assert view.conditions == "Ne pas citer la source"
    assert [text for _, text, _ in view.points] == ["Qui est le destinataire ?", "Quel navire ?"]


def test_what_came_under_h2_is_not_sent_on_to_a_third_service(pair: Pair) -> None:
    ref = pair.bogota.open(to=("asi-madrid",), handling="H2")
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    opened = pair.madrid.seat.requests.open(
        NewRequest(
            kind="trafficking",
            requester="asi-bogota",
            to=("dnpj",),
            title="Repris",
            arrival=str(arrival.number),
        )
    )
    with pytest.raises(Refused):
        pair.madrid.send(opened.ref, "interpol-es", channel="email")
