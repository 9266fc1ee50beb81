"""The App's guard: unlocking, blanking, locking, and how it ends on a fault.

Nothing is shown while locked: screens are taken down and forget what they showed, the keys are
dropped, the way back is remembered. A fault ends the program with one sentence and an id; Textual's
own report would print the values around it, names and passphrases among them.
"""

from __future__ import annotations

import asyncio
import importlib
import signal
from collections.abc import Callable, Sequence
from contextlib import suppress
from types import ModuleType
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual.app import App
from textual.filter import LineFilter
from textual.message import Message
from textual.worker import WorkerFailed

from exchange.errors import ExchangeError
from exchange.log.roles import Role
from tui.actions import areas_of
from tui.entrance import Entrance
from tui.foreign import VisibleLines
from tui.idling import TICK, Idling
from tui.in_turn import InTurn
from tui.screens.unlock import Unlock
from tui.shell import Shell
from tui.speech import Speech
from tui.standing import Answered
from tui.terminal import Terminal

if TYPE_CHECKING:
    from exchange.desk import Desk
    from tui.screens.founding import Founding
    from tui.screens.panel import Panel

UNLOCK: Final = "unlock"
_FURNITURE: Final = "tui.furniture"


class Guarded(App[int]):
    """An App that begins locked, and locks again."""

    def __init__(self, shell: Shell, entrance: Entrance) -> None:
        super().__init__(driver_class=Terminal)
        self.shell, self.entrance = shell, entrance
        self.panels: dict[str, Panel] = {}
        self.fault: Exception | None = None
        self.idling = Idling(shell.config.blank_after * 60, shell.config.lock_after * 60)
        self._back_to: dict[str, tuple[tuple[str, str], ...]] = {}
        self._blanked = False
        self._unheard: list[Message] = []
        self._furniture: asyncio.Future[ModuleType] | None = None
        self.in_turn = InTurn(self, super().on_event)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Let no character through that commands a terminal."""
        return [*super().get_line_filters(), VisibleLines()]

    async def on_mount(self) -> None:
        """Begin locked."""
        self.install_screen(Unlock(self.shell, self.entrance), UNLOCK)
        await self.push_screen(UNLOCK)
        self.set_interval(TICK, self._look_at_the_time)
        self._end_with_the_terminal()
        self.call_after_refresh(self._begin)

    async def _begin(self) -> None:
        """Import the rest once the first frame stands; begin with founding where there is no store."""
        self._furniture = asyncio.ensure_future(self._imported())
        if await self.shell.work.alone(self.entrance.may_be_founded):
            await self.push_screen((await self.furniture()).Founding(self.shell, self.entrance))

    async def furniture(self) -> ModuleType:
        """Return `tui.furniture`, once it is imported."""
        return await (self._furniture or self._imported())

    async def _imported(self) -> ModuleType:
        """Import it on the desk's thread: tables are mapped there and nowhere else at the same time."""
        return await self.shell.work.alone(lambda: importlib.import_module(_FURNITURE))

    def _end_with_the_terminal(self) -> None:
        """Leave in good order when the terminal goes away: drafts are kept, the keys dropped."""
        with suppress(NotImplementedError, RuntimeError, ValueError):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self._hung_up)

    def _hung_up(self) -> None:
        self.run_worker(self._leave(), exclusive=True, group=UNLOCK)

    async def _leave(self) -> None:
        await self.lock()
        self.exit(0)

    async def on_founding_done(self, message: Founding.Done) -> None:
        """Let the head of the new post unlock it."""
        while not isinstance(self.screen, Unlock):
            await self.pop_screen()
        self.screen.again(message.head)

    async def go(self, where: str, what: str = "") -> None:
        """Show an area."""
        raise NotImplementedError

    async def furnish(self) -> None:
        """Make the screens of an unlocked desk, once; afterwards they are filled anew."""
        if not self.panels:
            for kind in (await self.furniture()).PANELS:
                panel = self.panels[kind.scope] = kind(self.shell)
                self.install_screen(panel, kind.scope)

    # Unlocking

    def on_unlock_asked(self, message: Unlock.Asked) -> None:
        """Unlock on the thread that will own the desk."""
        self.run_worker(self._unlock(message.unlock, message.unlocking), exclusive=True, group=UNLOCK)

    async def _unlock(self, screen: Unlock, unlocking: Callable[[], Desk]) -> None:
        try:
            desk = await self.shell.work.unlock(unlocking)
        except ExchangeError as error:
            screen.refused(error)
            return
        if desk.provisional:
            await self.open("Activate", then=self._activated)
            return
        await self._seated(desk)

    async def _activated(self, passphrase: str | None) -> None:
        """Take one's own keys under one's own passphrase; without, the desk stays locked."""
        unlock = self.screen
        if not isinstance(unlock, Unlock):
            return
        if passphrase is None:
            await self.lock()
            return

        def activate(desk: Desk) -> Desk:
            desk.members.activate(passphrase)
            return desk

        try:
            desk = await self.shell.work.do(activate)
            await self._seated(desk)
        except ExchangeError as error:
            await self.shell.work.lock()
            unlock.refused(error)

    async def _seated(self, desk: Desk) -> None:
        self.shell.seat = desk.seat
        self.shell.speech = Speech(self.shell.speech.language, desk.seat.zone)
        self.idling.touched()
        await self.furnish()
        areas = tuple(areas_of(Role(desk.seat.role)))  # another role may have been given meanwhile
        before = self._back_to.get(desk.seat.member, ())
        back = [(where, what) for where, what in before if self.panels[where].area in areas]
        for where, what in back or [(areas[0], "")]:
            await self.go(where, what)

    async def open(self, dialogue: str, *arguments: object, then: Answered[Any] | None = None) -> None:
        """Open a dialogue of the furniture; none that was asked for before a lock."""
        seat, kind = self.shell.seat, getattr(await self.furniture(), dialogue)
        if self.shell.seat is seat:
            await self.push_screen(kind(self.shell, *arguments), then)

    def hears(self, message: Message) -> bool:
        """Say whether what a screen posts is to be dealt with.

        Nothing is where it comes after a lock; under a blanked screen it waits until it is known who looks.
        """
        if self._blanked:
            self._unheard.append(message)
        return self.shell.seat is not None and not self._blanked

    # Locking

    async def lock(self, said: str = "") -> None:
        """Drop the keys: whatever was shown is forgotten, the way back is remembered."""
        self.in_turn.drop()
        panels = {id(one): one for one in self.panels.values()}
        beneath = [panels[id(one)] for one in self.screen_stack if id(one) in panels]
        shown = [(panel.scope, panel.what) for panel in beneath]
        for one in self.screen_stack:
            with suppress(ExchangeError):  # a draft that can't be kept holds no desk open
                await getattr(one, "keep", _nothing)()
        handle = self.shell.seat.member if self.shell.seat else ""
        self.shell.seat = None  # first of all: what is answered from here on is for nobody
        while not isinstance(self.screen, Unlock):
            await self.pop_screen()
        await self.shell.work.lock()
        for one in self.panels.values():
            one.wipe()
        self.clear_notifications()
        self.shell.undo, self.shell.code, self._blanked = None, "", False
        self._unheard.clear()
        self._back_to[handle] = tuple(shown)
        if isinstance(self.screen, Unlock):
            self.screen.again(handle, said)

    async def on_event(self, event: events.Event) -> None:
        """Take note that somebody is here; give keys in turn."""
        if isinstance(event, events.Key | events.MouseDown | events.Paste):
            self.idling.touched()
        if isinstance(event, events.Key | events.Paste) and not event.is_forwarded:
            await self.in_turn.take(event)
        else:
            await super().on_event(event)

    async def _look_at_the_time(self) -> None:
        if not self.shell.work.unlocked:
            return
        if self.idling.lock_due():
            await self.lock(self.shell.speech.of("locked.idle"))
        elif self.idling.blank_due() and not self._blanked:
            self._blanked = True
            await self.open("Blank", then=self._unblanked)

    async def _unblanked(self, known: bool | None) -> None:
        self._blanked = False
        if not known:
            await self.lock(self.shell.speech.of("locked.wrong"))
            return
        unheard, self._unheard = self._unheard, []
        for message in unheard:
            self.post_message(message)

    # Ending

    def _handle_exception(self, error: Exception) -> None:
        """End without printing anything of what was at hand; `launch` says the sentence.

        Of a worker's fault the cause is kept: what wraps it has no frames of its own.
        """
        cause = error.error if isinstance(error, WorkerFailed) else error
        self.fault = self.fault or (cause if isinstance(cause, Exception) else error)
        if self._exception is None:  # what a test's pilot raises again
            self._exception = error
            self._exception_event.set()
        self._return_code = 1
        self._close_messages_no_wait()


async def _nothing() -> None:
    """Keep nothing: most screens hold nothing that was typed."""
