"""Processes that begin where `tests.rehearsed` ends: real ones, spared of imports and of a first use.

    with begun(write, place, 12) as child:
        printed = list(child.lines())

Each is forked from one process that this one starts when it needs it first, and that ends with it.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from typing import Concatenate, Final, ParamSpec

_Given = ParamSpec("_Given")

PATIENCE: Final = 120
"""Seconds after which a child that is waited for has failed."""

_CONTEXT: Final = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["tests.rehearsed"])


@dataclass(frozen=True)
class Child:
    """A process, and this end of the line to it."""

    process: ForkServerProcess
    line: Connection

    def lines(self) -> Iterator[str]:
        """Give what it says, until it has ended."""
        while True:
            try:
                yield self.line.recv()
            except EOFError:
                return

    def ended(self) -> int:
        """Wait until it has ended; return its exit code, below zero the signal that ended it."""
        self.process.join(PATIENCE)
        assert self.process.exitcode is not None, "never ended"
        return self.process.exitcode


@contextmanager
def begun(
    work: Callable[Concatenate[Connection, _Given], None], *args: _Given.args, **named: _Given.kwargs
) -> Iterator[Child]:
    """Let a process do a work, which says what it has to say on the line; it has ended afterwards."""
    ours, its = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=work, args=(its, *args), kwargs=named)
    process.start()
    its.close()
    child = Child(process, ours)
    try:
        yield child
        child.ended()
    finally:
        process.kill()
        process.join()
        ours.close()
