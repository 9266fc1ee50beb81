"""Fields and subjects travel with a request: shown as they came, taken over where ours accept them."""

from __future__ import annotations

import pytest

from exchange.errors import Invalid
from exchange.requests.inputs import NewRequest
from exchange.transmission.inputs import NewDispatch
from tests.exchange.mrz.specimens import PASSPORT
from tests.exchange.transmission.correspondence import Pair

FORGED = PASSPORT.text.replace("C36UTO", "C35UTO")


def repeated(arrival: int, **more: object) -> NewRequest:
    return NewRequest(
        requester="asi-bogota",
        title="Repris",
        arrival=str(arrival),
        **{"kind": "document-fraud", **more},  # type: ignore[arg-type]
    )


def test_fields_and_every_type_of_subject_reach_the_partner_and_his_request(pair: Pair) -> None:
    seat = pair.bogota.seat
    new = NewRequest(
        kind="document-fraud",
        type="forged",
        requester="dnpaf",
        to=("asi-madrid",),
        title="Passeport douteux",
        fields={"result": "doubtful", "detected.where": "Rumichaca"},
        documents=({"mrz": FORGED},),
    )
    ref = seat.requests.open(new).ref
    seat.subjects.add(ref, "vehicle", {"plate": "FZX123", "country": "CO"})
    seat.subjects.add(ref, "organisation", {"name": "X SA"}, "suspect")
    sent = seat.transmissions.send(NewDispatch(ref, "asi-madrid", pair.bogota.bag))
    arrival = pair.madrid.receive(sent.file)

    shown = pair.madrid.seat.transmissions.show(str(arrival.number))
    assert dict(shown.fields) == {"result": "doubtful", "detected.where": "Rumichaca"}
    assert [(one.number, one.type, one.role) for one in shown.subjects] == [
        (1, "document", None),
        (2, "vehicle", None),
        (3, "organisation", "suspect"),
    ]
    opened = pair.madrid.seat.requests.open(repeated(arrival.number))
    view, _ = pair.madrid.seat.requests.show(opened.ref)
    mine, _ = seat.requests.show(ref)
    assert (view.type, view.fields, view.subjects) == (mine.type, mine.fields, mine.subjects)
    assert view.subjects[0].warnings == ("mrz-number-digit", "mrz-composite-digit")
    assert opened.warnings == ()


def test_what_the_receiver_gives_himself_goes_before_what_came(pair: Pair) -> None:
    ref = pair.bogota.open(to=("asi-madrid",), type="drugs", fields={"route": "mer", "network": "clan"})
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    new = repeated(arrival.number, kind="trafficking", fields={"route": "air"}, persons=({"family": "X"},))
    view, _ = pair.madrid.seat.requests.show(pair.madrid.seat.requests.open(new).ref)
    assert view.fields == {"route": "air", "network": "clan"}
    assert [one.fields["family"] for one in view.subjects] == ["X"]


def test_a_request_of_another_kind_takes_the_subjects_and_no_field(pair: Pair) -> None:
    ref = pair.bogota.open(to=("asi-madrid",), fields={"route": "mer"})
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    with pytest.raises(Invalid) as caught:
        pair.madrid.seat.requests.open(repeated(arrival.number))
    assert caught.value.reason == "document-missing"
    opened = pair.madrid.seat.requests.open(repeated(arrival.number, kind="wanted"))
    view, _ = pair.madrid.seat.requests.show(opened.ref)
    assert (view.fields, [one.fields["family"] for one in view.subjects]) == ({}, ["ROSERO"])
