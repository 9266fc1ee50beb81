"""Keys in turn: what is typed faster than the screens follow waits, and goes where it was meant to go.

Textual gives a key to the widget that has the focus when the key is read. Over a slow line several keys
come at once, and the text behind a `tab` would land in the field before it, the text behind `n` nowhere.
Here a key is given when the one before it has done what it does: its way up to the App is gone, and a
screen that it opened has its fields.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from typing import Final

from textual.app import App
from textual.events import Event
from textual.widget import Widget
from textual.worker import Worker

PATIENCE: Final = 2.0
"""Seconds after which a screen that is still busy gets the next key nevertheless."""
ROUNDS: Final = 2
"""How often the way up is gone: a field that takes a key may post what comes of it."""


class InTurn:
    """What was typed and not yet given to the screens."""

    def __init__(self, app: App[int], give: Callable[[Event], Awaitable[None]]) -> None:
        self._app, self._give = app, give
        self._waiting: deque[Event] = deque()
        self._worker: Worker[None] | None = None

    @property
    def busy(self) -> bool:
        """Whether a key is under way."""
        return self._worker is not None and not self._worker.is_finished

    async def take(self, event: Event) -> None:
        """Give a key or a paste to the screens: at once, or when the one before it is dealt with."""
        self._waiting.append(event)
        if not self.busy:
            self._worker = self._app.run_worker(partial(self._follow, await self._give_next()), group="keys")

    def drop(self) -> None:
        """Forget what waits: it was meant for screens that are no more."""
        self._waiting.clear()

    async def _give_next(self) -> Widget:
        to = self._app.focused or self._app.screen
        await self._give(self._waiting.popleft())
        return to

    async def _follow(self, last: Widget) -> None:
        await self._dealt_with(last)
        while self._waiting:
            await self._dealt_with(await self._give_next())

    async def _dealt_with(self, last: Widget) -> None:
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                for node in [*last.ancestors_with_self] * ROUNDS:
                    passed = asyncio.Event()
                    if node.call_later(passed.set):
                        await passed.wait()
        for node in filter(None, (self._app.screen, self._app.focused)):
            await _filled(node)


async def _filled(node: Widget) -> None:
    """Wait for a screen or a list that asked the desk for what it shows; not twice for the same answer."""
    filled = getattr(node, "filled", None)
    if isinstance(filled, asyncio.Event):
        try:
            await asyncio.wait_for(filled.wait(), PATIENCE)
        except TimeoutError:
            filled.set()
