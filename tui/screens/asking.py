"""One way to ask the desk: what is refused comes back to be mended, with all that was typed.

`ask` sends a verb to the desk's thread and hands its answer to a method; a refusal lands in one place, the
App's. Where the verb came from a dialogue, that dialogue opens again then, filled as it was answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeVar

from textual.worker import WorkType

from exchange.desk import Desk
from exchange.errors import ExchangeError, Tampered
from tui.messages import Failed, Told
from tui.questions.drafted import Draft
from tui.shell import Shell
from tui.standing import Standing
from tui.undo import Undo
from tui.widgets.rows import Rows
from tui.work import Cancelled

if TYPE_CHECKING:
    from exchange.seat import Seat

T = TypeVar("T")
Then = Callable[[T], Awaitable[None] | None]


@dataclass(frozen=True)
class Origin:
    """The dialogue from which something is asked.

    `again` opens it again: it says why, with the cursor in the field that the refusal names, if it has one.
    `draft`: what was typed in it, which goes once what it is for is done.
    """

    again: Callable[[ExchangeError], None]
    draft: Draft | None


LOAD: Final = "load"
"""The question whose answer fills a screen."""


class Asking(Standing[str | None]):
    """A screen that asks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.filled = asyncio.Event()
        self._origin: Origin | None = None

    def load(self) -> None:
        """Ask the desk for what is shown."""

    def ask(self, verb: Callable[[Desk], T], then: Then[T], *, only: str = "") -> None:
        """Ask the desk; `only`: an answer still under way to a question of this name is dropped.

        Keys that come while a screen waits for what it shows (`LOAD`) are kept for it.
        """
        if only == LOAD:
            self.filled.clear()
        origin, seat = self._origin, self.shell.seat

        async def asking() -> None:  # not yet begun, it can be dropped: a coroutine would complain
            try:
                await self._asked(verb, then, origin, seat)
            finally:
                if only == LOAD:
                    self.filled.set()

        work: WorkType[None] = asking
        self.run_worker(work, group=only or "ask", exclusive=bool(only), exit_on_error=True)

    async def _asked(
        self, verb: Callable[[Desk], T], then: Then[T], origin: Origin | None, seat: Seat | None
    ) -> None:
        try:
            found = await self.shell.work.do(verb)
        except ExchangeError as error:
            for rows in self.query(Rows):
                rows.filled.set()  # what was asked for doesn't come
            if self.shell.seat is seat:
                self._refused(error, origin)
        except Cancelled:
            self.post_message(Told(self.shell.speech.of("cancelled")))
        else:
            if self._stands and self.shell.seat is seat:
                with self._from(origin):
                    following = then(found)
                if following is not None:
                    await following

    def _refused(self, error: ExchangeError, origin: Origin | None) -> None:
        """Open the dialogue again from which it came; where it came from none, or is grave, say it."""
        if origin is not None and self.app.screen is self and not isinstance(error, Tampered):
            origin.again(error)
        else:
            self.post_message(Failed(error))

    @property
    def _stands(self) -> bool:
        """Whether it can still show something: a form can be gone before its answer comes."""
        return self.is_attached and self.app.is_running and bool(self.children)

    @contextmanager
    def _from(self, origin: Origin | None) -> Iterator[None]:
        """Take what is asked meanwhile as coming from a dialogue, which a refusal opens again."""
        before, self._origin = self._origin, origin
        try:
            yield
        finally:
            self._origin = before

    def act(
        self, verb: Callable[[Desk], T], done: Callable[[T], str] | str, undo: Undo | None = None
    ) -> None:
        """Do a verb that changes something; say that it is done, and show what is true then.

        `undo` is how it is taken back; an act without one forgets the one before.
        """

        def then(ended: tuple[T, ExchangeError | None]) -> None:
            found, stays = ended
            self.shell.undo = undo
            hint = self.shell.speech.of("undo.hint") if undo is not None else ""
            self.post_message(Told(done if isinstance(done, str) else done(found), hint))
            self.say_staying(stays)
            self.load()

        self.ask(self.ending(verb), then)

    def ending(self, verb: Callable[[Desk], T]) -> Callable[[Desk], tuple[T, ExchangeError | None]]:
        """Return a verb after which the draft of its dialogue goes; it gives why that one can't, too."""
        draft = self._origin.draft if self._origin is not None else None

        def act(desk: Desk) -> tuple[T, ExchangeError | None]:
            found = verb(desk)
            return found, draft.done_with(desk) if draft is not None else None

        return act

    def say_staying(self, error: ExchangeError | None) -> None:
        """Say why a draft stays though what it was for is done, where it does."""
        if error is not None:
            speech = self.shell.speech
            self.post_message(Told(speech.of("draft.not-dropped"), speech.refusal(error)[0]))
