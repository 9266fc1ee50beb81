"""Somebody sits at the screens of a post: types, and reads what stands there.

    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "enter")
        assert "BOG-2026-00001" in sitting.frame

`settled` is the one way to wait: until no worker runs, the desk's queue is empty and every widget has
dealt with its messages.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sized
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from textual import events
from textual._queue import Queue
from textual.keys import _character_to_key
from textual.message import Message
from textual.message_pump import MessagePump
from textual.notifications import Notify
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from exchange.locale import Language
from exchange.requests.views import RequestView
from tests.tui.screens.sparing import spare
from tests.world import HEAD, World, passphrase_of
from tui.app import ExchangeApp
from tui.config import Config
from tui.entrance import Entrance
from tui.questions import question
from tui.shell import Shell
from tui.speech import Speech
from tui.widgets.fields import Fields
from tui.widgets.rows import Rows

LOOKS = 4000
"""How often `settled` looks before it says that something never ends."""

Size = tuple[int, int]
SMALL: Size = (80, 24)
LARGE: Size = (160, 48)
_Kind = TypeVar("_Kind", bound=Widget)


@dataclass
class Sitting:
    """One person at one terminal."""

    world: World
    app: ExchangeApp
    pilot: Pilot[int]
    said: list[str]
    handle: str

    # What is typed

    async def press(self, *keys: str) -> None:
        """Press keys, each when the one before it is dealt with."""
        for key in keys:
            self._send(key)
            await self.settled()

    async def write(self, text: str) -> None:
        """Type a text as fast as it goes."""
        await self.burst(*text)

    async def burst(self, *keys: str) -> None:
        """Press keys that all come at once, as over a line that stood still for a moment."""
        for key in keys:
            self._send(key)
        await self.settled()

    async def paste(self, text: str) -> None:
        """Paste into whatever has the focus."""
        self.app.post_message(events.Paste(text))
        await self.settled()

    async def unlock(self, passphrase: str | None = None) -> None:
        """Paste the passphrase, and enter."""
        await self.paste(passphrase or passphrase_of(self.handle))
        await self.press("enter")

    async def begin_form(self) -> None:
        """Unlock, and begin a new request."""
        await self.unlock()
        await self.press("n")
        assert self.screen == "form"

    async def answer(self, *, by: str = "f2", **answers: str) -> None:
        """Fill the fields of the dialogue that is open, and answer it."""
        self.fill(**answers)
        await self.settled()
        await self.press(by)

    def fill(self, **answers: str) -> None:
        """Fill fields by their names, wherever they stand on the screen; `_` stands for `-` or itself."""
        for name, value in answers.items():
            for fields in self.app.screen.query(Fields):
                for known in (name, name.replace("_", "-")):
                    if fields.has(known):
                        fields.fill(known, value)
                        break
                else:
                    continue
                break
            else:
                raise AssertionError(f"no field {name} on {self.screen}")

    def _send(self, key: str) -> None:
        character = key if len(key) == 1 else None
        name = _character_to_key(key) if character else key
        event = events.Key(name, character)
        event.set_sender(self.app)
        driver = self.app._driver
        assert driver is not None
        driver.send_message(event)

    # What is waited for

    async def settled(self) -> None:
        """Wait until nothing is under way."""
        quiet = False
        for _ in range(LOOKS):
            if self.app.fault is not None:
                raise AssertionError("the program ended") from self.app.fault
            if not self.app._running:
                return
            await self.app.shell.work.alone(_nothing)
            self.app.screen._on_timer_update()
            await _others_had_their_turn()
            if self._busy():
                quiet = False
            elif quiet:  # so it still is after what waited for the screen to be drawn
                return
            else:
                await self.app.animator.wait_until_complete()
                quiet = True
        raise AssertionError(f"never settled: {self.screen}, {list(self.app.workers)}")

    async def until(self, text: str) -> None:
        """Wait until a timer has brought a text to the screen."""
        for _ in range(LOOKS):
            if text in self.frame:
                return
            await self.pilot.pause()
            await self.settled()
        raise AssertionError(f"{text} never came:\n{self.frame}")

    def _busy(self) -> bool:
        screen = self.app.screen
        working = any(not worker.is_finished for worker in self.app.workers)
        to_be_drawn = screen._layout_required or screen._scroll_required or screen._dirty_widgets
        if working or to_be_drawn or screen._callbacks:
            return True
        return not all(_waits(node) for node in (self.app, *screen.walk_children(with_self=True)))

    # What is seen

    @property
    def frame(self) -> str:
        """The screen as text."""
        strips = self.app.screen._compositor.render_strips()
        return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)

    @property
    def refused(self) -> str:
        """Why the dialogue that is open isn't done, or came back."""
        return str(self.app.screen.query_one("#said", Static).content)

    @property
    def screen(self) -> str:
        """The scope of the screen on top, or the name of the dialogue."""
        return str(getattr(self.app.screen, "scope", type(self.app.screen).__name__))

    def one(self, kind: type[_Kind]) -> _Kind:
        """Return the one widget of its kind on the screen."""
        return self.app.screen.query_one(kind)

    @property
    def keys(self) -> list[str]:
        """The keys of the rows that the list holds."""
        return [row.key for row in self.one(Rows).window.held if row.key is not None]

    async def stand_on(self, key: str) -> None:
        """Go down in the list until the cursor stands on a row."""
        await self.press("home")
        for _ in self.keys:
            if self.one(Rows).key == key:
                return
            await self.press("down")
        raise AssertionError(f"{key} is none of {self.keys}")

    def asked(self) -> bool:
        """Say whether a dialogue is open."""
        return isinstance(self.app.screen, question.Question)


