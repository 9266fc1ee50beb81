"""Receipts and what follows: acknowledgement, witnesses, references, and the log that still holds."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.audit.area import Log
from exchange.checking.above import above
from exchange.errors import Conflict, NotAuthorised, Refused, Tampered
from exchange.log.checkpoint import parse_checkpoint
from exchange.requests.dossier import open_dossier
from exchange.requests.inputs import NewRequest
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.transmission.inputs import NewDispatch, NewTransmission
from exchange.transmission.witnesses import checkpoints_shown, witnessed
from keys.card import Card
from keys.note import parse_note, verified
from tests.exchange.transmission.correspondence import Pair, Post
from tests.world import AUDITOR, OFFICER, Seat


def code_of(seat: Seat, ref: str, number: int) -> str:
    """Return the code that the bordereau of a departure bears."""
    with seat.session.reading() as rows:
        row = rows.get(Transmission, number=number)
        assert row is not None
        content = open_dossier(seat.session, rows, ref).unseal(row, TransmissionContent)
    assert content.paper_code is not None
    return content.paper_code


def taken_over(post: Post, number: int) -> str:
    """Open a request from an arrival of the other post."""
    new = NewRequest(kind="trafficking", requester="asi-bogota", title="Repris", arrival=str(number))
    return post.seat.requests.open(new).ref


def test_the_code_that_came_back_on_paper_acknowledges_the_departure(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "interpol-co", channel="letter")
    code = code_of(pair.bogota.seat, ref, sent.number)
    verbs = pair.bogota.seat.transmissions
    typed = code.replace("-", " ").lower()
    done = verbs.paper_receipt(str(sent.number), typed, "2026-11-19T14:00:00Z")
    assert (done.status, done.witnessed) == ("acknowledged", None)
    assert pair.bogota.seat.requests.show(ref)[0].legs[0].status == "acknowledged"
    with pytest.raises(Conflict, match="already-acknowledged"):
        verbs.paper_receipt(str(sent.number), code, "2026-11-19T14:00:00Z")


def test_an_arrival_is_not_acknowledged_by_a_code_on_paper(pair: Pair) -> None:
    _, _, arrival = pair.exchange()
    with pytest.raises(Refused, match="not-a-departure"):
        pair.madrid.seat.transmissions.paper_receipt(str(arrival.number), "AAAA-AAAA", "2026-11-19T14:00:00Z")


def test_a_receipt_lost_on_the_way_is_made_again_under_the_same_entry(pair: Pair) -> None:
    _, _, arrival = pair.exchange()
    Path(str(arrival.receipt)).unlink()
    size = len(pair.madrid.world.entries())
    again = pair.madrid.seat.transmissions.receipt(str(arrival.number), pair.place)
    assert len(pair.madrid.world.entries()) == size
    assert pair.bogota.receive(again.receipt).status == "acknowledged"


def test_a_receipt_is_written_into_no_file(pair: Pair) -> None:
    _, _, arrival = pair.exchange()
    with pytest.raises(Refused, match="dispatch-not-written"):
        pair.madrid.seat.transmissions.receipt(str(arrival.number), Path(str(arrival.receipt)))


def test_what_came_otherwise_has_no_sealed_receipt(pair: Pair) -> None:
    recorded = pair.madrid.seat.transmissions.record(NewTransmission("in", "email", from_="asi-bogota"))
    with pytest.raises(Refused, match="not-by-dispatch"):
        pair.madrid.seat.transmissions.receipt(str(recorded.number), pair.place)


def test_a_dispatch_whose_receipt_can_not_be_written_is_received_all_the_same(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "asi-madrid")
    arrival = pair.madrid.seat.transmissions.receive(Path(str(sent.file)), Path("/proc/self"))
    assert (arrival.receipt, arrival.warnings) == (None, ("receipt-not-written",))
    again = pair.madrid.seat.transmissions.receipt(str(arrival.number), pair.place)
    assert pair.bogota.receive(again.receipt).status == "acknowledged"


def test_the_folder_of_the_receipts_is_made(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    missing = pair.place / "a" / "b"
    arrival = pair.madrid.seat.transmissions.receive(Path(str(sent.file)), missing)
    assert Path(str(arrival.receipt)).parent == missing and arrival.warnings == ()
    assert pair.bogota.receive(arrival.receipt).status == "acknowledged"


def test_nothing_is_taken_in_where_the_folder_of_the_receipts_cannot_be_made(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    entries = len(pair.madrid.world.entries())
    with pytest.raises(Refused, match="receipts-no-folder"):
        pair.madrid.seat.transmissions.receive(Path(str(sent.file)), Path(str(sent.file)) / "in-a-file")
    assert len(pair.madrid.world.entries()) == entries
    assert pair.madrid.receive(sent.file).warnings == ()


def test_without_a_folder_the_receipt_stands_beside_the_dispatch(pair: Pair) -> None:
    ref = pair.bogota.open()
    file = Path(str(pair.bogota.send(ref, "asi-madrid").file))
    arrival = pair.madrid.seat.transmissions.receive(file)
    assert Path(str(arrival.receipt)).parent == file.parent


def test_a_cosigned_checkpoint_verifies_with_the_keys_of_both_cards(pair: Pair) -> None:
    _, sent, arrival = pair.exchange()
    pair.bogota.receive(arrival.receipt)
    session = pair.bogota.seat.session
    with session.reading() as rows:
        (found,) = witnessed(session, rows, 10_000)
        assert witnessed(session, rows, sent.log_index) == ()
    note, ours = parse_note(found.checkpoint), Card.parse(pair.bogota.seat.cards.export().data)
    theirs = Card.parse(found.card)
    assert found.card == pair.madrid.seat.cards.export().data
    assert len(verified(note, (*ours.log_keys, theirs.office_keys[1]))) == 3
    assert parse_checkpoint(note.text).size == sent.log_index + 1


def test_every_checkpoint_that_left_is_known_to_the_log_that_is_verified(pair: Pair) -> None:
    _, sent, arrival = pair.exchange()
    pair.bogota.receive(arrival.receipt)
    session = pair.bogota.seat.session
    with session.reading() as rows:
        assert [found.size for found in checkpoints_shown(session, rows)] == [sent.log_index + 1]
    log = Log(session, above(session))
    assert log.verify().size == len(pair.bogota.world.entries())
    assert log.witnessed().size == sent.log_index + 1


def test_later_dispatches_prove_on_from_the_last_cosigned_checkpoint_alone(pair: Pair) -> None:
    ref, _, arrival = pair.exchange()
    pair.bogota.receive(arrival.receipt)
    for _ in range(3):
        received = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
        assert pair.bogota.receive(received.receipt).status == "acknowledged"
    assert len(pair.madrid.world.sql("SELECT DISTINCT size FROM partner_head")) == 4
    assert len(pair.bogota.world.sql("SELECT DISTINCT size FROM witness")) == 4


def test_a_cosignature_comes_with_a_dispatch_as_well_as_with_a_receipt(pair: Pair) -> None:
    _, sent, _ = pair.exchange()
    pair.bogota.receive(pair.madrid.send(pair.madrid.open(), "asi-bogota").file)
    assert pair.bogota.world.sql("SELECT size FROM witness") == [(sent.log_index + 1,)]


def test_the_reference_of_an_answer_stands_on_what_is_asked_next(pair: Pair) -> None:
    ref, _, arrival = pair.exchange()
    theirs = taken_over(pair.madrid, arrival.number)
    question = pair.madrid.send(theirs, "asi-bogota", nature="clarification-question", text="Quel port ?")
    assert pair.bogota.receive(question.file).leg == 1
    assert pair.bogota.seat.requests.show(ref)[0].legs[0].status == "clarification"
    reply = pair.bogota.send(ref, "asi-madrid", nature="clarification-answer", text="Carthagène.")
    assert (reply.their_ref, reply.answers is not None) == (theirs, True)
    filed = pair.madrid.receive(reply.file)
    assert (filed.status, filed.request) == ("filed", theirs)
    assert pair.bogota.seat.requests.show(ref)[0].legs[0].status != "clarification"


def test_an_answer_passed_on_to_the_requester_returns_the_leg(pair: Pair) -> None:
    ref, _, arrival = pair.exchange()
    theirs = taken_over(pair.madrid, arrival.number)
    pair.bogota.receive(pair.madrid.send(theirs, "asi-bogota", nature="answer", text="Rien.").file)
    sent = pair.bogota.send(ref, "ofast", channel="email", text="Réponse de Madrid : rien.")
    assert (sent.nature, sent.leg) == ("answer", 1)
    assert pair.bogota.seat.requests.show(ref)[0].legs[0].status == "returned"


def test_a_service_asked_twice_needs_the_leg_to_be_named(pair: Pair) -> None:
    ref = pair.bogota.open(to=("interpol-co", "interpol-co"))
    with pytest.raises(Refused, match="leg-ambiguous"):
        pair.bogota.send(ref, "interpol-co", channel="letter")
    assert pair.bogota.send(ref, "interpol-co", channel="letter", leg="2").leg == 2


def test_two_desks_that_receive_one_file_keep_one_arrival(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "asi-madrid")
    officer = pair.madrid.world.desk(OFFICER)
    pair.madrid.receive(sent.file)
    with pytest.raises(Conflict):
        officer.transmissions.receive(Path(str(sent.file)), pair.place)
    assert pair.madrid.world.sql("SELECT count(*) FROM received_cover") == [(1,)]


def test_a_sent_cover_altered_by_sql_no_longer_opens(pair: Pair) -> None:
    _, _, arrival = pair.exchange()
    pair.bogota.world.sql("UPDATE sent_cover SET size = size - 1")
    with pytest.raises(Tampered):
        pair.bogota.receive(arrival.receipt)


def test_an_auditor_makes_no_paper_and_sees_no_transmission(pair: Pair) -> None:
    ref, sent, _ = pair.exchange()
    auditor = pair.bogota.world.desk(AUDITOR)
    with pytest.raises(NotAuthorised):
        auditor.transmissions.bordereau(str(sent.number))
    with pytest.raises(NotAuthorised):
        auditor.transmissions.paper_receipt(str(sent.number), "AAAA-AAAA", "2026-11-19T14:00:00Z")
    with pytest.raises(NotAuthorised):
        auditor.transmissions.send(NewDispatch(ref, "ofast", pair.place, channel="email"))


def test_an_attachment_larger_than_a_chunk_arrives_byte_for_byte(pair: Pair) -> None:
    big = pair.place / "image disque.bin"
    big.write_bytes(bytes(range(251)) * 12_000)
    ref = pair.bogota.open()
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid", attach=(big,)).file)
    theirs = taken_over(pair.madrid, arrival.number)
    _, chunks = pair.madrid.seat.attachments.get(theirs, 1)
    assert b"".join(chunks) == big.read_bytes()
