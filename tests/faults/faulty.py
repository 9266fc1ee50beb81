"""A machine whose disk fails or that loses its power at a chosen system call: strace over `server`."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TextIO

from tests.faults.server import LIMITS, serve
from tests.warm import Child, begun

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


@contextmanager
def failing(faults: Mapping[str, str]) -> Iterator[Machine]:
    """Give a machine that has these faults."""
    injected = [f"--inject={kind}:{fault}:when={LIMITS[kind]}" for kind, fault in faults.items()]
    strace = ["strace", "-f", "-qqq", "-o", "/dev/null", f"--trace={','.join(faults)}", *injected]
    ours, its = socket.socketpair()
    with its, begun(serve, its) as server:
        its.close()
        assert next(server.lines()) == "ready"
        with subprocess.Popen([*strace, "-p", str(server.process.pid)]) as tracer, ours:
            _wait_for(tracer, server)
            with ours.makefile("rw", encoding="utf-8") as line:
                yield Machine(line)


def _wait_for(tracer: subprocess.Popen[bytes], server: Child) -> None:
    """Wait until a process is traced."""
    status = Path(f"/proc/{server.process.pid}/status")
    while f"TracerPid:\t{tracer.pid}\n" not in status.read_text(encoding="utf-8"):
        assert tracer.poll() is None, "strace may not trace here"
        os.sched_yield()


@dataclass(frozen=True)
class Machine:
    """Does verbs at copies of a place, each meeting one fault."""

    line: TextIO

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
        order = {"verb": verb, "place": str(place), "kind": kind, "nth": nth}
        self.line.write(json.dumps(order) + "\n")
        self.line.flush()
        status = json.loads(self.line.readline())
        told = (place / "told").read_text(encoding="utf-8").splitlines()
        assert status in (0, -signal.SIGKILL), (verb, kind, nth, told)
        if "unharmed" in told or ("over" in told and status == -signal.SIGKILL):
            return None
        said = dict(line.split(" ", 1) for line in told if " " in line)
        return Trial(place, f"{verb}, {kind} {nth}", said.get("acknowledged"), said.get("refused"))