async def _others_had_their_turn() -> None:
    """Wait until this loop has nothing else to do at once."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, asyncio.BaseEventLoop)
    await asyncio.sleep(0)
    while loop._ready:  # type: ignore[attr-defined]
        await asyncio.sleep(0)


def _waits(pump: MessagePump) -> bool:
    """Say whether nothing waits for a widget: it has no message, and is in the middle of none."""
    queue: Queue[Message | None] = pump._message_queue
    waiting: Sized = queue.ready_event._waiters
    return queue.qsize() == 0 and len(waiting) > 0


def _nothing() -> None:
    """Take the desk's thread for a moment: what was queued before is done then."""


@dataclass
class _Ears:
    """Hears what is notified."""

    said: list[str] = field(default_factory=list)

    def hear(self, message: Message) -> None:
        """Take note of a notification."""
        if isinstance(message, Notify) and message.notification.message not in self.said[-1:]:
            self.said.append(message.notification.message)


@asynccontextmanager
async def sitting_down(
    world: World,
    handle: str = HEAD,
    *,
    size: Size = SMALL,
    language: Language = Language.EN,
    config: Config | None = None,
    patient: bool = True,
    read_only: bool = False,
    passphrase_file: Path | None = None,
) -> AsyncIterator[Sitting]:
    """Open the screens on a world's store, locked; the desk's thread ends with them.

    `patient`: dialogues count keys from their first moment, for here nobody types ahead; else all do, and no
    dialogue counts any.
    """
    settings = world.settings()
    entrance = Entrance(
        world.folder, lambda: settings, handle, read_only=read_only, passphrase_file=passphrase_file
    )
    shell = Shell(Speech(language), config=config or Config(), clock=settings.clock)
    app, ears = ExchangeApp(shell, entrance), _Ears()
    app.animation_level = "none"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(question, "DEAF_SECONDS", 0.0 if patient else 3600.0)
        spare(patch)
        try:
            async with app.run_test(size=size, message_hook=ears.hear) as pilot:
                sitting = Sitting(world, app, pilot, ears.said, handle)
                await sitting.settled()
                yield sitting
        finally:
            shell.work.stop()


@asynccontextmanager
async def at_request(world: World, ref: str, handle: str = HEAD) -> AsyncIterator[Sitting]:
    """Sit down at a request."""
    async with sitting_down(world, handle) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await sitting.stand_on(ref)
        await sitting.press("enter")
        assert sitting.screen == "request"
        yield sitting


def stored(world: World, ref: str) -> RequestView:
    """Return a request as another desk finds it."""
    desk = world.desk()
    view, _ = desk.requests.show(ref)
    world.lock(desk)
    return view
