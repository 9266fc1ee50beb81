"""After a fire: yesterday's backup, restored where a newer past existed or may have."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.verify import verify_export
from exchange.desk import Desk
from exchange.errors import Invalid, NotAuthorised, NotFound, Refused, Tampered
from exchange.transmission.incident import Incident
from exchange.transmission.inputs import NewTransmission
from tests.exchange.transmission.correspondence import Pair, Post, pair_in
from tests.world import HEAD, OFFICER, World, passphrase_of

LOST = "BOG-2026-00002"


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = pair_in(tmp_path, backed_up)
    made.bogota.world.lock_all()
    yield made
    made.lock()


def backed_up(pair: Pair) -> None:
    """Make a backup of Bogotá's after one request; then do more."""
    pair.exchange()
    pair.bogota.seat.backups.make(pair.place / "b")
    pair.exchange()
    pair.bogota.seat.transmissions.record(NewTransmission("in", "email", subject="Navire"))


def restored(pair: Pair, place: Path, *, elsewhere: bool, refs: tuple[str, ...] = ()) -> Post:
    """Restore Bogotá's backup into a new folder, on its machine or on another one."""
    world = pair.bogota.world
    state = place / "elsewhere" if elsewhere else world.state
    into = place / "again"
    numbers = ("D-2026-0009",) if refs else ()
    Desk.restore(
        *(place / "b", into, HEAD, passphrase_of(HEAD), world.settings(state)),
        last_refs=refs,
        last_numbers=numbers,
    )
    again = World(into, state, world.founded, world.clock)
    return Post(again, pair.bogota.name, again.desk(), pair.bogota.bag)


def numbers_of(post: Post) -> list[int]:
    return sorted(item.number for item in post.seat.transmissions.list().items)


def test_numbering_goes_on_after_all_that_this_machine_saw(pair: Pair, tmp_path: Path) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    entry = next(entry for entry in again.world.entries() if entry.op == "backup.restored")
    assert entry.x["refs"] == [LOST] and entry.x["numbers"] == {"2026": 3}
    assert entry.x["old_origin"] == pair.bogota.world.founded.origin != entry.x["origin"]
    assert again.open() == "BOG-2026-00003"
    arrival = again.seat.transmissions.record(NewTransmission("in", "email", subject="Navire"))
    assert arrival.number == 4
    again.seat.store.check()


def test_a_checkpoint_that_is_only_signed_forgets_no_number(pair: Pair, tmp_path: Path) -> None:
    with pair.bogota.world.desk() as desk:
        known = desk.session.state.numbers()
        desk.log.checkpoint()
    assert known["reference-2026"] == 2
    assert restored(pair, tmp_path, elsewhere=False).open() == "BOG-2026-00003"


def test_what_was_given_out_since_is_lost_and_not_altered(pair: Pair, tmp_path: Path) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    with pytest.raises(NotFound, match="request-lost"):
        again.seat.requests.show(LOST)
    with pytest.raises(NotFound, match="request-unknown"):
        again.seat.requests.show("BOG-2026-00003")
    again.world.sql("DELETE FROM request")
    with pytest.raises(Tampered, match="request-missing"):
        again.seat.requests.show("BOG-2026-00001")


def test_elsewhere_whoever_restores_says_what_paper_shows(pair: Pair, tmp_path: Path) -> None:
    again = restored(pair, tmp_path, elsewhere=True, refs=("bog-2026-00004",))
    entry = next(entry for entry in again.world.entries() if entry.op == "backup.restored")
    assert (len(entry.x["refs"]), entry.x["numbers"], "newest" in entry.x) == (3, {"2026": 9}, False)  # type: ignore[arg-type]
    assert again.open() == "BOG-2026-00005"


@pytest.mark.parametrize(
    ("refs", "numbers", "reason"),
    [
        (("MAD-2026-00004",), (), "reference-form"),
        (("00004",), (), "reference-form"),
        (("BOG-2026-90000",), (), "restore-gap"),
        ((), ("12",), "number-with-year"),
    ],
)
def test_a_number_that_cannot_be_is_refused_and_nothing_is_left(
    pair: Pair, tmp_path: Path, refs: tuple[str, ...], numbers: tuple[str, ...], reason: str
) -> None:
    world = pair.bogota.world
    with pytest.raises((Invalid, Refused), match=reason):
        Desk.restore(
            *(tmp_path / "b", tmp_path / "again", HEAD, passphrase_of(HEAD), world.settings()),
            last_refs=refs,
            last_numbers=numbers,
        )
    assert not (tmp_path / "again").exists()
    assert world.desk().requests.show(LOST)


