"""Verifying a whole log as a stream: rosters in order here, signatures in other processes.

What an entry may do depends on all before it and is cheap; its Ed25519 signature depends on nothing
and costs the most. So this process reads, orders and judges, and hands signatures out in chunks; a
short log is done here alone. Memory: the edge, the roster and a few chunks, whatever the length.
"""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import Self, TypeAlias

from exchange.log.entry import SignedEntry
from exchange.log.merkle import Edge, Node
from exchange.log.replay import Replay, ReplayError
from exchange.log.roster import Roster
from exchange.log.signatures import Claim, first_wrong

Seen: TypeAlias = Callable[[SignedEntry, tuple[Node, ...]], None]
"""Told each entry, and the subtrees that its leaf completes, itself first."""

CHUNK = 256
ALONE = 8  # as many chunks are checked here: below, starting processes costs more than it saves
AHEAD = 16  # so many chunks wait for a verdict while this process reads on


@dataclass(frozen=True)
class Replayed:
    """A log whose every entry holds: its edge, its roster, and how many entries were read."""

    edge: Edge
    roster: Roster
    entries: int


def replay(
    lines: Iterable[bytes],
    *,
    after: Replayed | None = None,
    seen: Seen | None = None,
    processes: int | None = None,
) -> Replayed:
    """Verify `lines`, the entries that follow `after` (None: from the first on).

    Raise ReplayError with the lowest index that is wrong. `seen` gets each entry in order, with the
    subtrees that it completes, before its signature is checked: nothing that it gathers is to be
    believed until this returns.
    """
    state = Replay() if after is None else Replay(after.edge, after.roster)
    first = state.edge.size
    with Signatures(first, processes or _others()) as signatures:
        try:
            for line in lines:
                signed, public = state.read(line)
                signatures.add((public, signed.body, signed.signature))
                state.settle(signed)
                if seen is not None:
                    seen(signed, state.completed)
        except ReplayError:
            signatures.finish()  # an earlier entry's signature may be wrong: the lowest index is told
            raise
        signatures.finish()
    return Replayed(state.edge, state.roster, state.edge.size - first)


@dataclass
class _Task:
    """A chunk that was handed out: the index of its first entry, and what came of it."""

    first: int
    claims: list[Claim]
    result: Future[int | None]

    def check_here(self) -> bool:
        """Check the chunk in this process if no other has begun to; say whether it was done."""
        if not self.result.cancel():
            return False
        self.result = Future()
        self.result.set_result(first_wrong(self.claims))
        return True


def _others() -> int:
    """Return how many processes to start: one core is this process's, which checks too when ahead."""
    return max(1, (os.cpu_count() or 1) - 1)


class Signatures:
    """Checks signatures in the order of their entries, in this process and in others."""

    def __init__(self, first: int, processes: int) -> None:
        self._processes = processes
        self._next = first
        self._chunk: list[Claim] = []
        self._early: list[tuple[int, list[Claim]]] = []
        self._pool: ProcessPoolExecutor | None = None
        self._tasks: deque[_Task] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def add(self, claim: Claim) -> None:
        """Take the next entry's signature; raise ReplayError when an earlier one is found wrong."""
        self._chunk.append(claim)
        if len(self._chunk) == CHUNK:
            self._close_chunk()

    def finish(self) -> None:
        """Check all that was added; raise ReplayError for the first that doesn't hold."""
        self._close_chunk()
        for first, claims in self._early:
            self._judge(first, first_wrong(claims))
        self._early = []
        for task in reversed(self._tasks):
            if not task.check_here():
                break
        while self._tasks:
            self._collect()

    def _close_chunk(self) -> None:
        if self._chunk:
            self._early.append((self._next, self._chunk))
            self._next += len(self._chunk)
            self._chunk = []
        if len(self._early) > ALONE or self._pool is not None:
            self._hand_out()

    def _hand_out(self) -> None:
        if self._pool is None:
            # Spawned, not forked: the caller may hold threads, locks and an open database.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        for first, claims in self._early:
            while self._tasks and self._tasks[0].result.done():
                self._collect()
            if len(self._tasks) < AHEAD:
                self._tasks.append(_Task(first, claims, self._pool.submit(first_wrong, claims)))
            else:
                self._check_here(first, claims)
        self._early = []

    def _check_here(self, first: int, claims: list[Claim]) -> None:
        """Check a chunk in this process, which would only wait; one that holds is kept no longer."""
        place = first_wrong(claims)
        if place is not None:
            while self._tasks:
                self._collect()  # a lower index is told before this one
        self._judge(first, place)

    def _collect(self) -> None:
        task = self._tasks.popleft()
        self._judge(task.first, task.result.result())

    def _judge(self, first: int, place: int | None) -> None:
        """Go on when a chunk held whose every predecessor did; else raise, and forget all that came later."""
        if place is not None:
            self._chunk, self._early = [], []
            self._tasks.clear()
            raise ReplayError("entry-signature", first + place)
