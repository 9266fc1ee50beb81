"""Cancelling a departure: only what has not left, without a gap toward the partner, told in the log."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Invalid, NotAuthorised, Refused, Tampered
from exchange.requests.inputs import NewEvent, NewRequest
from exchange.transmission.inputs import NewDispatch, NewTransmission
from exchange.transmission.sending import Sent
from tests.exchange.transmission.correspondence import Pair, Post
from tests.exchange.transmission.test_lost_files import lost
from tests.world import AUDITOR, OFFICER


def status(post: Post, ref: str) -> str:
    """Return the status of a request's only leg."""
    return post.seat.legs.list(ref)[0].status


def cancelled(post: Post, sent: Sent) -> str:
    """Cancel a departure; return its status."""
    return post.seat.transmissions.cancel(str(sent.number), "Destinataire erroné").status


def test_a_dispatch_whose_file_is_still_here_is_cancelled_and_its_file_taken_away(pair: Pair) -> None:
    ref = pair.bogota.open(to=("asi-madrid",))
    sent = pair.bogota.send(ref, "asi-madrid")
    assert status(pair.bogota, ref) == "transmitted"
    assert cancelled(pair.bogota, sent) == "cancelled"
    shown = pair.bogota.seat.transmissions.show(str(sent.number))
    assert (shown.status, shown.reason, shown.sequence) == ("cancelled", "Destinataire erroné", None)
    assert status(pair.bogota, ref) == "received"
    assert list((pair.place / "bag").iterdir()) == []
    entry = pair.bogota.world.entries()[-1]
    made = [one for one in pair.bogota.world.entries() if one.op == "transmission.cancelled"]
    assert [one.x["transmission"] for one in made] == [sent.transmission]
    assert "Destinataire" not in str(entry)
    pair.bogota.seat.store.check()


def test_the_partner_of_a_cancelled_dispatch_misses_no_number(pair: Pair) -> None:
    ref = pair.bogota.open()
    first = pair.bogota.send(ref, "asi-madrid")
    cancelled(pair.bogota, pair.bogota.send(ref, "asi-madrid"))
    third = pair.bogota.send(ref, "asi-madrid")
    assert (first.sequence, third.sequence) == (1, 2)
    assert pair.madrid.receive(first.file).warnings == ()
    assert pair.madrid.receive(third.file).warnings == ()
    pair.bogota.seat.log.verify()


def test_the_newest_goes_first_where_several_are_cancelled(pair: Pair) -> None:
    ref = pair.bogota.open()
    first, second = (pair.bogota.send(ref, "asi-madrid") for _ in range(2))
    with pytest.raises(Refused, match="cancel-followed"):
        cancelled(pair.bogota, first)
    assert Path(str(first.file)).exists()
    assert cancelled(pair.bogota, second) == cancelled(pair.bogota, first) == "cancelled"
    assert pair.bogota.send(ref, "asi-madrid").sequence == 1


