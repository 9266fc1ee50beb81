"""Each verb, interrupted at one system call after the other, leaves the old or the new, never between."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.faults.faulty import BAD_DISK, POWER_LOSS, Machine, Trial
from tests.faults.outcomes import CHECKS, whole
from tests.faults.places import make_place
from tests.faults.server import LIMIT

TOLD: Final = {"not-durable", "disk-full", "not-written", "dispatch-not-written"}
"""How a verb that met a bad disk is refused."""

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: apt-get install strace"
)


@pytest.fixture(scope="module")
def power() -> Iterator[Machine]:
    machine = Machine(POWER_LOSS)
    yield machine
    machine.close()


@pytest.fixture(scope="module")
def disk() -> Iterator[Machine]:
    machine = Machine(BAD_DISK)
    yield machine
    machine.close()


EVERY: Final = range(1, LIMIT)
"""All calls of a kind; so are those below, where `FAULTS=every` asks for it: it takes an hour."""


def some(calls: Iterable[int]) -> Iterable[int]:
    return EVERY if os.environ.get("FAULTS") == "every" else calls


@pytest.mark.parametrize("verb", CHECKS)
def test_a_power_loss_anywhere_leaves_the_old_or_the_new(verb: str, power: Machine, tmp_path: Path) -> None:
    calls = {
        "fdatasync": some(range(1, LIMIT, 3)),
        "fsync": some(range(1, LIMIT, 5)),
        "rename": EVERY,
        "pwrite64": some((1, 13, 150, LIMIT - 1)),
    }
    assert len(met(verb, power, tmp_path, calls)) > 3


@pytest.mark.parametrize("verb", CHECKS)
def test_a_disk_that_fails_anywhere_leaves_the_old_or_the_new(
    verb: str, disk: Machine, tmp_path: Path
) -> None:
    calls = {
        "fdatasync": some(range(2, LIMIT, 3)),
        "fsync": some(range(3, LIMIT, 5)),
        "rename": EVERY,
        "pwrite64": some((8, 60, LIMIT - 1)),
        "write": some((1, 2, 4, 8, 16, 32, 64, 128, 256, LIMIT - 1)),
    }
    refused = [trial.refused for trial in met(verb, disk, tmp_path, calls) if trial.refused]
    # Where an export goes is the command line's: it tells what the system refused.
    assert refused and (verb == "export the log" or set(refused) <= TOLD)


def met(verb: str, machine: Machine, work: Path, calls: Mapping[str, Iterable[int]]) -> list[Trial]:
    """Sweep a verb over calls of each kind; return the trials, each checked."""
    base, trials = work / "base", []
    make_place(verb, base, work / "made")
    for kind, numbers in calls.items():
        for trial in machine.sweep(verb, base, work, kind, numbers):
            CHECKS[verb](trial)
            assert whole(trial.place), trial
            trials.append(trial)
    return trials
