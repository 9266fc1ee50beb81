"""Somebody who writes the store's folder or the state folder, and holds no key."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from exchange.desk import Desk, Settings
from exchange.errors import ExchangeError
from exchange.requests.inputs import NewRequest
from exchange.store.folder import StoreFolder
from exchange.store.journal import head_of, node_at
from exchange.store.state import State
from keys.kdf import Argon2id, KdfParameters
from keys.keyring import Keyring, create_slot
from keys.passphrase import normalise
from tests.attacks.intruder import Intruder
from tests.attacks.test_stale_sessions import refused
from tests.world import AUDITOR, CHEAP, HEAD, INVESTIGATOR, OFFICER, World, accept_any, passphrase_of

NEW = NewRequest(kind="trafficking", requester="ofast", title="Conteneur")
HOSTILE = ("[]", "{}", "null", "1", "[" * 5000, '{"size": 1e999, "root": ""}')
KNOWN = "une phrase que l'intrus connaît"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give the post in Bogotá, locked."""
    return World.bogota(tmp_path)


def altered(world: World, change: Callable[[dict[str, object]], object], handle: str = HEAD) -> None:
    """Change a member's slot in the keyring's file."""
    path = world.folder / "keyring.json"
    ring = json.loads(path.read_bytes())
    change(next(slot for slot in ring["slots"] if slot["handle"] == handle))
    path.write_text(json.dumps(ring))


@pytest.mark.parametrize(
    "kdf",
    [("m", 1 << 40), ("m", 1), ("t", 1 << 20), ("p", 1 << 24), ("t", 0), ("p", 0)],
)
def test_an_extreme_cost_in_a_slot_is_refused_before_it_is_spent(world: World, kdf: tuple[str, int]) -> None:
    def change(slot: dict[str, object]) -> None:
        found = slot["kdf"]
        assert isinstance(found, dict)
        found[kdf[0]] = kdf[1]

    altered(world, change)
    assert refused(lambda: world.desk(HEAD)).exit in (3, 5)
    with world:
        world.desk(OFFICER)


@pytest.mark.parametrize(
    "change",
    [{"handle": "autre"}, {"provisional": True}, {"second_factor": "keyfile"}, {"member": "x" * 36}],
)
def test_a_flag_flipped_in_a_slot_lets_nobody_in(world: World, change: dict[str, object]) -> None:
    altered(world, lambda slot: slot.update(change))
    handle = str(change.get("handle", HEAD))
    with pytest.raises(ExchangeError):
        world.desk(handle, passphrase_of(HEAD))


def test_sealed_seeds_swapped_between_slots_open_nothing(world: World) -> None:
    folder = StoreFolder(world.folder)
    ring = folder.keyring()
    head, officer = ring.slot_of(HEAD), ring.slot_of(OFFICER)
    assert head is not None
    assert officer is not None
    swapped = ring.with_slot(replace(head, sealed_seed=officer.sealed_seed, kdf=officer.kdf))
    folder.write_keyring(swapped)
    for phrase in (HEAD, OFFICER):
        assert refused(lambda phrase=phrase: world.desk(HEAD, passphrase_of(phrase))).exit == 3  # type: ignore[misc]


def test_a_slot_of_the_intruders_own_seed_is_not_the_member(world: World) -> None:
    """Its passphrase is known to him, its store key is the true one: the log knows other keys."""
    folder = StoreFolder(world.folder)
    spy, ring = Intruder(world, AUDITOR), folder.keyring()
    head = ring.slot_of(HEAD)
    assert head is not None
    planted = create_slot(
        post=spy.post,
        member=head.member,
        handle=HEAD,
        seed=spy.seed,
        passphrase=normalise(KNOWN),
        sealed_store_key=b"",
        parameters=CHEAP,
    )
    keys = type(spy.keys).from_seed(spy.seed, head.member)
    wrapped = spy.wrapped(spy.store_key, keys.kem_public, head.member, "store", spy.post)
    folder.write_keyring(ring.with_slot(replace(planted, sealed_store_key=wrapped)))
    assert refused(lambda: world.desk(HEAD, KNOWN)).reason == "keyring-slot-other"


def test_a_planted_keyring_to_come_whose_entry_is_not_logged_is_removed(world: World) -> None:
    folder = StoreFolder(world.folder)
    ring = folder.keyring()
    head = ring.slot_of(HEAD)
    assert head is not None
    known = create_slot(
        post=ring.post, member=head.member, handle=HEAD, seed=bytes(32), passphrase=normalise(KNOWN),
        sealed_store_key=head.sealed_store_key, parameters=CHEAP,
    )  # fmt: skip
    folder.write_next(ring.with_slot(known), 7, bytes(32))
    assert refused(lambda: world.desk(HEAD, KNOWN)).exit == 5  # it opens, and none of the head's keys
    with world:
        world.desk(HEAD)
        assert folder.keyring() == ring
        assert not folder.coming()


