"""Each verb, interrupted at one system call after the other, leaves the old or the new, never between."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.faults.faulty import BAD_DISK, POWER_LOSS, Machine, Trial
from tests.faults.outcomes import CHECKS, whole
from tests.faults.places import make_place
from tests.faults.server import EVERY, LIMITS

TOLD: Final = {"not-durable", "disk-full", "not-written", "dispatch-not-written", "retired-not-written"}
"""How a verb that met a bad disk is refused."""

LAST: Final = {"revoke a member": 15, "restore": 11}
"""The fsync of a verb that confirms it: a re-key's, that of a folder which got its place."""

pytestmark = pytest.mark.skipif(
    shutil.which("strace") is None, reason="strace is not installed: apt-get install strace"
)


@pytest.fixture(scope="module")
def power(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(POWER_LOSS, rehearsal_in(tmp_path_factory.mktemp("power")))
    yield machine
    machine.close()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Machine]:
    machine = Machine(BAD_DISK, rehearsal_in(tmp_path_factory.mktemp("disk")))
    yield machine
    machine.close()


def rehearsal_in(folder: Path) -> Path:
    make_place("log a request", folder / "place")
    return folder / "place"


def some(calls: Iterable[int]) -> Iterable[int]:
    return range(1, min(LIMITS.values())) if EVERY else calls


@pytest.mark.parametrize("verb", CHECKS)
def test_a_power_loss_anywhere_leaves_the_old_or_the_new(verb: str, power: Machine, tmp_path: Path) -> None:
    calls = {
        "fdatasync": some((1, 4)),
        "fsync": some((1, 6)),
        "rename": some((2,)),
        "pwrite64": some((13,)),
    }
    assert len(met(verb, power, tmp_path, calls)) > 1


@pytest.mark.parametrize("verb", CHECKS)
def test_a_disk_that_fails_anywhere_leaves_the_old_or_the_new(
    verb: str, disk: Machine, tmp_path: Path
) -> None:
    calls = {
        "fdatasync": some((2,)),
        "fsync": some((3, *([LAST[verb]] if verb in LAST else []))),
        "rename": some((1,)),
        "pwrite64": some((60,)),
        "write": some((1, 8)),
    }
    refused = [trial.refused for trial in met(verb, disk, tmp_path, calls) if trial.refused]
    # Where an export goes is the command line's: it tells what the system refused.
    assert refused and (verb == "export the log" or set(refused) <= TOLD)


def met(verb: str, machine: Machine, work: Path, calls: Mapping[str, Iterable[int]]) -> list[Trial]:
    """Sweep a verb over calls of each kind; return the trials, each checked."""
    base, trials = work / "base", []
    make_place(verb, base)
    for kind, numbers in calls.items():
        for trial in machine.sweep(verb, base, work, kind, numbers):
            CHECKS[verb](trial)
            assert whole(trial.place), trial
            trials.append(trial)
    return trials
