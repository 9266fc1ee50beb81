"""Each verb, interrupted at one system call after the other, leaves the old or the new, never between."""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

import pytest

from tests.faults.faulty import BAD_DISK, POWER_LOSS, Machine, Trial, failing
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
def power() -> Iterator[Machine]:
    with failing(POWER_LOSS) as machine:
        yield machine


@pytest.fixture(scope="module")
def disk() -> Iterator[Machine]:
    with failing(BAD_DISK) as machine:
        yield machine


@pytest.mark.parametrize("verb", CHECKS)
def test_a_power_loss_anywhere_leaves_the_old_or_the_new(verb: str, power: Machine, tmp_path: Path) -> None:
    calls = {"fsync": (1, 6), "rename": (2,), "pwrite64": (13,)}
    assert len(met(verb, power, tmp_path, calls)) > 1


@pytest.mark.parametrize("verb", CHECKS)
def test_a_disk_that_fails_anywhere_leaves_the_old_or_the_new(
    verb: str, disk: Machine, tmp_path: Path
) -> None:
    last = [LAST[verb]] if verb in LAST else []
    calls = {"fsync": (3, *last), "rename": (1,), "pwrite64": (60,), "write": (1,)}
    refused = [trial.refused for trial in met(verb, disk, tmp_path, calls) if trial.refused]
    # Where an export goes is the command line's: it tells what the system refused.
    assert refused and (verb == "export the log" or set(refused) <= TOLD)


def met(verb: str, machine: Machine, work: Path, calls: Mapping[str, Iterable[int]]) -> list[Trial]:
    """Sweep a verb over calls of each kind; return the trials, each checked."""
    base, trials = work / "base", []
    make_place(verb, base)
    swept = dict.fromkeys(LIMITS, range(1, min(LIMITS.values()))) if EVERY else calls
    for kind, numbers in swept.items():
        for trial in machine.sweep(verb, base, work, kind, numbers):
            CHECKS[verb](trial)
            assert whole(trial.place), trial
            trials.append(trial)
    return trials
