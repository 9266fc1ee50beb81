"""A keyring that isn't the store's: an earlier one put back, slots that nobody has, slots that are gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.store.folder import StoreFolder
from keys.keyring import Keyring
from tests.attacks.test_stale_sessions import refused
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, World, first_passphrase_of, passphrase_of

KNOWN = "une phrase que l'intrus connaît"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give the post in Bogotá, locked."""
    return World.bogota(tmp_path)


def planted(world: World, change: Callable[[Keyring], Keyring]) -> None:
    """Change the keyring past the program."""
    folder = StoreFolder(world.folder)
    folder.write_keyring(change(folder.keyring()))


def without_slot(ring: Keyring, handle: str) -> Keyring:
    return Keyring(ring.post, tuple(slot for slot in ring.slots if slot.handle != handle))


def renamed(ring: Keyring) -> Keyring:
    slot = ring.slot_of(AUDITOR)
    assert slot is not None
    return ring.with_slot(replace(slot, handle="zz"))


def with_nobodys(ring: Keyring) -> Keyring:
    copied = ring.slot_of(AUDITOR)
    assert copied is not None
    nobody = replace(copied, member="01a1f41b-0000-7e44-b0c3-3d7e9e210b5c", handle="zz")
    return Keyring(ring.post, (*ring.slots, nobody))


def test_an_earlier_keyring_is_told_as_such_and_no_passphrase_of_then_opens(world: World) -> None:
    folder = StoreFolder(world.folder)
    changes: dict[str, Callable[[], object]] = {
        "passphrase": lambda: world.desk(OFFICER).members.passphrase(KNOWN),
        "seed": lambda: world.desk(OFFICER, KNOWN).members.renew_seed(f"{KNOWN} aussi"),
        "re-key": lambda: world.desk().staffing.revoke(OFFICER),
    }
    for change in changes.values():
        earlier = folder.keyring_file.read_bytes()
        with world:
            change()
        present = folder.keyring_file.read_bytes()
        folder.keyring_file.write_bytes(earlier)
        for handle in (HEAD, OFFICER, AUDITOR):
            found = refused(lambda: world.desk(handle))  # noqa: B023 - called here
            assert (found.reason, found.exit) == ("keyring-earlier", 5)
        folder.keyring_file.write_bytes(present)
        with world:
            assert world.desk().log.verify().size


@pytest.mark.parametrize("elsewhere", [False, True])
def test_who_was_added_and_revoked_at_once_leaves_a_keyring_like_none_before(
    world: World, elsewhere: bool
) -> None:
    with world:
        world.desk()
    with world:
        other = world.desk(OFFICER) if elsewhere else None  # who has the file open keeps its key
        desk = world.desk()
        desk.members.add("y.leroy", "Y. Leroy", "officer", first_passphrase_of("y.leroy"))
        world.lock(desk)
        desk = world.desk()
        assert desk.staffing.revoke("y.leroy").keys.store is not elsewhere
        world.lock(desk)
        if other is not None:
            other.requests.list()
    with world:
        for handle in (HEAD, OFFICER, AUDITOR):
            assert world.desk(handle).log.verify().size


def test_where_only_an_earlier_keyring_is_left_the_sheet_lets_a_head_in(world: World) -> None:
    folder, words = StoreFolder(world.folder), " ".join(world.founded.sheet.words)
    earlier = folder.keyring_file.read_bytes()
    with world:
        world.desk(OFFICER).members.passphrase(KNOWN)
    folder.keyring_file.write_bytes(earlier)
    Desk.recover(world.folder, words, KNOWN, world.settings(), language="fr")
    with world:
        assert world.desk(HEAD, KNOWN).store.check().log_index


@pytest.mark.parametrize("machine", ["the same", "another"])
def test_a_restored_store_opens_with_the_keyring_of_its_backup(
    world: World, tmp_path: Path, machine: str
) -> None:
    with world:
        world.desk().backups.make(tmp_path / "b")
        world.desk(OFFICER).members.passphrase(KNOWN)
    state = world.state if machine == "the same" else tmp_path / "elsewhere"
    settings = world.settings(state)
    Desk.restore(tmp_path / "b", tmp_path / "again", HEAD, passphrase_of(HEAD), settings)
    with Desk.unlock(tmp_path / "again", OFFICER, passphrase_of(OFFICER), settings) as desk:
        assert desk.log.verify().size


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (with_nobodys, "keyring-slot-foreign"),
        (lambda ring: without_slot(ring, INVESTIGATOR), "keyring-slot-missing"),
        (renamed, "keyring-slot-other"),
    ],
)
def test_the_check_of_a_store_compares_its_keyring_with_the_log(
    world: World, tmp_path: Path, change: Callable[[Keyring], Keyring], reason: str
) -> None:
    planted(world, change)
    with world:
        desk = world.desk()
        assert refused(desk.store.check).reason == reason
        desk.backups.make(tmp_path / "b")
    found = refused(
        lambda: Desk.rehearse_restore(tmp_path / "b", HEAD, passphrase_of(HEAD), world.settings(), None)
    )
    assert found.reason == reason


def test_a_slot_of_nobody_stands_in_no_revocations_way(world: World) -> None:
    planted(world, with_nobodys)
    with world:
        replaced = world.desk().staffing.revoke(OFFICER).keys
        assert (replaced.store, replaced.foreign) == (True, ("zz",))
    with world:
        assert world.desk().store.check().log_index
        assert StoreFolder(world.folder).keyring().slot_of("zz") is None
