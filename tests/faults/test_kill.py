"""Processes that are killed or that write at once: what was acknowledged is there, without gaps."""

from __future__ import annotations

import random
import signal
from itertools import islice
from pathlib import Path

import pytest

from tests.faults.desks import desk_at
from tests.faults.places import make_place
from tests.faults.writer import write
from tests.warm import begun

ROUNDS = 4
SEED = 20261123


@pytest.fixture
def place(tmp_path: Path) -> Path:
    made = tmp_path / "place"
    make_place("log a request", made)
    return made


def test_every_reference_told_before_a_kill_is_there_afterwards(place: Path) -> None:
    chance = random.Random(SEED)
    heard: list[str] = []
    for _ in range(ROUNDS):
        heard += killed_after(place, chance.randint(1, 8))
    assert len(heard) >= ROUNDS
    there = references(place)
    assert set(heard) < set(there)


def test_two_processes_that_write_at_once_leave_no_gap_and_lose_nothing(place: Path) -> None:
    with begun(write, place, 12) as one, begun(write, place, 12) as other:
        told = [*one.lines(), *other.lines()]
        assert [one.ended(), other.ended()] == [0, 0]
    refs = [line for line in told if line != "store-busy"]
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
    """Start the writer, hear `count` references, kill it; return every reference that it said."""
    with begun(write, place, 1000) as writer:
        told = list(islice(writer.lines(), count))
        writer.process.kill()
        told += writer.lines()
        assert writer.ended() == -signal.SIGKILL
    return told
