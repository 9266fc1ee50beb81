"""Does verbs in children, each of which meets a fault at its n-th system call of one kind.

strace gives every process a count of its own and injects the fault at call `LIMITS[kind]`: a child first
makes `LIMITS[kind] - n` idle calls of the kind, then does the verb, then goes on until the fault comes, so
that it can tell whether the verb met it. One strace and one warm process thus do for a sweep over all calls
of all verbs.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import socket
import traceback
from collections.abc import Callable, Mapping
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from exchange.errors import ExchangeError
from tests.faults.verbs import VERBS

EVERY: Final = os.environ.get("FAULTS") == "every"
"""Whether a verb is interrupted at each of its calls, which takes an hour; else at a few of the first."""

LIMITS: Final = dict.fromkeys(("fsync", "fdatasync", "rename", "write"), 1000 if EVERY else 64) | {
    "pwrite64": 1000
}
"""At which call the fault waits: beyond what is swept, and what a verb makes that is to meet another."""
_ANY_TRACER: Final = (0x59616D61, ctypes.c_ulong(-1))  # PR_SET_PTRACER, PR_SET_PTRACER_ANY (prctl(2))
_IDLE: Final = frozenset({errno.ENOTDIR, errno.EINVAL})
"""How an idle rename and an idle fsync always end; no fault is one of these."""


def idle_calls(idle: int) -> Mapping[str, Callable[[], object]]:
    """Return, for each kind of system call, one that does nothing to a store, and keeps no disk busy."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    return {
        "fsync": lambda: os.fsync(nowhere),
        "fdatasync": lambda: os.fdatasync(nowhere),
        "pwrite64": lambda: os.pwrite(idle, b"\0", 0),
        "write": lambda: os.write(idle, b""),
        "rename": lambda: os.rename("/dev/null/a", "/dev/null/b"),  # noqa: PTH104  (the bare call)
    }


class Child:
    """One trial: tells what happens to it on a file, by a system call that no fault is injected into."""

    def __init__(self, place: Path) -> None:
        self._told = os.open(place / "told", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        self._idle = os.open(place / "idle", os.O_CREAT | os.O_RDWR)
        self._place = place

    def tell(self, line: str) -> None:
        """Note a line."""
        os.writev(self._told, [line.encode() + b"\n"])

    def make(self, verb: str, kind: str, nth: int) -> None:
        """Do the verb and meet the fault at its n-th call of that kind."""
        call = idle_calls(self._idle)[kind]
        for _ in range(LIMITS[kind] - nth):
            _quietly(call)
        try:
            VERBS[verb](self._place, lambda told: self.tell(f"acknowledged {told}"))
        except ExchangeError as error:
            self.tell(f"refused {error.reason}")
        except OSError as error:
            self.tell(f"refused by the system: {error}")
        self.tell("over")
        if not _all_quiet(call, nth):
            self.tell("unharmed")


def _all_quiet(call: Callable[[], object], times: int) -> bool:
    return all(_quietly(call) for _ in range(times))


def _quietly(call: Callable[[], object]) -> bool:
    """Make an idle call; say whether no fault was injected into it."""
    try:
        call()
    except OSError as error:
        return error.errno in _IDLE
    return True


def serve(line: Connection, orders: socket.socket) -> None:
    """Say that one may be traced; do each order in a child, and answer with its exit status."""
    ctypes.CDLL(None).prctl(*_ANY_TRACER)
    line.send("ready")
    with orders, orders.makefile("r", encoding="utf-8") as given:
        for text in given:
            status = _obey(json.loads(text))
            orders.sendall(
                f"{json.dumps(os.waitstatus_to_exitcode(status))}\n".encode()
            )  # by no call that fails


def _obey(order: Mapping[str, str | int]) -> int:
    child = os.fork()
    if child == 0:
        status = 1
        try:
            Child(Path(str(order["place"]))).make(str(order["verb"]), str(order["kind"]), int(order["nth"]))
            status = 0
        finally:
            if status:
                os.writev(2, [traceback.format_exc().encode()])
            os._exit(status)
    return os.waitpid(child, 0)[1]