def test_a_planted_keyring_to_come_takes_no_downgrade_of_anothers_cost(world: World) -> None:
    """Who knows the log can name a logged entry: what he gains is what writing the keyring gives him."""
    folder = StoreFolder(world.folder)
    ring, spy = folder.keyring(), Intruder(world, AUDITOR)
    officer = ring.slot_of(OFFICER)
    assert officer is not None
    assert isinstance(officer.kdf, Argon2id)
    cheaper = replace(officer, kdf=replace(officer.kdf, parameters=KdfParameters(8, 1, 1)))
    with spy.rows() as rows:
        last = head_of(rows).size - 1
        leaf = node_at(rows, 0, last)
    folder.write_next(ring.with_slot(cheaper), last, leaf)
    with world:
        world.desk(HEAD)
        assert refused(lambda: world.desk(OFFICER)).reason == "slot-refused"


def test_the_keyring_of_another_post_opens_nothing_here(world: World) -> None:
    with World.madrid(world.folder.parent / "madrid") as madrid:
        (world.folder / "keyring.json").write_bytes((madrid.folder / "keyring.json").read_bytes())
        assert refused(lambda: world.desk(HEAD)).exit == 5


def test_the_sheets_slot_cannot_be_made_a_passphrases(world: World) -> None:
    ring = StoreFolder(world.folder).keyring()
    sheet = ring.recovery_slots()[0]
    with pytest.raises(ExchangeError):
        StoreFolder(world.folder).write_keyring(
            Keyring(ring.post, (replace(sheet, handle="x"), *ring.slots[:0]))
        )
        world.desk("x", KNOWN)


def test_a_renewed_heads_old_sheet_opens_nothing_even_from_an_old_keyring(world: World) -> None:
    words = " ".join(world.founded.sheet.words)
    old = (world.folder / "keyring.json").read_bytes()
    with world:
        world.desk(HEAD).members.renew_seed(KNOWN)
    world.lock_all()
    (world.folder / "keyring.json").write_bytes(old)
    world.desks.clear()
    machine = Settings(world.state, world.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
    assert refused(lambda: Desk.rehearse(world.folder, words, machine)).exit in (3, 5)
    assert refused(lambda: world.desk(HEAD)).reason == "keyring-earlier"


def state_of(world: World) -> Path:
    """Return the post's folder in the state folder."""
    return next(path for path in world.state.iterdir() if path.is_dir())


@pytest.mark.parametrize("forge", ["other", "altered", "short", "text"])
def test_a_roster_that_somebody_else_kept_is_replayed_instead(world: World, forge: str) -> None:
    with world:
        for handle in (HEAD, INVESTIGATOR):
            world.desk(handle).session.keep_roster()
    own, other = (state_of(world) / f"{world.opened(h).slot.member}.roster" for h in (HEAD, INVESTIGATOR))
    data = {
        "other": other.read_bytes(),
        "altered": own.read_bytes().replace(b"auditor", b"officer"),
        "short": own.read_bytes()[:80],
        "text": b"nothing",
    }
    own.write_bytes(data[forge])
    with world:
        assert world.desk(HEAD).members.list()[3].role == "auditor"


def test_an_older_roster_of_ones_own_hides_no_revocation(world: World) -> None:
    with world:
        world.desk(OFFICER).session.keep_roster()
    officer = world.opened(OFFICER).slot.member
    Intruder(world, HEAD).append("member.revoked", {"type": "member", "id": officer}, member=officer, keys=[])
    assert refused(lambda: world.desk(OFFICER)).reason == "member-revoked"


def test_a_store_put_back_is_found_by_the_kept_roster_when_the_newest_size_was_removed(world: World) -> None:
    copy = world.copy_store(world.folder.parent / "copy")
    with world:
        desk = world.desk()
        desk.requests.open(NEW)
        desk.session.keep_roster()
    world.put_back(copy)
    newest = state_of(world) / "newest.json"
    assert refused(lambda: world.desk()).reason == "store-rolled-back"
    newest.unlink()
    assert refused(lambda: world.desk()).reason == "store-rolled-back"


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.one_of(
        st.binary(max_size=40),
        st.sampled_from(HOSTILE).map(str.encode),
        st.integers().map(lambda n: json.dumps({"size": n, "root": "AAAA"}).encode()),
    )
)
def test_any_bytes_in_the_state_folder_end_in_one_error(tmp_path: Path, data: bytes) -> None:
    state = State(tmp_path, "post")
    for name in ("newest.json", "partners.json"):
        (tmp_path / "post" / name).write_bytes(data)
    for read in (state.newest, state.partners):
        try:
            read()
        except ExchangeError as error:
            assert error.reason == "state-unreadable"
