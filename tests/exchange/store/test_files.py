"""Small files: the old one or the new one, never half of one; and locks that hold."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.errors import Refused
from exchange.store.files import (
    locked,
    make_private,
    overwrite,
    read_whole,
    sync_file,
    write_durably,
    write_quickly,
)

WRITERS = pytest.mark.parametrize("write", [write_durably, write_quickly])


@WRITERS
def test_a_file_is_replaced_whole_and_is_its_owners(tmp_path: Path, write: object) -> None:
    path = tmp_path / "a"
    for data in (b"one", b"", b"x" * 100_000):
        assert callable(write)
        write(path, data)
        assert path.read_bytes() == data
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    sync_file(path)


@WRITERS
def test_where_nothing_can_be_written_the_old_file_stays(tmp_path: Path, write: object) -> None:
    assert callable(write)
    with pytest.raises(Refused, match="not-written"):
        write(tmp_path / "missing" / "a", b"x")
    (tmp_path / "file").write_bytes(b"old")
    with pytest.raises(Refused, match="not-written"):
        write(tmp_path / "file" / "a", b"x")
    assert (tmp_path / "file").read_bytes() == b"old"
    (tmp_path / "folder").mkdir()
    with pytest.raises(Refused, match="not-written"):
        write(tmp_path / "folder", b"x")
    assert {one.name for one in tmp_path.iterdir()} == {"file", "folder"}  # nor does what was written stay


def test_a_private_folder_is_closed_to_others(tmp_path: Path) -> None:
    make_private(tmp_path / "a" / "b")
    assert stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode) == 0o700
    make_private(tmp_path / "a" / "b")


def test_a_lock_keeps_other_processes_out_until_it_ends(tmp_path: Path) -> None:
    path, seen = tmp_path / "lock", tmp_path / "seen"
    waiting = (
        "import sys, pathlib; from exchange.store.files import locked\n"
        "print('ready', flush=True)\n"
        "with locked(pathlib.Path(sys.argv[1])): pathlib.Path(sys.argv[2]).write_text('in')"
    )
    with locked(path):
        other = subprocess.Popen(
            [sys.executable, "-c", waiting, str(path), str(seen)], stdout=subprocess.PIPE
        )
        assert other.stdout is not None and other.stdout.readline() == b"ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            other.wait(timeout=0.1)
        assert not seen.exists()
    other.communicate(timeout=20)
    assert seen.read_text() == "in"


def test_a_lock_is_free_again_after_a_failure(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(RuntimeError), locked(tmp_path / "lock"):
            raise RuntimeError


def test_a_file_of_the_same_length_is_overwritten_where_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "a"
    overwrite(path, b"old")
    kept = path.stat().st_ino
    overwrite(path, b"new")
    assert (read_whole(path), path.stat().st_ino) == (b"new", kept)
    overwrite(path, b"longer")
    overwrite(path, b"short")
    assert read_whole(path) == b"short"
    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_may_not_be_overwritten_is_told_and_stays(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("nothing is forbidden to root")
    path = tmp_path / "a"
    overwrite(path, b"old")
    path.chmod(0o400)
    with pytest.raises(Refused, match="not-written"):
        overwrite(path, b"new")
    assert read_whole(path) == b"old"


def test_a_reader_never_sees_half_of_what_another_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "a"
    whole = {bytes([letter]) * 128 for letter in b"ab"}
    overwrite(path, min(whole))
    writer = (
        "import sys, pathlib; from exchange.store.files import overwrite\n"
        "for n in range(3000): overwrite(pathlib.Path(sys.argv[1]), b'ab'[n % 2 : n % 2 + 1] * 128)"
    )
    with subprocess.Popen([sys.executable, "-c", writer, str(path)]) as other:
        seen = set()
        while other.poll() is None:
            seen.add(read_whole(path))
    assert other.returncode == 0
    assert seen <= whole
