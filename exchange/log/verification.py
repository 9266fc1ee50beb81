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
from exchange.log.merkle import Edge
from exchange.log.replay import Replay, ReplayError
from exchange.log.roster import Roster
from keys.errors import SignatureError
from keys.note import verify_ed25519

CHUNK = 256
ALONE = 8  # as many chunks are checked here: below, starting processes costs more than it saves
Claim: TypeAlias = tuple[bytes, bytes, bytes]
"""A signature to check: public key, signed bytes, signature."""


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
    seen: Callable[[SignedEntry], None] | None = None,
    processes: int | None = None,
) -> Replayed:
    """Verify `lines`, the entries that follow `after` (None: from the first on).

    Raise ReplayError with the lowest index that is wrong. `seen` gets each entry in order, before
    its signature is checked: nothing that it gathers is to be believed until this returns.
    """
    state = Replay() if after is None else Replay(after.edge, after.roster)
    first = state.edge.size
    with Signatures(first, processes or os.cpu_count() or 1) as signatures:
        try:
            for line in lines:
                signed, public = state.read(line)
                signatures.add((public, signed.body, signed.signature))
                state.settle(signed)
                if seen is not None:
                    seen(signed)
        except ReplayError:
            signatures.finish()  # an earlier entry's signature may be wrong: the lowest index is told
            raise
        signatures.finish()
    return Replayed(state.edge, state.roster, state.edge.size - first)


class Signatures:
    """Checks signatures in order of their entries, in this process or in several."""

    def __init__(self, first: int, processes: int) -> None:
        self._processes = processes
        self._next = first
        self._chunk: list[Claim] = []
        self._waiting: list[tuple[int, list[Claim]]] = []
        self._pool: ProcessPoolExecutor | None = None
        self._running: deque[tuple[int, Future[int | None]]] = deque()

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
        for start, chunk in self._waiting:
            _refuse(start, first_wrong(chunk))
        self._waiting.clear()
        while self._running:
            self._collect()

    def _close_chunk(self) -> None:
        if self._chunk:
            self._waiting.append((self._next, self._chunk))
            self._next += len(self._chunk)
            self._chunk = []
        if len(self._waiting) > ALONE or self._pool is not None:
            self._hand_out()

    def _hand_out(self) -> None:
        if self._pool is None:
            # Spawned, not forked: the caller may hold threads, locks and an open database.
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPoolExecutor(self._processes, mp_context=context)
        for start, chunk in self._waiting:
            self._running.append((start, self._pool.submit(first_wrong, chunk)))
        self._waiting.clear()
        while len(self._running) > ALONE + 2 * self._processes:
            self._collect()

    def _collect(self) -> None:
        start, result = self._running.popleft()
        _refuse(start, result.result())


def first_wrong(claims: list[Claim]) -> int | None:
    """Return the place of the first signature that doesn't hold, else None."""
    for place, (public, data, signature) in enumerate(claims):
        try:
            verify_ed25519(public, data, signature)
        except SignatureError:
            return place
    return None


def _refuse(start: int, place: int | None) -> None:
    if place is not None:
        raise ReplayError("entry-signature", start + place)