def test_the_log_under_its_new_origin_is_proved_to_an_auditor(pair: Pair, tmp_path: Path) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    again.open()
    for name in ("first.zip", "second.zip"):
        with (tmp_path / name).open("xb") as sink:
            again.seat.log.export(sink)
    card = again.seat.cards.export().data
    assert verify_export(tmp_path / "first.zip", cards=(card,)).verdict is not Verdict.FAILED
    again.seat.log.verify()
    again.world.lock_all()
    again.world.desk(OFFICER).requests.list()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_the_partner_names_the_new_origin_and_compares_the_card_once(
    pair: Pair, tmp_path: Path, elsewhere: bool
) -> None:
    again = restored(pair, tmp_path, elsewhere=elsewhere)
    sent = again.send(again.open(), "asi-madrid")
    assert sent.sequence == 1
    with pytest.raises(Incident) as found:
        pair.madrid.receive(sent.file)
    assert found.value.kind == "new-origin"
    pair.madrid.incidents().decide("1", "restored", "annoncé par téléphone")
    pair.madrid.trust(again)
    receipted = pair.madrid.receive(sent.file)
    again.receive(receipted.receipt)
    assert again.seat.transmissions.show(str(sent.number)).status == "acknowledged"


def test_the_compared_card_of_the_new_origin_decides_the_incident_that_a_restore_explains(
    pair: Pair, tmp_path: Path
) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    sent = again.send(again.open(), "asi-madrid")
    with pytest.raises(Incident):
        pair.madrid.receive(sent.file)
    pair.madrid.trust(again)
    [incident] = pair.madrid.incidents().list()
    fingerprint = again.seat.cards.show().shown.fingerprint.digits
    assert (incident.status, incident.outcome, incident.reason) == ("decided", "restored", fingerprint)
    assert pair.madrid.world.ops()[-3:] == ["incident.decided", "service.distrusted", "service.trusted"]
    assert pair.madrid.receive(sent.file).number
    pair.madrid.seat.log.verify()


def test_a_card_of_another_origin_is_an_incident_before_it_can_be_trusted(pair: Pair, tmp_path: Path) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    with pytest.raises(Incident) as found:
        pair.madrid.trust(again)
    assert (found.value.kind, found.value.arguments["incident"]) == ("new-origin", 1)
    assert len(pair.madrid.incidents().show("1").evidence) == 2
    pair.madrid.incidents().decide("1", "restored", "annoncé par téléphone")
    pair.madrid.trust(again)
    assert pair.madrid.receive(again.send(again.open(), "asi-madrid").file).number


def test_only_a_head_lets_another_origin_follow_and_by_a_compared_card_alone(
    pair: Pair, tmp_path: Path
) -> None:
    again = restored(pair, tmp_path, elsewhere=False)
    with pytest.raises(Incident):
        pair.madrid.receive(again.send(again.open(), "asi-madrid").file)
    card = again.seat.cards.export().data
    officer = pair.madrid.world.desk(OFFICER).services
    with pytest.raises(NotAuthorised, match="role-may-not"):
        officer.trust(card, lambda shown: shown.fingerprint.digits)
    with pytest.raises(Refused, match="fingerprint-differs"):
        pair.madrid.seat.services.trust(card, lambda shown: "00000 " * 8)
    assert [incident.status for incident in pair.madrid.incidents().list()] == ["open"]


def test_a_partner_whose_trust_was_withdrawn_is_followed_under_his_new_origin_too(
    pair: Pair, tmp_path: Path
) -> None:
    pair.madrid.seat.services.distrust("asi-bogota")
    again = restored(pair, tmp_path, elsewhere=False)
    with pytest.raises(Incident):
        pair.madrid.trust(again)
    pair.madrid.trust(again)
    assert pair.madrid.receive(again.send(again.open(), "asi-madrid").file).number


@pytest.mark.parametrize("elsewhere", [False, True])
def test_what_the_partner_sent_meanwhile_is_received_and_the_gap_is_named(
    pair: Pair, tmp_path: Path, elsewhere: bool
) -> None:
    """Madrid cosigns a checkpoint that went with the store; its own numbers show what was lost."""
    ref = pair.madrid.open()
    first = pair.madrid.send(ref, "asi-bogota")
    pair.bogota.reopen()
    pair.bogota.receive(first.file)
    pair.bogota.world.lock_all()
    second = pair.madrid.send(ref, "asi-bogota", nature="information", text="Suite")
    again = restored(pair, tmp_path, elsewhere=elsewhere)
    received = again.receive(second.file)
    assert received.missing == (str(first.sequence),)
    again.seat.store.check()


def test_a_rehearsal_says_what_a_restore_would_do_and_changes_nothing(pair: Pair, tmp_path: Path) -> None:
    world = pair.bogota.world
    world.desk().backups.make(tmp_path / "newest")
    world.lock_all()
    kept = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for name, goes_on in (("b", False), ("newest", True)):
        found = Desk.rehearse_restore(tmp_path / name, HEAD, passphrase_of(HEAD), world.settings(), None)
        assert (found.post, found.goes_on) == ("asi-bogota", goes_on)
    after = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert after == kept
    world.desk().requests.list()
