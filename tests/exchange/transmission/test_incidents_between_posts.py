"""Stores put back, logs forked, numbers used twice: each is named at the next file, and stops its origin."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import Exit, Invalid, NotAuthorised, NotFound, Refused, Tampered
from exchange.transmission.incident import Incident
from exchange.transmission.incidents import Incidents
from exchange.transmission.sending import Sent
from tests.exchange.transmission.correspondence import Pair
from tests.world import HEAD, OFFICER, passphrase_of


def yesterday(pair: Pair) -> tuple[Path, Path]:
    """Copy Bogotá's store and its state folder as they stand."""
    copy = pair.bogota.world.copy_store(pair.place / "yesterday")
    state = Path(shutil.copytree(pair.bogota.world.state, pair.place / "yesterday-state"))
    pair.bogota.reopen()
    return copy, state


def put_back(pair: Pair, longer: int = 0) -> Sent:
    """Go on from yesterday's store after Madrid saw a newer one; return the next departure."""
    ref = pair.bogota.open()
    copy, state = yesterday(pair)
    pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    pair.bogota.put_back(copy, state)
    for n in range(longer):
        pair.bogota.seat.requests.note(ref, f"note {n}")
    return pair.bogota.send(ref, "asi-madrid")


def test_a_store_put_back_without_its_state_folder_does_not_open(pair: Pair) -> None:
    ref = pair.bogota.open()
    copy, _ = yesterday(pair)
    pair.bogota.send(ref, "asi-madrid")
    with pytest.raises(Tampered, match="store-rolled-back"):
        pair.bogota.put_back(copy)


@pytest.mark.parametrize("longer", [0, 1, 30])
def test_a_store_put_back_whole_is_named_by_the_partner_at_the_next_dispatch(pair: Pair, longer: int) -> None:
    sent = put_back(pair, longer)
    with pytest.raises(Incident) as found:
        pair.madrid.receive(sent.file)
    assert found.value.exit is Exit.INTEGRITY
    assert found.value.reason == "incident-fork"
    assert found.value.arguments["incident"] == 1
    (incident,) = pair.madrid.incidents().list()
    assert (incident.what, incident.service, incident.status) == ("fork", "asi-bogota", "open")
    assert len(incident.evidence) == 2
    assert all(note.startswith(f"{incident.origin}\n") for note in incident.evidence)
    assert pair.madrid.world.ops()[-1] == "incident.opened"


def test_a_shorter_log_than_the_one_that_was_seen_is_a_rollback(pair: Pair) -> None:
    ref = pair.bogota.open()
    copy, state = yesterday(pair)
    for n in range(20):
        pair.bogota.seat.requests.note(ref, f"note {n}")
    pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    pair.bogota.put_back(copy, state)
    with pytest.raises(Incident, match="incident-rollback"):
        pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)


def test_a_lost_receipt_hides_no_fork_from_the_next_dispatch(pair: Pair) -> None:
    ref = pair.bogota.open()
    copy, state = yesterday(pair)
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    Path(str(arrival.receipt)).unlink()
    pair.bogota.put_back(copy, state)
    for n in range(50):
        pair.bogota.seat.requests.note(ref, f"note {n}")
    with pytest.raises(Incident, match="incident-fork"):
        pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)


def test_a_post_put_back_learns_it_from_a_receipt_that_it_no_longer_knows(pair: Pair) -> None:
    ref = pair.bogota.open()
    copy, state = yesterday(pair)
    arrival = pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    pair.bogota.put_back(copy, state)
    with pytest.raises(Refused, match="receipt-for-another"):
        pair.bogota.receive(arrival.receipt)


def test_a_post_put_back_learns_it_from_a_cosignature_over_what_it_lost(pair: Pair) -> None:
    ref = pair.bogota.open()
    copy, state = yesterday(pair)
    pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    pair.bogota.put_back(copy, state)
    theirs = pair.madrid.open()
    with pytest.raises(Incident, match="incident-foreign-checkpoint"):
        pair.bogota.receive(pair.madrid.send(theirs, "asi-bogota").file)