def test_a_file_that_is_no_longer_here_may_have_left(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    file = Path(str(sent.file))
    file.rename(file.with_name("carried off"))
    with pytest.raises(Refused, match="cancel-file-gone"):
        cancelled(pair.bogota, sent)
    file.with_name("carried off").rename(file)
    assert cancelled(pair.bogota, sent) == "cancelled"


def test_a_cancellation_cut_short_is_ended_by_cancelling_again(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    file = Path(str(sent.file))
    file.rename(file.with_name(f".{file.name}.cancelled"))
    assert cancelled(pair.bogota, sent) == "cancelled"
    assert list((pair.place / "bag").iterdir()) == []


def test_what_somebody_has_is_cancelled_no_more(pair: Pair) -> None:
    _, sent, arrival = pair.exchange()
    pair.bogota.receive(arrival.receipt)
    for departure in (sent, sent):
        with pytest.raises(Refused, match="cancel-too-late"):
            cancelled(pair.bogota, departure)
    with pytest.raises(Refused, match="cancel-arrival"):
        pair.madrid.seat.transmissions.cancel("1", "x")


def test_what_was_answered_is_cancelled_no_more(pair: Pair) -> None:
    seat = pair.bogota.seat.transmissions
    sent = seat.record(NewTransmission("out", "phone", to="dijin"))
    seat.record(NewTransmission("in", "phone", answers=str(sent.number)))
    with pytest.raises(Refused, match="cancel-too-late"):
        seat.cancel(str(sent.number), "x")


def test_a_departure_is_cancelled_once_and_with_a_reason(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    with pytest.raises(Invalid, match="reason-missing"):
        pair.bogota.seat.transmissions.cancel(str(sent.number), " ")
    cancelled(pair.bogota, sent)
    with pytest.raises(Refused, match="cancel-too-late"):
        cancelled(pair.bogota, sent)


def test_what_went_on_paper_or_was_recorded_by_hand_is_cancelled_on_the_word_of_a_member(pair: Pair) -> None:
    ref = pair.bogota.open(to=("interpol-co",))
    sent = pair.bogota.send(ref, "interpol-co", channel="note-verbale")
    assert status(pair.bogota, ref) == "transmitted"
    assert cancelled(pair.bogota, sent) == "cancelled"
    assert status(pair.bogota, ref) == "received"
    recorded = pair.bogota.seat.transmissions.record(NewTransmission("out", "phone", to="quelqu’un"))
    assert pair.bogota.seat.transmissions.cancel(str(recorded.number), "Erreur").status == "cancelled"
    pair.bogota.seat.store.check()


def test_what_happened_to_the_leg_since_stays(pair: Pair) -> None:
    ref = pair.bogota.open(to=("interpol-co",))
    sent = pair.bogota.send(ref, "interpol-co", channel="note-verbale")
    pair.bogota.seat.legs.event(ref, "1", NewEvent("acknowledged", "now"))
    cancelled(pair.bogota, sent)
    assert status(pair.bogota, ref) == "acknowledged"


def test_a_dispatch_that_never_got_its_file_is_cancelled_and_not_made_again(pair: Pair) -> None:
    ref = pair.bogota.open()
    (pair.place / "bag").rename(pair.place / "gone")
    (pair.place / "bag").mkdir()
    lost(pair, ref)
    (pair.place / "bag").rename(pair.place / "away")
    pair.bogota.reopen()
    assert pair.bogota.seat.transmissions.show("1").status == "sealed"
    assert pair.bogota.seat.transmissions.cancel("1", "Plus utile").status == "cancelled"
    (pair.place / "away").rename(pair.place / "bag")
    pair.bogota.reopen()
    assert pair.bogota.seat.noticed.rebuilt == ()
    assert list((pair.place / "bag").glob("*.age")) == []


def test_a_dispatch_under_a_phrase_takes_no_number_of_the_partners_series(pair: Pair) -> None:
    ref = pair.bogota.open()
    sealed = pair.bogota.send(ref, "asi-madrid", phrase=True)
    assert sealed.phrase and sealed.sequence is None
    sent = pair.bogota.send(ref, "asi-madrid")
    assert sent.sequence == 1
    assert pair.madrid.receive(sent.file).warnings == ()
    assert cancelled(pair.bogota, sealed) == "cancelled"
    pair.bogota.seat.store.check()


def test_a_phrase_dispatch_killed_before_its_file_is_cancelled_and_sent_anew(pair: Pair) -> None:
    ref = pair.bogota.open()
    lost(pair, ref, phrase=True)
    pair.bogota.reopen()
    left = pair.bogota.seat.transmissions.show("1")
    assert (left.status, pair.bogota.seat.noticed.rebuilt) == ("sealed", ())
    assert pair.bogota.seat.transmissions.cancel("1", "Processus arrêté").status == "cancelled"
    assert pair.bogota.send(ref, "asi-madrid", phrase=True).phrase


def test_a_phrase_whose_file_could_not_be_written_says_what_to_do(pair: Pair) -> None:
    ref = pair.bogota.open()
    nowhere = NewDispatch(ref, "asi-madrid", Path("/proc/self"), phrase=True)
    with pytest.raises(Refused, match="phrase-not-written"):
        pair.bogota.seat.transmissions.send(nowhere)
    assert pair.bogota.seat.transmissions.cancel("1", "Support illisible").status == "cancelled"


def test_a_file_carried_off_before_it_was_cancelled_is_told_by_its_receipt(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    copy = Path(str(sent.file)).with_name("0123456789abcdef.dispatch.age")
    copy.write_bytes(Path(str(sent.file)).read_bytes())
    cancelled(pair.bogota, sent)
    came = pair.bogota.receive(pair.madrid.receive(str(copy)).receipt)
    assert (came.status, came.warnings) == ("acknowledged", ("cancelled-yet-received",))


def test_a_number_given_out_again_must_be_a_cancelled_departures(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    cancelled(pair.bogota, sent)
    pair.bogota.seat.store.check()
    pair.bogota.world.sql("UPDATE sent_cover SET sequence = 1")
    with pytest.raises(Tampered):
        pair.bogota.seat.store.check()


def test_cancelling_takes_the_role_and_the_key(pair: Pair) -> None:
    sent = pair.bogota.send(pair.bogota.open(), "asi-madrid")
    with pytest.raises(NotAuthorised):
        pair.bogota.world.desk(AUDITOR).transmissions.cancel(str(sent.number), "x")
    assert Path(str(sent.file)).exists()
    done = pair.bogota.world.desk(OFFICER).transmissions.cancel(str(sent.number), "x")
    assert done.status == "cancelled"


def test_an_answer_that_was_cancelled_is_no_answer_in_the_figures(pair: Pair) -> None:
    seat = pair.bogota.seat
    seat.services.add("policia-es", "Policía", "ES", "police")
    new = NewRequest(kind="wanted", requester="policia-es", title="Qui est-ce ?", to=("ofast",))
    ref = seat.requests.open(new).ref
    year = pair.bogota.world.clock.now.year
    seat.transmissions.send(
        NewDispatch(ref, "policia-es", pair.place / "bag", nature="answer", channel="email", leg="1")
    )
    assert [line.count for line in seat.stats.article_18(year).answered] == [1]
    seat.transmissions.cancel("1", "Pas encore validée")
    assert seat.stats.article_18(year).answered == ()


@pytest.mark.parametrize("went_on", [False, True])
def test_the_number_of_one_that_was_received_all_the_same_is_not_given_again(
    pair: Pair, went_on: bool
) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "asi-madrid")
    received = pair.madrid.receive(sent.file)  # a copy: the file lies where it was written
    cancelled(pair.bogota, sent)
    if went_on:
        assert pair.bogota.send(ref, "asi-madrid").sequence == 1
    assert pair.bogota.receive(received.receipt).warnings == ("cancelled-yet-received",)
    assert pair.bogota.send(ref, "asi-madrid").sequence == 2
    pair.bogota.seat.store.check()


def test_an_answer_to_one_that_was_cancelled_says_so_and_takes_its_number_back(pair: Pair) -> None:
    ref = pair.bogota.open()
    sent = pair.bogota.send(ref, "asi-madrid")
    received = pair.madrid.receive(sent.file)
    cancelled(pair.bogota, sent)
    theirs = pair.madrid.seat.requests.open(
        NewRequest(kind="wanted", requester="", title="Réponse", arrival=str(received.number))
    ).ref
    answer = pair.madrid.send(theirs, "asi-bogota", nature="answer")
    assert "cancelled-yet-received" in pair.bogota.receive(answer.file).warnings
    assert pair.bogota.send(ref, "asi-madrid").sequence == 2
    pair.bogota.seat.store.check()
