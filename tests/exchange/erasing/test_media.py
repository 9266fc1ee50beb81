"""Our files and backups: removed where they are in reach, waited for where they are not, never restored."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from exchange.backup.restoring import Restored
from exchange.backup.verifying import is_sound
from exchange.desk import Desk, Settings
from exchange.errors import Locked, NotFound, Tampered
from exchange.log.entry import Entry
from exchange.requests.inputs import Search
from exchange.store import compacting
from exchange.store.gone import Gone, read_gone
from exchange.store.journal import entry_at
from tests.exchange.erasing import remains
from tests.exchange.erasing.conftest import WORDS, Case
from tests.world import CHEAP, HEAD, OFFICER, World, accept_any, passphrase_of


def restore(world: World, file: Path, into: Path, state: Path) -> Desk:
    """Restore a backup as the head; return the desk of what came of it, and keep what was told in `told`."""
    settings = Settings(state, world.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
    told.append(Desk.restore(file, into, HEAD, passphrase_of(HEAD), settings))
    desk = Desk.unlock(into, HEAD, passphrase_of(HEAD), settings)
    world.desks.append(desk)
    return desk


told: list[Restored] = []


def backups_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.exchange-backup"))


def test_a_medium_that_is_away_keeps_a_request_as_being_erased_until_it_is_back(
    case: Case, tmp_path: Path
) -> None:
    medium, away = tmp_path / "medium", tmp_path / "away"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    (old,) = backups_in(medium)
    medium.rename(away)
    done = desk.erasing.erase(case.ref, "court-order")
    assert done.status == "erasing"
    assert [(one.ref, one.what, one.where) for one in done.left] == [(case.ref, "backup", str(medium))]
    with pytest.raises(NotFound, match="request-erasing"):
        desk.requests.show(case.ref)
    assert desk.store.info().erasing == (case.ref,)
    case.world.lock_all()
    away.rename(medium)
    case.world.clock.advance(minutes=1)
    fresh = case.desk()
    assert fresh.store.info().erasing == ()
    assert old not in backups_in(medium) and len(backups_in(medium)) == 1


def test_another_medium_at_the_same_place_is_not_taken_for_it(case: Case, tmp_path: Path) -> None:
    medium, first = tmp_path / "medium", tmp_path / "first"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    medium.rename(first)
    medium.mkdir()
    case.world.clock.advance(days=2)
    desk.backups.automatic(medium)
    (second,) = backups_in(medium)
    case.world.clock.advance(days=2)
    done = desk.erasing.erase(case.ref, "court-order")
    assert [one.what for one in done.left] == ["backup"]
    assert second not in backups_in(medium) and len(backups_in(medium)) == 1
    shutil.rmtree(medium)
    first.rename(medium)
    assert desk.erasing.finish() == ()
    assert len(backups_in(medium)) == 1


def test_an_empty_mount_point_is_no_medium(case: Case, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    medium.rename(tmp_path / "away")
    medium.mkdir()
    assert [one.what for one in desk.erasing.erase(case.ref, "court-order").left] == ["backup"]
    assert list(medium.iterdir()) == []


def test_backups_made_after_the_erasure_stay_and_later_erasures_replace_them(
    case: Case, tmp_path: Path
) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    desk.erasing.erase(case.ref, "court-order")
    (made,) = backups_in(medium)
    case.world.clock.advance(days=2)
    desk.backups.automatic(medium)
    assert len(backups_in(medium)) == 2 and made in backups_in(medium)
    desk.erasing.erase(case.stays, "court-order")
    assert len(backups_in(medium)) == 1 and made not in backups_in(medium)


def test_a_desk_that_reads_holds_the_pages_up_and_nothing_else(
    case: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compacting, "WAIT", 50)
    desk, reader = case.desk(), case.desk()
    with reader.session.reading() as rows:
        rows.cursor.execute("SELECT count(*) FROM request")
        rows.cursor.fetchall()
        done = desk.erasing.erase(case.ref, "court-order")
        assert (done.status, [one.what for one in done.left]) == ("erasing", ["pages"])
    assert desk.erasing.finish() == ()
    assert desk.store.info().erasing == ()


def test_who_only_reads_finishes_nothing(case: Case, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    medium.rename(tmp_path / "away")
    desk.erasing.erase(case.ref, "court-order")
    (tmp_path / "away").rename(medium)
    desk.session.read_only = True
    assert desk.erasing.finish() == ()
    assert desk.store.info().erasing == (case.ref,)


def test_the_lists_hold_ids_alone_and_stand_in_three_places(case: Case, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    desk.erasing.erase(case.ref, "court-order")
    desk.staffing.revoke(OFFICER)
    case.world.clock.advance(days=2)
    desk.backups.automatic(medium)
    post = desk.session.post.id
    places = (desk.session.state.folder / "gone.json", case.world.folder / "gone.json")
    lists = [read_gone(path, post) for path in (*places, medium / "asi-bogota.gone.json")]
    assert {one.erased for one in lists if one} == {frozenset({case.id})}
    assert len({one.revoked for one in lists if one}) == 1 and all(one and one.revoked for one in lists)
    assert len({one.medium for one in lists if one}) == 3
    assert all(path.stat().st_mode & 0o077 == 0 for path in places)
    assert case.ref.encode() not in places[0].read_bytes()


def drawer(case: Case, tmp_path: Path) -> tuple[Path, Path]:
    """Make a backup that somebody keeps in a drawer; return it, and a machine that saw nothing later."""
    file, state = tmp_path / "drawer" / "backup", tmp_path / "other"
    file.parent.mkdir()
    case.desk().backups.make(file)
    case.world.lock_all()
    shutil.copytree(case.world.state, state)
    return file, state


def test_yesterdays_backup_brings_nothing_back(case: Case, tmp_path: Path) -> None:
    world, (file, _) = case.world, drawer(case, tmp_path)
    before = remains.bytes_of(world, case.id)
    case.desk().erasing.erase(case.ref, "court-order")
    world.lock_all()
    again = restore(world, file, tmp_path / "again", world.state)
    for look in (again.requests.show, again.attachments.list):
        with pytest.raises(NotFound, match="request-erased-before"):
            look(case.ref)
    assert [item.ref for item in again.requests.list().items] == [case.stays]
    assert again.requests.search(Search(WORDS["text"])).items == ()
    assert again.store.info().erasing == ()
    again.store.check()
    again.log.verify()
    entry = restored_entry(again)
    assert entry.x["erased"] == [case.id]
    world.lock_all()
    pages = remains.decrypted(tmp_path / "again" / "exchange.db", world.store_key())
    assert not [piece for piece in before if piece in pages]


def restored_entry(desk: Desk) -> Entry:
    """Return the entry by which a restored log goes on."""
    with desk.session.reading() as rows:
        found = [entry_at(rows, n).entry for n in range(desk.session.size)]
    return next(entry for entry in found if entry.op == "backup.restored")


def test_the_list_beside_a_backup_is_enough_to_keep_it_erased(case: Case, tmp_path: Path) -> None:
    world, (file, state) = case.world, drawer(case, tmp_path)
    case.desk().erasing.erase(case.ref, "court-order")
    world.lock_all()
    shutil.copy(world.folder / "gone.json", file.parent / "asi-bogota.gone.json")
    again = restore(world, file, tmp_path / "again", state)
    with pytest.raises(NotFound, match="request-erased-before"):
        again.requests.show(case.ref)


def test_who_was_revoked_since_is_revoked_again(case: Case, tmp_path: Path) -> None:
    world, (file, _) = case.world, drawer(case, tmp_path)
    desk = case.desk()
    desk.staffing.revoke(OFFICER)
    world.lock_all()
    again = restore(world, file, tmp_path / "again", world.state)
    assert told[-1].revoked == (OFFICER,) and told[-1].erased == ()
    settings = Settings(world.state, world.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
    with pytest.raises(Locked):
        Desk.unlock(tmp_path / "again", OFFICER, passphrase_of(OFFICER), settings)
    again.store.check()


def test_a_restored_erasure_taken_off_by_hand_is_found(case: Case, tmp_path: Path) -> None:
    world, (file, _) = case.world, drawer(case, tmp_path)
    case.desk().erasing.erase(case.ref, "court-order")
    world.lock_all()
    again = restore(world, file, tmp_path / "again", world.state)
    other = World(tmp_path / "again", world.state, world.founded, world.clock)
    other.sql("DELETE FROM erasure")
    with pytest.raises(Tampered, match="erasure-missing"):
        again.store.check()


def test_a_backup_made_after_the_erasure_is_restored_and_keeps_it_erased(case: Case, tmp_path: Path) -> None:
    world, medium = case.world, tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    desk.erasing.erase(case.ref, "court-order")
    desk.backups.make(medium / "after")
    world.lock_all()
    again = restore(world, medium / "after", tmp_path / "again", world.state)
    assert told[-1].old_origin is None
    with pytest.raises(NotFound, match="request-erased"):
        again.requests.show(case.ref)
    again.store.check()


def test_a_damaged_list_stops_a_restore_and_is_made_anew_by_the_next_desk(case: Case, tmp_path: Path) -> None:
    world = case.world
    desk = case.desk()
    desk.erasing.erase(case.ref, "court-order")
    desk.backups.make(tmp_path / "b")
    post = desk.session.post.id
    world.lock_all()
    place = world.state / post / "gone.json"
    for damaged in (b"{}", b"\xff", place.read_bytes() + b" ", b'{"version":2}', b"[]"):
        place.write_bytes(damaged)
        with pytest.raises(Tampered, match="gone-unreadable"):
            restore(world, tmp_path / "b", tmp_path / "again", world.state)
    case.desk()
    known = read_gone(place, post)
    assert known is not None and known.erased == {case.id}
    assert Gone.parse(known.render(), place) == known
    assert read_gone(place, case.id) is None


def test_no_backup_goes_before_its_successor_is_sound(case: Case, tmp_path: Path) -> None:
    medium = tmp_path / "medium"
    medium.mkdir()
    desk = case.desk()
    desk.backups.automatic(medium)
    desk.erasing.erase(case.ref, "court-order")
    (made,) = backups_in(medium)
    case.world.clock.advance(days=2)
    assert desk.backups.automatic(medium) is not None
    damaged = backups_in(medium)
    for path in damaged:
        data = path.read_bytes()
        middle = len(data) // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :])
    case.world.clock.advance(days=2)
    done = desk.erasing.erase(case.stays, "court-order")
    assert done.status == "erased"
    (sound,) = backups_in(medium)
    assert sound not in damaged and made != sound
    assert is_sound(desk.session, sound)
    assert list(medium.glob(".*")) == []