def test_an_open_incident_stops_the_partner_both_ways_until_a_head_decides(pair: Pair) -> None:
    sent = put_back(pair)
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    ours = pair.madrid.open()
    with pytest.raises(Tampered, match="origin-stopped"):
        pair.madrid.receive(sent.file)
    with pytest.raises(Tampered, match="origin-stopped"):
        pair.madrid.send(ours, "asi-bogota")
    decided = pair.madrid.incidents().decide("1", "explained", "Sauvegarde remise par erreur")
    assert (decided.status, decided.outcome) == ("decided", "explained")
    assert pair.madrid.send(ours, "asi-bogota").status == "sent"
    assert "incident.decided" in pair.madrid.world.ops()


def test_the_same_forked_file_is_the_same_incident_again_after_it_was_explained(pair: Pair) -> None:
    sent = put_back(pair)
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    pair.madrid.incidents().decide("1", "explained", "à revoir")
    with pytest.raises(Incident) as found:
        pair.madrid.receive(sent.file)
    assert found.value.arguments["incident"] == 2


def test_a_breach_withdraws_the_trust_in_the_partner(pair: Pair) -> None:
    sent = put_back(pair)
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    pair.madrid.incidents().decide("1", "breach", "clé volée")
    with pytest.raises(Refused, match="trust-withdrawn"):
        pair.madrid.receive(sent.file)


def test_after_a_restore_the_card_is_compared_like_a_first_one(pair: Pair) -> None:
    sent = put_back(pair)
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    pair.madrid.incidents().decide("1", "restored", "annoncé par note verbale")
    assert pair.madrid.seat.services.show("asi-bogota").trust == "none"
    with pytest.raises(Refused, match="card-unknown"):
        pair.madrid.receive(sent.file)


def test_only_a_head_decides_and_every_decision_has_its_reason(pair: Pair) -> None:
    sent = put_back(pair)
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    officer = Incidents(pair.madrid.world.desk(OFFICER).session)
    with pytest.raises(NotAuthorised):
        officer.decide("1", "explained", "moi")
    verbs = pair.madrid.incidents()
    with pytest.raises(Invalid):
        verbs.decide("1", "explained", "  ")
    with pytest.raises(Invalid):
        verbs.decide("1", "forgotten", "rien")
    with pytest.raises(NotFound):
        verbs.show("7")
    verbs.decide("1", "explained", "vu")
    with pytest.raises(Refused, match="incident-decided"):
        verbs.decide("1", "breach", "encore")
    assert verbs.show("1").reason == "vu"


def test_what_was_seen_of_a_partner_outlives_a_store_that_was_put_back(pair: Pair) -> None:
    """Madrid's own store is put back with only its state folder newer: the roots are still known."""
    ref = pair.bogota.open()
    pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    known = pair.madrid.seat.session.state.partners()
    origin = pair.bogota.world.founded.origin
    assert list(known) == [origin]
    rows = pair.madrid.world.sql("SELECT size, root FROM partner_head WHERE origin = ?", origin)
    assert sorted(known[origin].items()) == sorted(rows)


def test_a_head_row_altered_by_sql_no_longer_opens(pair: Pair) -> None:
    ref = pair.bogota.open()
    pair.madrid.receive(pair.bogota.send(ref, "asi-madrid").file)
    second = pair.bogota.send(ref, "asi-madrid")
    pair.madrid.world.sql("UPDATE partner_head SET root = ?", bytes(32))
    with pytest.raises(Tampered, match="row-altered"):
        pair.madrid.receive(second.file)


def test_a_partner_who_restored_a_backup_elsewhere_is_shown_what_he_knows_of_our_log(
    pair: Pair, tmp_path: Path
) -> None:
    """What he cosigned since went with his old origin: nobody is taken for a fork."""
    bogota, madrid = pair.bogota, pair.madrid
    ref = bogota.open()
    madrid.receive(bogota.send(ref, "asi-madrid").file)
    madrid.seat.backups.make(tmp_path / "b")
    bogota.receive(madrid.receive(bogota.send(ref, "asi-madrid").file).receipt)
    madrid.world.lock_all()
    madrid.world.state = tmp_path / "another machine"
    shutil.rmtree(madrid.world.folder)
    settings = madrid.world.settings()
    Desk.restore(tmp_path / "b", madrid.world.folder, HEAD, passphrase_of(HEAD), settings)
    madrid.reopen()
    with pytest.raises(Incident):
        bogota.trust(madrid)
    bogota.trust(madrid)
    for _ in range(2):
        received = madrid.receive(bogota.send(ref, "asi-madrid").file)
        bogota.receive(received.receipt)
    assert madrid.incidents().list() == ()
