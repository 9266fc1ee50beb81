"""Unlocking: who gets in, and what a store that was changed, swapped or rolled back is answered."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Locked, NotAuthorised, Refused, Tampered
from exchange.store.folder import StoreFolder
from exchange.store.slots import open_with_passphrase
from keys.kdf import KdfParameters
from tests.exchange.requests.cases import ask
from tests.world import AUDITOR, BOGOTA, CHEAP, HEAD, INVESTIGATOR, OFFICER, World, passphrase_of


@pytest.mark.parametrize("handle", [HEAD, OFFICER, INVESTIGATOR, AUDITOR])
def test_each_member_unlocks_with_his_own_passphrase_alone(world: World, handle: str) -> None:
    assert world.desk(handle).session.member.handle == handle
    for other in {HEAD, OFFICER, INVESTIGATOR, AUDITOR} - {handle}:
        with pytest.raises(Locked, match="wrong-passphrase"):
            world.desk(handle, passphrase_of(other))


def test_who_isnt_named_is_the_only_slot_or_asked_for(world: World, tmp_path: Path) -> None:
    with pytest.raises(Locked, match="which-member"):
        open_with_passphrase(StoreFolder(world.folder), None, passphrase_of(HEAD), None, CHEAP)
    alone = World.new(tmp_path / "alone", BOGOTA)
    opened = open_with_passphrase(StoreFolder(alone.folder), None, passphrase_of(HEAD), None, CHEAP)
    assert opened.slot.handle == HEAD


def test_a_handle_without_a_slot_is_told(world: World) -> None:
    with pytest.raises(Locked, match="member-without-slot"):
        world.desk("nobody", "x")


def test_a_slot_cheaper_than_the_floor_is_refused_before_it_is_tried(world: World) -> None:
    floor = KdfParameters(65_536, 3, 4)
    with pytest.raises(Locked, match="slot-refused"):
        open_with_passphrase(StoreFolder(world.folder), HEAD, passphrase_of(HEAD), None, floor)


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\x00", b'{"version":2}', b"x" * 1000])
def test_a_damaged_keyring_is_told_and_left_as_it_is(world: World, content: bytes) -> None:
    path = world.folder / "keyring.json"
    path.write_bytes(content)
    with pytest.raises(Tampered, match="keyring-damaged"):
        world.desk()
    assert path.read_bytes() == content


def test_a_folder_of_something_else_is_no_store_and_is_left_alone(world: World, tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    (folder / "a.jpg").write_bytes(b"jpg")
    world.folder = folder
    with pytest.raises(Refused, match="not-a-store"):
        world.desk()
    assert [path.name for path in folder.iterdir()] == ["a.jpg"]


@pytest.mark.parametrize("name", ["missing", "empty", "missing/deeper"])
def test_where_nothing_is_nothing_is_created(world: World, tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    world.folder = tmp_path / name
    with pytest.raises(Refused, match="store-not-found"):
        world.desk()
    assert not (tmp_path / "missing").exists()
    assert list((tmp_path / "empty").iterdir()) == []


def test_a_keyring_without_its_database_is_told(world: World) -> None:
    (world.folder / "exchange.db").unlink()
    with pytest.raises(Refused, match="store-not-found"):
        world.desk()
    assert not (world.folder / "exchange.db").exists()


def test_an_older_copy_put_back_is_a_rollback(world: World, tmp_path: Path) -> None:
    ask(world.desk())
    copy = world.copy_store(tmp_path / "copy")
    ask(world.desk())
    world.put_back(copy)
    for handle in (HEAD, OFFICER):
        with pytest.raises(Tampered, match="store-rolled-back"):
            world.desk(handle)


def test_a_copy_that_went_on_elsewhere_is_another_log(world: World, tmp_path: Path) -> None:
    copy = world.copy_store(tmp_path / "copy")
    elsewhere = World(copy, tmp_path / "elsewhere", world.founded)
    with elsewhere:
        for _ in range(3):
            ask(elsewhere.desk(state=tmp_path / "elsewhere"))
    ask(world.desk())
    world.put_back(copy)
    with pytest.raises(Tampered, match=r"store-rewritten|store-rolled-back"):
        world.desk()


def test_a_store_ahead_that_extends_what_was_seen_is_normal(world: World, tmp_path: Path) -> None:
    ask(world.desk())
    older = Path(shutil.copytree(world.state, tmp_path / "older"))
    world.lock_all()
    ref = ask(world.desk()).ref
    world.lock_all()
    assert world.desk(state=older).requests.show(ref)[0].item.ref == ref


def test_another_machine_replays_the_log_once_and_opens(world: World, tmp_path: Path) -> None:
    ref = ask(world.desk()).ref
    desk = world.desk(OFFICER, state=tmp_path / "new-machine")
    assert desk.requests.show(ref)[0].item.ref == ref


def rosters(world: World) -> Iterator[Path]:
    return world.state.rglob("*.roster")


@pytest.mark.parametrize("change", ["flipped", "emptied", "another's"])
def test_a_kept_roster_that_was_changed_is_not_believed(world: World, change: str) -> None:
    world.lock(world.desk())
    for path in rosters(world):
        data = bytearray(path.read_bytes())
        data[-3] ^= 0xFF
        path.write_bytes({"flipped": bytes(data), "emptied": b"", "another's": b"x\n{}"}[change])
    assert world.desk().session.member.role == "head"


def test_the_state_of_another_kind_is_told_and_not_repaired(world: World) -> None:
    (newest,) = world.state.rglob("newest.json")
    newest.write_bytes(b"{")
    with pytest.raises(Tampered, match="state-unreadable"):
        world.desk()
    assert newest.read_bytes() == b"{"


ALTERED = {
    "his role": "UPDATE member SET role = 'head' WHERE handle = 'd.leroy'",
    "his status": "UPDATE member SET status = 'revoked' WHERE handle = 'd.leroy'",
    "his row": "DELETE FROM member WHERE handle = 'd.leroy'",
    "his wraps": "DELETE FROM key_wrap WHERE member = (SELECT id FROM member WHERE handle = 'd.leroy')",
    "wrapped bytes": "UPDATE key_wrap SET wrapped = zeroblob(length(wrapped))",
    "the entry of a wrap's key": "UPDATE key_wrap SET version = version + 1",
    "the entry that a wrap names": "UPDATE key_wrap SET entry = entry + 1 WHERE kind = 'log'",
    "an entry that isn't there": "UPDATE key_wrap SET entry = 9999 WHERE kind = 'log'",
    "the post": "UPDATE post SET four_eyes = 1 - four_eyes",
    "the post's origin": "UPDATE post SET origin = origin || '0'",
    "no post": "DELETE FROM post",
    "no head of the log": "DELETE FROM log_head",
    "the root": "UPDATE log_head SET root = zeroblob(32)",
    "the size": "UPDATE log_head SET size = size - 1",
    "an entry": "DELETE FROM log_entry WHERE n = (SELECT max(n) FROM log_entry)",
    "the line of an entry": "UPDATE log_entry SET line = line || x'20' WHERE n = 0",
}


@pytest.mark.parametrize("what", ALTERED)
def test_no_change_of_members_keys_or_log_lets_anybody_in(world: World, tmp_path: Path, what: str) -> None:
    world.sql(ALTERED[what])
    with pytest.raises(ExchangeError) as caught:
        world.desk(AUDITOR, state=tmp_path / "new-machine")
    assert isinstance(caught.value, Tampered), caught.value


def test_a_wrap_copied_to_another_member_opens_nothing_for_him(world: World) -> None:
    world.desk()
    world.sql(
        "INSERT INTO key_wrap SELECT kind, object_id, version,"
        " (SELECT id FROM member WHERE handle = 'd.leroy'), entry, wrapped FROM key_wrap"
        " WHERE kind = 'compartment' AND member = (SELECT id FROM member WHERE handle = 'a.martin')"
    )
    with pytest.raises(Tampered, match="key-not-opened"):
        world.desk(AUDITOR)


def test_a_member_past_his_last_day_is_refused(world: World) -> None:
    world.add("e.morel", "officer", until="2026-11-30")
    world.activate("e.morel")
    world.lock(world.desk("e.morel"))
    world.clock.advance(days=12)
    with pytest.raises(NotAuthorised, match="member-past-his-day"):
        world.desk("e.morel")


def test_a_clock_before_the_newest_entry_is_told_of_until_it_is_set(world: World) -> None:
    ask(world.desk())
    assert world.desk().noticed.clock_behind is None
    world.lock_all()
    newest = world.entries()[-1].at
    world.clock.advance(days=-20_000)
    assert world.desk().noticed.clock_behind == newest
    world.lock_all()
    world.clock.advance(days=20_000)
    assert world.desk().noticed.clock_behind is None


def test_a_members_last_day_ends_at_the_post_and_not_in_utc(world: World) -> None:
    world.add("e.morel", "officer", until="2026-11-20")
    world.activate("e.morel")
    world.clock.advance(hours=38)  # late on the 20th in Bogotá, the 21st in UTC
    world.lock_all()
    world.desk("e.morel")
    assert world.desk().noticed.overstaying == ()
    world.lock_all()
    world.clock.advance(hours=2)
    with pytest.raises(NotAuthorised, match="member-past-his-day") as caught:
        world.desk("e.morel")
    assert caught.value.arguments["until"] == date(2026, 11, 20)


def test_a_head_is_told_whose_last_day_is_over_until_he_revokes_him(world: World) -> None:
    world.add("p.stage", "officer", "2026-11-20")
    assert world.desk().noticed.overstaying == ()
    world.lock_all()
    world.clock.advance(days=2)
    assert world.desk().noticed.overstaying == ("p.stage",)
    assert world.desk(OFFICER).noticed.overstaying == ()
    world.desk().staffing.revoke("p.stage")
    world.lock_all()
    assert world.desk().noticed.overstaying == ()
