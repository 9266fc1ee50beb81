"""Processes that are killed or that write at once: what was acknowledged is there, without gaps."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.faults.desks import desk_at
from tests.faults.places import make_place

ROUNDS = 4
SEED = 20261123


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    make_place("log a request", made)
    return made


def test_every_reference_printed_before_a_kill_is_there_afterwards(place: Path) -> None:
    chance = random.Random(SEED)
    printed: list[str] = []
    for _ in range(ROUNDS):
        printed += killed_after(place, chance.randint(1, 8))
    assert len(printed) >= ROUNDS
    there = references(place)
    assert set(printed) < set(there)


def test_two_processes_that_write_at_once_leave_no_gap_and_lose_nothing(place: Path) -> None:
    writers = [writer(place, 12), writer(place, 12)]
    printed: list[str] = []
    for process in writers:
        out, _ = process.communicate(timeout=120)
        printed += out.split()
        assert process.returncode == 0 or "store-busy" in out
    refs = [line for line in printed if line != "store-busy"]
    assert len(set(refs)) == len(refs) > 12
    assert set(references(place)) == {"BOG-2026-00001", *refs}


def references(place: Path) -> list[str]:
    """Return every reference, in order, once the log verified and no number was found missing."""
    with desk_at(place, hours=2) as desk:
        there = sorted(item.ref for item in desk.requests.list().items)
        assert [int(ref.rsplit("-", 1)[1]) for ref in there] == list(range(1, len(there) + 1))
        desk.log.verify()
        desk.requests.show(there[-1])
    return there


def killed_after(place: Path, count: int) -> list[str]:
    """Start the writer, read `count` references, kill it; return every reference that it printed."""
    with writer(place, 1000) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline().strip() for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        printed += [line.strip() for line in process.stdout if line.endswith("\n")]
    return printed


def writer(place: Path, count: int) -> subprocess.Popen[str]:
    """Start a process that logs so many requests."""
    command = [sys.executable, "-m", "tests.faults.writer", str(place), str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
