"""Dispatches between two posts with real stores: sent, received, filed, answered, on paper too."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from exchange.errors import Conflict, Exit, Invalid, NotAuthorised, NotFound, Refused
from exchange.requests.inputs import Closing, NewRequest
from exchange.transmission.inputs import NewDispatch
from tests.exchange.transmission.correspondence import Pair
from tests.world import AUDITOR, INVESTIGATOR, OFFICER


def test_a_request_reaches_the_other_post_with_its_files_and_paper(pair: Pair) -> None:
    photo = pair.place / "photo du conteneur.jpg"
    photo.write_bytes(bytes(range(256)) * 2500)
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "asi-madrid", attach=(photo,))
    assert (sent.status, sent.sequence, sent.channel, sent.shown) == ("sent", 1, "dispatch", "D-0001")
    assert sent.warnings == ("leg-added",)
    arrival = pair.madrid.receive(sent.file)
    assert (arrival.status, arrival.from_, arrival.their_ref) == ("to-sort", "asi-bogota", ref)
    assert arrival.text == "Vérifier le conteneur MSKU 123456 7.\nMerci."
    opened = pair.madrid.seat.requests.open(
        NewRequest(kind="trafficking", requester="asi-bogota", title="Repris", arrival=str(arrival.number))
    )
    _, files = pair.madrid.seat.requests.show(opened.ref)
    assert [file.name for file in files] == ["photo du conteneur.jpg", "bordereau.pdf"]
    assert files[0].sha256 == hashlib.sha256(photo.read_bytes()).hexdigest()
    _, chunks = pair.madrid.seat.attachments.get(opened.ref, 1)
    assert b"".join(chunks) == photo.read_bytes()


def test_a_receipt_acknowledges_the_departure_and_witnesses_the_log(pair: Pair) -> None:
    ref, sent, arrival = pair.exchange()
    done = pair.bogota.receive(arrival.receipt)
    assert (done.transmission, done.status) == (sent.transmission, "acknowledged")
    assert done.witnessed == sent.log_index + 1
    view, _ = pair.bogota.seat.requests.show(ref)
    assert view.legs[0].status == "acknowledged"
    assert "log.witnessed" in pair.bogota.world.ops()


def test_an_answer_is_filed_at_once_to_the_request_and_leg_that_it_answers(pair: Pair) -> None:
    ref, sent, arrival = pair.exchange()
    asked = pair.madrid.seat.requests.open(
        NewRequest(kind="trafficking", requester="asi-bogota", title="Repris", arrival=str(arrival.number))
    )
    answer = pair.madrid.send(asked.ref, "asi-bogota", nature="answer", text="Rien n'est connu.")
    received = pair.bogota.receive(answer.file)
    assert (received.status, received.request, received.leg) == ("filed", ref, 1)
    assert received.answers == sent.transmission
    view, _ = pair.bogota.seat.requests.show(ref)
    assert view.legs[0].status == "answered"


def test_an_answer_to_a_closed_request_is_filed_and_told_to_have_moved_no_leg(pair: Pair) -> None:
    ref, _, arrival = pair.exchange()
    asked = pair.madrid.seat.requests.open(
        NewRequest(kind="trafficking", requester="asi-bogota", title="Repris", arrival=str(arrival.number))
    )
    answer = pair.madrid.send(asked.ref, "asi-bogota", nature="answer", text="Rien n'est connu.")
    pair.bogota.seat.requests.close(ref, Closing("withdrawn", reason="sans objet"))
    received = pair.bogota.receive(answer.file)
    assert (received.request, received.leg, received.warnings) == (ref, 1, ("leg-not-moved",))


def test_each_departure_takes_the_next_number_toward_its_partner(pair: Pair) -> None:
    ref = pair.bogota.open()
    assert [pair.bogota.send(ref, "asi-madrid").sequence for _ in range(3)] == [1, 2, 3]


def test_dispatches_out_of_order_are_all_received_and_the_gap_is_told(pair: Pair) -> None:
    ref = pair.bogota.open()
    first, second, third = (pair.bogota.send(ref, "asi-madrid").file for _ in range(3))
    assert pair.madrid.receive(third).warnings == ("numbers-missing",)
    assert pair.madrid.receive(first).warnings == ()
    assert pair.madrid.receive(second).warnings == ()


def test_a_replayed_dispatch_is_a_conflict_and_gives_the_same_receipt_again(pair: Pair) -> None:
    _, sent, arrival = pair.exchange()
    size = len(pair.madrid.world.entries())
    with pytest.raises(Conflict) as refused:
        pair.madrid.receive(sent.file)
    assert refused.value.exit is Exit.CONFLICT
    assert len(pair.madrid.world.entries()) == size
    again = str(refused.value.arguments["receipt"])
    assert again != arrival.receipt
    assert pair.bogota.receive(again).status == "acknowledged"
    with pytest.raises(Conflict):
        pair.bogota.receive(arrival.receipt)


def test_a_dispatch_for_another_post_is_refused_and_nothing_is_kept(pair: Pair) -> None:
    _, sent, _ = pair.exchange()
    size = len(pair.bogota.world.entries())
    with pytest.raises(Refused, match="dispatch-not-for-us"):
        pair.bogota.receive(sent.file)
    assert len(pair.bogota.world.entries()) == size


def test_a_sender_whose_trust_was_withdrawn_is_refused_with_nothing_kept(pair: Pair) -> None:
    ref = pair.bogota.open()
    photo = pair.place / "photo.jpg"
    photo.write_bytes(b"x" * 10_000)
    sent = pair.bogota.send(ref, "asi-madrid", attach=(photo,))
    pair.madrid.seat.services.distrust("asi-bogota")
    with pytest.raises(Refused, match="trust-withdrawn"):
        pair.madrid.receive(sent.file)
    assert pair.madrid.world.sql("SELECT count(*) FROM chunk") == [(0,)]
    assert pair.madrid.world.sql("SELECT count(*) FROM transmission") == [(0,)]


def test_an_altered_dispatch_leaves_neither_row_nor_staged_chunk(pair: Pair) -> None:
    ref = pair.bogota.open()
    photo = pair.place / "photo.jpg"
    photo.write_bytes(b"x" * 400_000)
    sent = pair.bogota.send(ref, "asi-madrid", attach=(photo,))
    assert sent.file is not None
    data = bytearray(Path(sent.file).read_bytes())
    data[-40] ^= 0xFF
    Path(sent.file).write_bytes(data)
    with pytest.raises(Exception, match="dispatch-altered"):
        pair.madrid.receive(sent.file)
    assert pair.madrid.world.sql("SELECT count(*) FROM transmission") == [(0,)]
    assert pair.madrid.world.sql("SELECT count(*) FROM received_cover") == [(0,)]


@pytest.mark.parametrize(
    ("conditions", "to", "reason"),
    [
        ({"marking": "DR-SF"}, "asi-madrid", None),
        ({"marking": "DR-SF"}, "interpol-co", "stopped-special-france"),
        ({"handling": "H2"}, "asi-madrid", "stopped-h2"),
        ({"handling": "H1"}, "pnaco", "stopped-h1-judicial"),
    ],
)
def test_conditions_of_use_stop_a_departure_before_anything_is_kept(
    pair: Pair, conditions: dict[str, str], to: str, reason: str | None
) -> None:
    ref = pair.bogota.open(**conditions)
    size = len(pair.bogota.world.entries())
    if reason is None:
        assert pair.bogota.send(ref, to).status == "sent"
        return
    with pytest.raises(Refused, match=reason):
        pair.bogota.send(ref, to, channel="letter")
    assert len(pair.bogota.world.entries()) == size


def test_written_restrictions_leave_with_a_warning_and_bind_the_receiver(pair: Pair) -> None:
    ref = pair.bogota.open(handling="H3", conditions="Ne pas contacter le transporteur.")
    assert "conditions-to-confirm" in pair.bogota.send(ref, "asi-madrid").warnings


def test_a_service_without_card_or_channel_is_refused_with_the_reason(pair: Pair) -> None:
    ref = pair.bogota.open()
    with pytest.raises(Refused, match="channel-missing"):
        pair.bogota.send(ref, "interpol-co")
    with pytest.raises(Refused, match="service-without-key"):
        pair.bogota.send(ref, "interpol-co", channel="dispatch")
    with pytest.raises(NotFound):
        pair.bogota.send(ref, "nobody")


def test_another_channel_prints_the_paper_and_needs_no_key(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "interpol-co", channel="note-verbale")
    assert (sent.status, sent.sequence, sent.channel) == ("sent", None, "note-verbale")
    assert sent.file is not None
    printed = Path(sent.file).read_bytes()
    assert printed.startswith(b"%PDF-")
    assert pair.bogota.seat.transmissions.bordereau(str(sent.number)).data == printed


def test_an_arrival_without_paper_of_ours_still_has_a_bordereau(pair: Pair) -> None:
    _, _, arrival = pair.exchange()
    assert pair.madrid.seat.transmissions.bordereau(str(arrival.number)).data.startswith(b"%PDF-")
    assert pair.madrid.world.ops()[-1] == "document.made"


def test_the_code_on_the_bordereau_acknowledges_it_on_paper(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "interpol-co", channel="letter")
    verbs = pair.bogota.seat.transmissions
    with pytest.raises(Invalid, match="paper-code-wrong"):
        verbs.paper_receipt(str(sent.number), "AAAA-AAAA", "2026-11-19T14:00:00Z")
    assert pair.bogota.seat.transmissions.show(str(sent.number)).status == "sent"


def test_a_phrase_seals_to_nobody_in_particular_and_is_told_once(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "interpol-co", phrase=True)
    assert sent.phrase is not None and len(sent.phrase.split()) == 8
    assert sent.file is not None and b"-> scrypt " in Path(sent.file).read_bytes()[:200]
    entry = next(entry for entry in pair.bogota.world.entries() if entry.op == "transmission.sent")
    assert entry.x["phrase"] is True and "recipient" not in entry.x


@pytest.mark.parametrize("handle", [INVESTIGATOR, AUDITOR])
def test_who_has_no_office_key_neither_sends_nor_receives_and_it_is_logged(pair: Pair, handle: str) -> None:
    ref, sent, _ = pair.exchange()
    other = pair.bogota.world.desk(handle)
    with pytest.raises(NotAuthorised):
        other.transmissions.send(NewDispatch(ref, "asi-madrid", pair.place / "bag"))
    with pytest.raises(NotAuthorised):
        other.transmissions.receive(Path(str(sent.file)), pair.place)
    assert pair.bogota.world.ops()[-2:] == ["access.refused", "access.refused"]


def test_an_officer_sends_and_receives_like_the_head(pair: Pair) -> None:
    ref = pair.bogota.open()
    officer = pair.bogota.world.desk(OFFICER)
    sent = officer.transmissions.send(NewDispatch(ref, "asi-madrid", pair.place / "bag"))
    arrival = pair.madrid.receive(sent.file)
    assert officer.transmissions.receive(Path(str(arrival.receipt))).status == "acknowledged"


def test_a_copy_for_information_opens_no_leg(pair: Pair) -> None:
    ref = pair.bogota.open()
    assert pair.bogota.send(ref, "asi-madrid", nature="for-information").warnings == ()
    view, _ = pair.bogota.seat.requests.show(ref)
    assert view.legs == ()
