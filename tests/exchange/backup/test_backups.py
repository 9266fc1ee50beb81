"""Backups: whole, verified, restored; a store that moves; one that would go back in time."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.inputs import Selection
from exchange.audit.verify import verify_export
from exchange.backup.archive import About
from exchange.desk import Desk, Settings
from exchange.errors import ExchangeError, Locked, NotAuthorised, Refused, Tampered
from exchange.requests.inputs import NewRequest
from exchange.store.journal import Journal
from tests.world import AUDITOR, CHEAP, HEAD, OFFICER, World, accept_any, passphrase_of

TITLE = "Recherche de Ramón Eñaut Zuloaga"


def restore(world: World, file: Path, into: Path, handle: str = HEAD, state: Path | None = None) -> Desk:
    """Restore a backup and unlock what came of it, by the same member."""
    settings = Settings(state or world.state, world.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
    Desk.restore(file, into, handle, passphrase_of(handle), settings)
    desk = Desk.unlock(into, handle, passphrase_of(handle), settings)
    world.desks.append(desk)
    return desk


def open_one(desk: Desk, title: str = TITLE) -> str:
    return desk.requests.open(NewRequest(kind="wanted", type="location", requester="dnpj", title=title)).ref


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_a_backup_restored_on_its_machine_goes_on_as_if_nothing_had_happened(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    ref = open_one(desk)
    made = desk.backups.make(tmp_path / "b")
    world.lock_all()
    again = restore(world, tmp_path / "b", tmp_path / "again")
    assert again.requests.show(ref)[0].item.title == TITLE
    assert again.session.size > made.size and again.session.post.origin == desk.session.post.origin
    assert open_one(again).endswith("-00002")
    again.store.check()


def test_a_backup_shows_nothing_of_what_it_holds_and_is_its_owners(world: World, tmp_path: Path) -> None:
    desk = world.desk()
    open_one(desk)
    desk.backups.make(tmp_path / "b")
    data = (tmp_path / "b").read_bytes()
    assert TITLE.encode() not in data and b"Zuloaga" not in data and b"SQLite format" not in data
    assert (tmp_path / "b").stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_backup_taken_while_others_write_is_one_moment_of_the_store(world: World, tmp_path: Path) -> None:
    first, second = world.desk(), world.desk(OFFICER)
    open_one(first)
    made = first.backups.make(tmp_path / "b")
    open_one(second)
    assert second.session.size > made.size
    assert world.ops().count("backup.made") == 1


def test_a_retired_store_moves_to_another_machine_and_shows_nothing_more(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    ref = open_one(desk)
    desk.backups.retire(tmp_path / "b")
    world.lock_all()
    moved = restore(world, tmp_path / "b", tmp_path / "moved", state=tmp_path / "other")
    assert moved.requests.show(ref)[0].item.title == TITLE
    assert open_one(moved).endswith("-00002")
    old = world.desk()
    for act in (
        lambda: old.requests.show(ref),
        lambda: old.requests.list(),
        lambda: open_one(old),
        lambda: old.due(),
        lambda: old.stats.all(),
        lambda: old.members.list(),
        lambda: old.services.list(),
        lambda: old.cards.export(),
        lambda: old.log.show(),
        lambda: old.log.checkpoint(),
        lambda: old.backups.make(tmp_path / "c"),
    ):
        with pytest.raises(Refused, match="store-retired"):
            act()
    before = old.session.size
    assert old.store.check().log_index is None
    assert old.log.verify().size == before
    with (tmp_path / "log.zip").open("xb") as sink:
        exported = old.log.export(sink, Selection(size=before))
    assert (exported.size, exported.log_index) == (before, None)
    assert verify_export(tmp_path / "log.zip").verdict is not Verdict.FAILED
    with (tmp_path / "other.zip").open("xb") as sink, pytest.raises(Refused, match="store-retired"):
        old.log.export(sink)
    assert old.session.size == before


def test_a_move_that_is_made_a_second_time_begins_anew_after_what_was_done_meanwhile(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    open_one(desk)
    desk.backups.retire(tmp_path / "b")
    world.lock_all()
    moved = restore(world, tmp_path / "b", tmp_path / "moved")
    origin = moved.session.post.origin
    assert (origin, open_one(moved)) == (desk.session.post.origin, "BOG-2026-00002")
    world.lock_all()
    again = restore(world, tmp_path / "b", tmp_path / "again")
    assert again.session.post.origin != origin
    assert open_one(again) == "BOG-2026-00003"


def test_a_medium_that_is_pulled_out_while_a_store_retires_does_not_lose_it(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk, medium = world.desk(), tmp_path / "medium"
    medium.mkdir()
    ref = open_one(desk)
    unit = desk.session.unit

    @contextmanager
    def pulled_out() -> Iterator[Journal]:
        with unit() as journal:
            yield journal
        medium.rmdir()

    monkeypatch.setattr(desk.session, "unit", pulled_out)
    with pytest.raises(Refused, match="retired-not-written"):
        desk.backups.retire(medium / "b")
    world.lock_all()
    closed = world.desk()
    with pytest.raises(Refused, match="store-retired"):
        closed.requests.show(ref)
    size = closed.session.size
    again = closed.backups.retire(tmp_path / "b")
    assert (closed.session.size, again.size, again.log_index) == (size, size, size - 1)
    world.lock_all()
    moved = restore(world, tmp_path / "b", tmp_path / "moved", state=tmp_path / "other")
    assert moved.requests.show(ref)[0].item.title == TITLE


def test_a_medium_without_room_leaves_the_store_open(world: World, tmp_path: Path) -> None:
    desk = world.desk()
    ref = open_one(desk)
    with pytest.raises(Refused, match="not-written"):
        desk.backups.retire(Path("/proc/b"))
    assert desk.requests.show(ref)


def test_a_restore_never_writes_over_anything_and_a_backup_neither(world: World, tmp_path: Path) -> None:
    desk = world.desk()
    desk.backups.make(tmp_path / "b")
    before = (tmp_path / "b").read_bytes()
    with pytest.raises(Refused, match="file-exists"):
        desk.backups.make(tmp_path / "b")
    world.lock_all()
    with pytest.raises(Refused, match="path-taken"):
        restore(world, tmp_path / "b", world.folder)
    with pytest.raises(Refused, match="folder-missing"):
        world.desk().backups.make(tmp_path / "nowhere" / "b")
    assert (tmp_path / "b").read_bytes() == before


def test_only_who_may_restore_restores_and_only_by_his_passphrase(world: World, tmp_path: Path) -> None:
    world.desk(AUDITOR).backups.make(tmp_path / "b")
    world.lock_all()
    with pytest.raises(NotAuthorised, match="restore-role"):  # no log is open that could hold the refusal
        restore(world, tmp_path / "b", tmp_path / "again", OFFICER)
    settings = Settings(world.state, world.clock, parameters=CHEAP, floor=CHEAP, check=accept_any)
    with pytest.raises(Locked):
        Desk.restore(tmp_path / "b", tmp_path / "again", HEAD, "another phrase", settings)
    assert not (tmp_path / "again").exists()
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_backup_flipped_or_cut_anywhere_is_told_and_restores_nothing(world: World, tmp_path: Path) -> None:
    world.desk().backups.make(tmp_path / "b")
    world.lock_all()
    data = (tmp_path / "b").read_bytes()
    places = [3, 600, 1200, 2600, *range(9000, len(data) - 12_000, len(data) // 12)]
    for number, place in enumerate(places):
        bad = tmp_path / "bad"
        bad.write_bytes(data[:place] + bytes([data[place] ^ 0xFF]) + data[place + 1 :])
        with pytest.raises(ExchangeError) as refusal:
            restore(world, bad, tmp_path / "again")
        assert isinstance(refusal.value, Tampered | Locked | Refused), (place, refusal.value)
        bad.write_bytes(data[: place + number])
        with pytest.raises(ExchangeError):
            restore(world, bad, tmp_path / "again")
        assert not (tmp_path / "again").exists()


def test_a_backup_that_announces_another_log_is_refused(world: World, tmp_path: Path) -> None:
    made = world.desk().backups.make(tmp_path / "b")
    world.lock_all()
    about = About(world.founded.post, world.founded.origin, made.size + 1, made.root, "2026-11-19T14:00:00Z")
    with tarfile.open(tmp_path / "b") as tar, tarfile.open(tmp_path / "bad", "x") as bad:
        for member in tar.getmembers():
            file = tar.extractfile(member)
            if member.name == "backup.json":
                (tmp_path / "about").write_bytes(about.render())
                bad.add(tmp_path / "about", "backup.json")
            else:
                bad.addfile(member, file)
    with pytest.raises(Tampered, match=r"backup-other|backup-unreadable"):
        restore(world, tmp_path / "bad", tmp_path / "again")


def test_the_days_backup_is_made_once_a_day_and_seven_are_kept(world: World, tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.mkdir()
    desk = world.desk()
    assert desk.backups.automatic(place) is not None
    assert desk.backups.automatic(place) is None
    for _ in range(8):
        world.clock.advance(days=1, minutes=1)
        assert desk.backups.automatic(place) is not None
    assert len(list(place.glob("*.exchange-backup"))) == 7
    newest = desk.backups.newest(place)
    assert newest is not None and (world.clock.now - newest).total_seconds() < 3600
    with pytest.raises(Refused, match="folder-missing"):
        desk.backups.automatic(tmp_path / "unplugged")


def test_a_backup_of_a_clock_that_was_ahead_keeps_none_from_being_made(world: World, tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.mkdir()
    desk = world.desk()
    world.clock.advance(days=3650)
    ahead = desk.backups.automatic(place)
    assert ahead is not None
    world.clock.advance(days=-3650)
    assert desk.backups.newest(place) is None
    for day in range(8):
        assert desk.backups.automatic(place) is not None, day
        assert desk.backups.automatic(place) is None
        world.clock.advance(days=1, minutes=1)
    assert ahead.file.exists()
    assert len(list(place.glob("*.exchange-backup"))) == 7 + 1


def test_a_clock_that_is_behind_drops_no_backup_of_the_right_one(world: World, tmp_path: Path) -> None:
    place = tmp_path / "key"
    place.mkdir()
    desk = world.desk()
    for _ in range(7):
        world.clock.advance(days=1, minutes=1)
        made = desk.backups.automatic(place)
    assert made is not None
    good = set(place.iterdir())
    world.clock.advance(days=-20_000)
    for _ in range(9):
        world.clock.advance(days=1, minutes=1)
        desk.backups.automatic(place)
    assert good <= set(place.iterdir())
    world.clock.advance(days=20_000)
    desk.backups.automatic(place)
    assert made.file.exists()
    assert len(list(place.glob("*.exchange-backup"))) == 7


def test_what_cannot_be_read_is_told(world: World, tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no backup")
    for path in (tmp_path / "text", tmp_path / "absent", tmp_path):
        with pytest.raises((Refused, Tampered), match=r"backup-not-read|backup-unreadable"):
            restore(world, path, tmp_path / "again")
