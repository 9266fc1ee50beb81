"""A process that logs requests is killed: what it acknowledged is there, without gaps, and verifies."""

from __future__ import annotations

import random
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from exchange.desk import Desk, Settings
from tests.world import CHEAP, HEAD, World, accept_any, passphrase_of

ROUNDS = 6
SEED = 20261123


def test_every_reference_printed_before_a_kill_is_there_afterwards(tmp_path: Path) -> None:
    chance = random.Random(SEED)
    with World.bogota(tmp_path) as world:
        printed: list[str] = []
        for _ in range(ROUNDS):
            printed += killed_after(world, chance.randint(0, 12))
        settings = Settings(world.state, parameters=CHEAP, floor=CHEAP, check=accept_any)
        with Desk.unlock(world.folder, HEAD, passphrase_of(HEAD), settings) as desk:
            page = desk.requests.list()
            there = sorted(item.ref for item in page.items)
            assert set(printed) <= set(there)
            numbers = [int(ref.rsplit("-", 1)[1]) for ref in there]
            assert numbers == list(range(1, len(numbers) + 1))
            assert not desk.log.verify().first_wrong
            for ref in there[-3:]:
                desk.requests.show(ref)


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: apt-get install strace")
@pytest.mark.parametrize("call", ["fsync,fdatasync"])
@pytest.mark.parametrize("when", [1, 2, 3, 5, 8])
def test_a_disk_that_fails_to_sync_is_never_answered_by_a_reference(
    tmp_path: Path, call: str, when: int
) -> None:
    with World.bogota(tmp_path) as world:
        done = under_strace(world, f"inject={call}:error=EIO:when={when}+", 3)
        printed = done.stdout.split()
        settings = Settings(world.state, parameters=CHEAP, floor=CHEAP, check=accept_any)
        with Desk.unlock(world.folder, HEAD, passphrase_of(HEAD), settings) as desk:
            there = [item.ref for item in desk.requests.list().items]
            assert set(printed) <= set(there)
            desk.log.verify()
        assert done.returncode != 0 or len(printed) == 3


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed: apt-get install strace")
@pytest.mark.parametrize("when", [1, 4, 9, 15, 22])
def test_a_kill_at_a_write_leaves_the_old_or_the_new(tmp_path: Path, when: int) -> None:
    with World.bogota(tmp_path) as world:
        done = under_strace(world, f"inject=pwrite64,fsync,fdatasync:signal=SIGKILL:when={when}", 4)
        settings = Settings(world.state, parameters=CHEAP, floor=CHEAP, check=accept_any)
        with Desk.unlock(world.folder, HEAD, passphrase_of(HEAD), settings) as desk:
            there = [item.ref for item in desk.requests.list().items]
            assert set(done.stdout.split()) <= set(there)
            assert len(there) <= len(done.stdout.split()) + 1
            desk.log.verify()


def killed_after(world: World, count: int) -> list[str]:
    """Start the writer, read `count` references, kill it; return every reference that it printed."""
    with subprocess.Popen(command(world, 1000), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        printed = [process.stdout.readline().strip() for _ in range(count)]
        process.send_signal(signal.SIGKILL)
        printed += [line.strip() for line in process.stdout if line.endswith("\n")]
    return [ref for ref in printed if ref]


def under_strace(world: World, fault: str, count: int) -> subprocess.CompletedProcess[str]:
    """Run the writer with a fault injected into its system calls."""
    return subprocess.run(
        ["strace", "-f", "-qq", "-o", "/dev/null", "-e", fault, *command(world, count)],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def command(world: World, count: int) -> list[str]:
    """Return the writer's command line for a world."""
    return [
        sys.executable,
        "-m",
        "tests.faults.writer",
        str(world.folder),
        str(world.state),
        HEAD,
        str(count),
    ]
