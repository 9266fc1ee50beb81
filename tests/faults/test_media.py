"""Media that are full, read-only, or gone: nothing is half-written, nothing is acknowledged in vain."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from exchange.errors import ExchangeError, Refused
from tests.faults.desks import desk_at
from tests.faults.places import make_place
from tests.faults.verbs import request_of


@contextmanager
def mounted(where: Path, *how: str) -> Iterator[Path]:
    """Mount a medium; skip the test where this machine doesn't let us."""
    where.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *how, str(where)], capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"cannot mount here: {done.stderr.strip()}")
    try:
        yield where
    finally:
        subprocess.run(["umount", str(where)], check=True)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    make_place("log a request", made)
    return made


def references(place: Path) -> list[str]:
    with desk_at(place, hours=2) as desk:
        desk.log.verify()
        return sorted(item.ref for item in desk.requests.list().items)


def test_a_full_disk_refuses_and_keeps_all_that_was_acknowledged(place: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=2m", "none") as small:
        shutil.copytree(place / "store", small / "store")
        shutil.rmtree(place / "store")
        (place / "store").symlink_to(small / "store")
        acknowledged: list[str] = []
        with pytest.raises(Refused, match="disk-full"), desk_at(place) as desk:
            while len(acknowledged) < 500:
                acknowledged.append(desk.requests.open(request_of(2)).ref)
        shutil.copytree(small / "store", place / "saved")
    (place / "store").unlink()
    (place / "saved").rename(place / "store")
    assert acknowledged
    assert references(place) == ["BOG-2026-00001", *acknowledged]


def test_a_disk_without_any_room_is_told_as_full_when_only_reading(place: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=2m", "none") as small:
        shutil.copytree(place / "store", small / "store")
        shutil.rmtree(place / "store")
        (place / "store").symlink_to(small / "store")
        with pytest.raises(OSError, match="No space"):
            (small / "filling").write_bytes(bytes(2 << 20))
        with pytest.raises(Refused, match="disk-full"), desk_at(place):
            pass
        (small / "filling").unlink()
        with desk_at(place, hours=2) as desk:
            assert len(desk.requests.list().items) == 1


def test_an_attachment_larger_than_the_disk_leaves_nothing(place: Path, tmp_path: Path) -> None:
    (place / "evidence.bin").write_bytes(os.urandom(6 << 20))
    with mounted(tmp_path / "small", "-t", "tmpfs", "-o", "size=3m", "none") as small:
        shutil.move(place / "store", small / "store")
        (place / "store").symlink_to(small / "store")
        with pytest.raises(Refused, match="disk-full"), desk_at(place) as desk:
            desk.attachments.add("BOG-2026-00001", place / "evidence.bin")
        with desk_at(place, hours=2) as desk:
            assert desk.attachments.list("BOG-2026-00001") == ()
            desk.log.verify()


def test_a_full_state_folder_takes_no_reference_back(place: Path, tmp_path: Path) -> None:
    with mounted(tmp_path / "state", "-t", "tmpfs", "-o", "size=64k", "none") as small:
        shutil.copytree(place / "state", small / "kept")
        shutil.rmtree(place / "state")
        (place / "state").symlink_to(small / "kept")
        with desk_at(place):
            pass
        [newest] = (small / "kept").glob("*/newest.json")
        newest.unlink()
        filling = small / "filling"
        with pytest.raises(OSError, match="No space"):
            filling.write_bytes(bytes(1 << 20))
        told = []
        with pytest.raises(Refused, match="not-written"), desk_at(place) as desk:
            told.append(desk.requests.open(request_of(2)).ref)
        assert told == ["BOG-2026-00002"]
        filling.unlink()
        assert references(place) == ["BOG-2026-00001", "BOG-2026-00002"]


def test_a_read_only_store_is_refused_before_anything_is_shown(place: Path) -> None:
    with mounted(place / "store", "--bind", "-o", "ro", str(place / "store")):
        if os.access(place / "store", os.W_OK):
            subprocess.run(["mount", "-o", "remount,bind,ro", str(place / "store")], check=True)
        with pytest.raises(ExchangeError) as refused, desk_at(place) as desk:
            desk.requests.list()
        assert refused.value.reason == "store-read-only"
    assert references(place) == ["BOG-2026-00001"]


def test_a_store_that_vanishes_acknowledges_nothing_more(place: Path) -> None:
    with desk_at(place) as desk:
        desk.requests.open(request_of(2))
        (place / "store").rename(place / "elsewhere")
        with pytest.raises(Refused, match="store-not-found"):
            desk.requests.open(request_of(3))
    (place / "elsewhere").rename(place / "store")
    assert references(place) == ["BOG-2026-00001", "BOG-2026-00002"]


def test_a_store_whose_folder_was_replaced_acknowledges_nothing(place: Path) -> None:
    copy = place / "copy"
    shutil.copytree(place / "store", copy)
    with desk_at(place) as desk:
        (place / "store").rename(place / "elsewhere")
        copy.rename(place / "store")
        with pytest.raises(Refused, match="store-not-found"):
            desk.requests.open(request_of(2))
    assert references(place) == ["BOG-2026-00001"]
