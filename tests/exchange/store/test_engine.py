"""The database file: never created by opening, never opened half, its failures told as ours."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from exchange.errors import Conflict, Refused, Tampered
from exchange.store import engine
from exchange.store.engine import Database, create, refuse_network
from exchange.store.model import LogHead
from exchange.store.rows import make_row
from exchange.store.schema import make_schema
from tests.world import Seat, World

KEY = bytes(range(32))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create(tmp_path / "exchange.db", KEY)
    return tmp_path / "exchange.db"


def head() -> LogHead:
    return make_row(LogHead, id=1, size=0, root=b"r" * 32, edge=b"", counters="{}")


def test_opening_what_isnt_there_creates_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="store-not-found"):
        Database(tmp_path / "exchange.db", KEY)
    assert list(tmp_path.iterdir()) == []


def test_creating_refuses_whatever_is_there(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(Refused, match="store-exists"):
        create(path, KEY)
    assert path.read_bytes() == before


def test_the_file_is_for_its_owner_alone_and_holds_no_plain_header(path: Path) -> None:
    database = Database(path, KEY)
    make_schema(database)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert not path.read_bytes().startswith(b"SQLite format 3")
    database.close()


@pytest.mark.parametrize("wrong", [bytes(32), bytes(reversed(KEY)), KEY[:-1] + bytes((KEY[-1] ^ 1,))])
def test_another_key_opens_nothing_and_says_that_the_file_doesnt_open(path: Path, wrong: bytes) -> None:
    first = Database(path, KEY)
    make_schema(first)
    first.close()
    database = Database(path, wrong)
    with pytest.raises(Tampered, match="store-unreadable"), database.reading():
        pass


def test_settings_keep_their_promises_on_every_connection(path: Path) -> None:
    database = Database(path, KEY)
    make_schema(database)
    wanted = {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "secure_delete": 1,
        "trusted_schema": 0,
    }
    with database.reading() as one, database.reading() as two:
        for rows in (one, two):
            for name, value in wanted.items():
                rows.cursor.execute(f"PRAGMA {name}")
                assert rows.cursor.fetchone() == (value,), name
    with database.reading() as rows:
        rows.cursor.execute("PRAGMA auto_vacuum")
        assert rows.cursor.fetchone() == (2,)
    database.close()


def test_a_block_that_fails_leaves_nothing_and_the_next_one_works(path: Path) -> None:
    database = Database(path, KEY)
    make_schema(database)
    with pytest.raises(RuntimeError), database.writing() as rows:
        rows.insert(head())
        raise RuntimeError
    with database.writing() as rows:
        assert rows.find(LogHead) == []
        rows.insert(head())
    with database.reading() as reader:
        assert reader.find(LogHead) == [head()]
    database.close()


def test_a_reader_sees_one_snapshot_whatever_is_written_meanwhile(path: Path) -> None:
    database = Database(path, KEY)
    make_schema(database)
    with database.reading() as rows:
        assert rows.find(LogHead) == []
        with database.writing() as writer:
            writer.insert(head())
        assert rows.find(LogHead) == []
    database.close()


def test_a_full_disk_is_told_and_nothing_was_written(world: World, desk: Seat) -> None:
    before = world.ops()
    with desk.session.database.reading() as rows:
        rows.cursor.execute("PRAGMA page_count")
        (pages,) = rows.cursor.fetchone() or (0,)
        rows.cursor.execute(f"PRAGMA max_page_count = {pages!r}")
    with pytest.raises(Refused, match="disk-full"), desk.session.database.writing() as rows:
        rows.cursor.execute("CREATE TABLE big AS SELECT zeroblob(1000000) AS x")
    assert world.ops() == before


def test_a_store_that_cant_be_written_is_told(desk: Seat) -> None:
    with desk.session.database.reading() as rows:
        rows.cursor.execute("PRAGMA query_only = ON")
    with pytest.raises(Refused, match="store-read-only"):
        desk.services.add("new", "New", "CO", "police")


def test_a_store_that_another_one_writes_too_long_is_busy(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_PRAGMAS", (*engine._PRAGMAS, "busy_timeout = 1"))
    desk = world.desk()
    with world.raw() as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Conflict, match="store-busy"):
            desk.services.add("new", "New", "CO", "police")
        other.execute("ROLLBACK")
    assert desk.services.add("new", "New", "CO", "police").handle == "new"


@pytest.mark.parametrize("kept", [0, 1, 16, 4096, 4097, 20_000])
def test_a_truncated_file_is_unreadable_and_stays_as_it_is(world: World, kept: int) -> None:
    path = world.folder / "exchange.db"
    os.truncate(path, kept)
    with pytest.raises(Tampered):
        world.desk()
    assert path.stat().st_size == kept


@pytest.mark.parametrize("place", [0, 20, 100, 4000, 4095])
def test_a_flipped_byte_in_the_first_pages_is_found_at_unlock(world: World, place: int) -> None:
    path = world.folder / "exchange.db"
    data = bytearray(path.read_bytes())
    data[place] ^= 0xFF
    path.write_bytes(data)
    with pytest.raises(Tampered):
        world.desk()


NETWORK = "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\nnas:/x {share} {kind} rw 0 0\n"


@pytest.mark.parametrize("kind", ["nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p"])
def test_a_network_share_is_refused_wherever_it_is_mounted(tmp_path: Path, kind: str) -> None:
    mounts = tmp_path / "mounts"
    share = tmp_path / "un partage"
    (share / "deep").mkdir(parents=True)
    mounts.write_text(NETWORK.format(share=str(share).replace(" ", "\\040"), kind=kind))
    for folder in (share, share / "deep"):
        with pytest.raises(Refused, match="network-share") as caught:
            refuse_network(folder, mounts)
        assert caught.value.arguments["kind"] == kind
    refuse_network(tmp_path, mounts)
    refuse_network(tmp_path / "un partage plus loin", mounts)


def test_a_link_to_a_network_share_is_followed_before_it_is_judged(tmp_path: Path) -> None:
    share, mounts = tmp_path / "share", tmp_path / "mounts"
    share.mkdir()
    (tmp_path / "link").symlink_to(share)
    mounts.write_text(NETWORK.format(share=share, kind="nfs"))
    with pytest.raises(Refused, match="network-share"):
        refuse_network(tmp_path / "link", mounts)


def test_a_local_disk_mounted_inside_a_share_is_no_share(tmp_path: Path) -> None:
    share, mounts = tmp_path / "share", tmp_path / "mounts"
    (share / "disk").mkdir(parents=True)
    mounts.write_text(NETWORK.format(share=share, kind="nfs") + f"/dev/sdb {share}/disk ext4 rw 0 0\n")
    refuse_network(share / "disk", mounts)


def test_where_no_mounts_are_told_nothing_is_refused(tmp_path: Path) -> None:
    refuse_network(tmp_path, tmp_path / "none")
