"""A machine whose disk fails or that loses its power at a chosen system call: strace over `server`."""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.faults.server import LIMITS

POWER_LOSS: Final = dict.fromkeys(("fsync", "fdatasync", "pwrite64", "rename", "write"), "signal=SIGKILL")
BAD_DISK: Final = {
    "fsync": "error=EIO",
    "fdatasync": "error=EIO",
    "pwrite64": "error=ENOSPC",
    "write": "error=ENOSPC",
    "rename": "error=EIO",
}


@dataclass(frozen=True)
class Trial:
    """A verb that met a fault: where, at which call, what it acknowledged or how it was refused."""

    place: Path
    at: str
    acknowledged: str | None
    refused: str | None

    def __str__(self) -> str:
        return f"{self.at}: {self.acknowledged or self.refused or 'died'}"


class Machine:
    """Does verbs at copies of a place, each meeting one fault."""

    def __init__(self, faults: dict[str, str], rehearsal: Path) -> None:
        injected = [f"--inject={kind}:{fault}:when={LIMITS[kind]}" for kind, fault in faults.items()]
        # With a filter strace is fast, but can inject errors alone.
        filtered = [] if "signal" in injected[0] else ["--seccomp-bpf"]
        strace = ["strace", "-f", *filtered, "-qqq", "-o", "/dev/null", f"--trace={','.join(faults)}"]
        self._process = subprocess.Popen(
            [*strace, *injected, sys.executable, "-m", "tests.faults.server", str(rehearsal)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def close(self) -> None:
        """End the processes that this machine started."""
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()

    def sweep(self, verb: str, base: Path, work: Path, kind: str, calls: Iterable[int]) -> Iterator[Trial]:
        """Let the verb meet the fault at each of these calls of that kind, until it makes no more of them."""
        for nth in calls:
            place = work / f"{kind}-{nth}"
            shutil.copytree(base, place)
            trial = self._trial(verb, place, kind, nth)
            if trial is None:
                return
            yield trial
            shutil.rmtree(place)
        assert nth < LIMITS[kind] - 1, f"{verb} makes more calls of {kind} than were swept"

    def _trial(self, verb: str, place: Path, kind: str, nth: int) -> Trial | None:
        assert self._process.stdin is not None and self._process.stdout is not None
        order = {"verb": verb, "place": str(place), "kind": kind, "nth": nth}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        status = json.loads(self._process.stdout.readline())
        told = (place / "told").read_text(encoding="utf-8").splitlines()
        assert status in (0, -signal.SIGKILL), (verb, kind, nth, told)
        if "unharmed" in told or ("over" in told and status == -signal.SIGKILL):
            return None
        said = dict(line.split(" ", 1) for line in told if " " in line)
        return Trial(place, f"{verb}, {kind} {nth}", said.get("acknowledged"), said.get("refused"))
