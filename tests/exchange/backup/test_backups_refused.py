"""Restoring what is none, or where nothing can be written: it is told which it was, and nothing is left."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.errors import ExchangeError, Locked, Refused, Tampered
from tests.world import HEAD, World, passphrase_of

GONE = "e.absent"


@pytest.fixture
def backup(world: World, tmp_path: Path) -> Path:
    """Give a backup; its store is locked."""
    made = tmp_path / "b"
    world.desk().backups.make(made)
    world.lock_all()
    return made


def refusal(world: World, act: Callable[[], object]) -> ExchangeError:
    """Return how an act is refused; nothing that it began may be left beside the places of this test."""
    before = sorted(world.folder.parent.rglob("*"))
    with pytest.raises(ExchangeError) as refused:
        act()
    assert sorted(world.folder.parent.rglob("*")) == before
    return refused.value


def restoring(world: World, file: Path, into: Path, handle: str = HEAD) -> Callable[[], object]:
    return lambda: Desk.restore(file, into, handle, passphrase_of(handle), world.settings())


def test_a_pipe_is_no_backup_and_is_not_waited_for(world: World, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    refused = refusal(world, restoring(world, tmp_path / "pipe", tmp_path / "again"))
    assert isinstance(refused, Tampered)
    assert (refused.reason, refused.arguments) == ("backup-unreadable", {"member": "pipe"})


def test_a_folder_that_cannot_be_made_is_named_and_not_the_backup(
    world: World, backup: Path, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    for place in (tmp_path / "file" / "again", Path("/proc/again")):
        refused = refusal(world, restoring(world, backup, place))
        assert isinstance(refused, Refused)
        assert (refused.reason, refused.arguments["path"]) == ("not-written", str(place))


def test_a_member_whom_the_backup_does_not_know_is_told_its_name(
    world: World, backup: Path, tmp_path: Path
) -> None:
    refused = refusal(world, restoring(world, backup, tmp_path / "again", GONE))
    assert isinstance(refused, Locked)
    assert refused.arguments == {"handle": GONE, "path": str(backup)}


@pytest.mark.parametrize("part", ["exchange.db", "keyring.json"])
def test_a_damaged_part_is_named_as_the_backups(
    world: World, backup: Path, tmp_path: Path, part: str
) -> None:
    data = bytearray(backup.read_bytes())
    at = data.index(part.encode()) + 512 + (20_000 if part == "exchange.db" else 1)
    data[at] ^= 0xFF
    backup.write_bytes(data)
    for act in (
        restoring(world, backup, tmp_path / "again"),
        lambda: Desk.rehearse_restore(backup, HEAD, passphrase_of(HEAD), world.settings(), None),
    ):
        refused = refusal(world, act)
        assert isinstance(refused, Tampered)
        assert (refused.reason, refused.arguments) == ("backup-unreadable", {"member": part})


def test_a_rehearsal_without_room_says_so_of_its_own_place(
    world: World, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))
    refused = refusal(
        world, lambda: Desk.rehearse_restore(backup, HEAD, passphrase_of(HEAD), world.settings(), None)
    )
    assert (refused.reason, refused.arguments["path"]) == ("not-written", str(tmp_path / "nowhere"))
