"""The one thread that owns the desk: verbs are queued to it, so that the screens never wait.

A verb's refusal comes back to the one who asked, as the ExchangeError that it is. Long verbs report
by `Progress`; a person's cancelling raises `Cancelled` inside the verb, which then writes nothing more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, TypeVar

from exchange.errors import Locked
from tui.cli.system import refused_by_system

if TYPE_CHECKING:
    from exchange.desk import Desk

T = TypeVar("T")


class Cancelled(Exception):
    """Stopped by the person who asked for it."""


class Work:
    """A queue to the thread that owns the desk; the desk while it is unlocked."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="desk")
        self._desk: Desk | None = None

    @property
    def unlocked(self) -> bool:
        """Whether a desk is open."""
        return self._desk is not None

    async def alone(self, act: Callable[[], T]) -> T:
        """Do what needs no desk (found a post, read a file) on the same thread.

        What the system refuses (no such file, no space) is raised as the refusal that it means.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, act)
        except OSError as error:
            raise refused_by_system(error) from None

    async def unlock(self, unlocking: Callable[[], Desk]) -> Desk:
        """Unlock a desk; raise Locked, Tampered, NotAuthorised, Refused."""
        self._desk = await self.alone(unlocking)
        return self._desk

    async def do(self, verb: Callable[[Desk], T]) -> T:
        """Do one verb on the desk; raise what it refuses, Locked where it was locked meanwhile."""

        def act() -> T:
            if self._desk is None:
                raise Locked("locked-meanwhile")
            return verb(self._desk)

        return await self.alone(act)

    async def lock(self) -> None:
        """Drop the keys: what is queued before is done, what comes after is refused."""
        await self.alone(self._close)

    def stop(self) -> None:
        """End the thread, the desk locked first."""
        self._pool.submit(self._close)
        self._pool.shutdown(wait=True)

    def _close(self) -> None:
        desk, self._desk = self._desk, None
        if desk is not None:
            desk.close()
