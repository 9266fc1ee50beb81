"""Checking many Ed25519 signatures: in batches, on every core once there are enough of them.

A signature costs ten times what reading its entry costs, and Python verifies one at a time; so the
reader hands batches to worker processes, and checks one itself whenever they are all busy.
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Final, NamedTuple

from keys.errors import SignatureError
from keys.note import verify_ed25519

BATCH: Final = 512
WORTH_WORKERS: Final = 8_192
"""Below this many signatures starting a process takes longer than it saves."""


class Signed(NamedTuple):
    """A signature to check: whose entry it is of, under which key, over what."""

    n: int
    public: bytes
    body: bytes
    signature: bytes


def first_bad(batch: list[Signed]) -> int | None:
    """Return the index of the first entry of `batch` whose signature doesn't hold, else None."""
    for n, public, body, signature in batch:
        try:
            verify_ed25519(public, body, signature)
        except SignatureError:
            return n
    return None


class SignatureChecks:
    """Takes signatures as they are read; `first_bad` is known once all were taken."""

    def __init__(self, pool: ProcessPoolExecutor | None, workers: int) -> None:
        self._pool = pool
        self._waiting = 2 * workers
        self._batch: list[Signed] = []
        self._futures: deque[Future[int | None]] = deque()
        self._bad: list[int] = []

    def add(self, signed: Signed) -> None:
        """Take one signature to check."""
        self._batch.append(signed)
        if len(self._batch) >= BATCH:
            self._send()

    def finish(self) -> int | None:
        """Return the index of the first entry whose signature doesn't hold, else None."""
        self._note(first_bad(self._batch))
        self._batch = []
        while self._futures:
            self._note(self._futures.popleft().result())
        return min(self._bad, default=None)

    def _send(self) -> None:
        batch, self._batch = self._batch, []
        while self._futures and self._futures[0].done():
            self._note(self._futures.popleft().result())
        if self._pool is not None and len(self._futures) < self._waiting:
            self._futures.append(self._pool.submit(first_bad, batch))
        else:
            self._note(first_bad(batch))

    def _note(self, found: int | None) -> None:
        if found is not None:
            self._bad.append(found)


@contextmanager
def signature_checks(expected: int) -> Iterator[SignatureChecks]:
    """Give what checks about `expected` signatures; worker processes end with the context."""
    workers = (os.cpu_count() or 1) - 1
    if expected < WORTH_WORKERS or not workers:
        yield SignatureChecks(None, 0)
        return
    # spawn: a fork of a process that runs threads may stop for ever on a lock of theirs.
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        yield SignatureChecks(pool, workers)
