"""One way to ask the desk, and the person: what is refused comes back to be mended, with all that was typed.

`ask` sends a verb to the desk's thread and hands its answer to a method; a refusal lands in one place, the
App's. Where the verb came from a dialogue, that dialogue opens again then, filled as it was answered.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final, TypeVar

from textual.worker import WorkType

from exchange.desk import Desk
from exchange.errors import ExchangeError, Tampered
from tui.messages import Failed, Told
from tui.questions.ask import Answers, Ask
from tui.questions.confirm import Confirm
from tui.questions.drafted import Draft, Drafted
from tui.questions.progress import Long, Tell
from tui.shell import Shell
from tui.standing import Standing
from tui.undo import Undo
from tui.widgets.fields import As, Wanted
from tui.widgets.rows import Rows
from tui.work import Cancelled

if TYPE_CHECKING:
    from exchange.seat import Seat

T = TypeVar("T")
Then = Callable[[T], Awaitable[None] | None]
Again = Callable[[ExchangeError], None]
"""Opens a dialogue again: it says why, with the cursor in the field that the refusal names, if it has one."""

LOAD: Final = "load"
"""The question whose answer fills a screen."""


class Asking(Standing[str | None]):
    """A screen that asks."""

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.filled = asyncio.Event()
        self._again: Again | None = None

    def load(self) -> None:
        """Ask the desk for what is shown."""

    def ask(self, verb: Callable[[Desk], T], then: Then[T], *, only: str = "") -> None:
        """Ask the desk; `only`: an answer still under way to a question of this name is dropped.

        Keys that come while a screen waits for what it shows (`LOAD`) are kept for it.
        """
        if only == LOAD:
            self.filled.clear()
        again, seat = self._again, self.shell.seat

        async def asking() -> None:  # not yet begun, it can be dropped: a coroutine would complain
            try:
                await self._asked(verb, then, again, seat)
            finally:
                if only == LOAD:
                    self.filled.set()

        work: WorkType[None] = asking
        self.run_worker(work, group=only or "ask", exclusive=bool(only), exit_on_error=True)

    async def _asked(
        self, verb: Callable[[Desk], T], then: Then[T], again: Again | None, seat: Seat | None
    ) -> None:
        try:
            found = await self.shell.work.do(verb)
        except ExchangeError as error:
            for rows in self.query(Rows):
                rows.filled.set()  # what was asked for doesn't come
            if self.shell.seat is seat:
                self._refused(error, again)
        except Cancelled:
            self.post_message(Told(self.shell.speech.of("cancelled")))
        else:
            if self._stands and self.shell.seat is seat:
                with self._from(again):
                    following = then(found)
                if following is not None:
                    await following

    def _refused(self, error: ExchangeError, again: Again | None) -> None:
        """Open the dialogue again from which it came; where it came from none, or is grave, say it."""
        if again is not None and self.app.screen is self and not isinstance(error, Tampered):
            again(error)
        else:
            self.post_message(Failed(error))

    @property
    def _stands(self) -> bool:
        """Whether it can still show something: a form can be gone before its answer comes."""
        return self.is_attached and self.app.is_running and bool(self.children)

    @contextmanager
    def _from(self, again: Again | None) -> Iterator[None]:
        """Take what is asked meanwhile as coming from a dialogue, which a refusal opens again."""
        before, self._again = self._again, again
        try:
            yield
        finally:
            self._again = before

    def act(
        self, verb: Callable[[Desk], T], done: Callable[[T], str] | str, undo: Undo | None = None
    ) -> None:
        """Do a verb that changes something; say that it is done, and show what is true then.

        `undo` is how it is taken back; an act without one forgets the one before.
        """

        def then(found: T) -> None:
            self.shell.undo = undo
            hint = self.shell.speech.of("undo.hint") if undo is not None else ""
            self.post_message(Told(done if isinstance(done, str) else done(found), hint))
            self.load()

        self.ask(verb, then)

    def long(self, title: str, verb: Callable[[Desk, Tell], T], done: Callable[[T], None]) -> None:
        """Do what takes long under a bar, to be stopped at any time."""
        again = self._again

        def ended(found: T | ExchangeError | None) -> None:
            if isinstance(found, ExchangeError):
                self._refused(found, again)
            elif found is not None:
                done(found)

        self.open(Long(self.shell, title, verb), ended)

    def question(
        self,
        title: str,
        wanted: Sequence[Wanted],
        then: Callable[[Answers], None],
        said: str = "",
        *,
        refused: ExchangeError | None = None,
        draft: Draft | None = None,
    ) -> None:
        """Ask for a few fields; nothing happens where it is left. `refused`: why it is asked again."""

        def again(answers: Answers, error: ExchangeError) -> None:
            answered = [filled(one, answers) for one in wanted]
            self.question(title, answered, then, said, refused=error, draft=draft)

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                with self._from(partial(again, answers)):
                    then(answers)

        if draft is None:
            asked = Ask(self.shell, title, wanted, said, refused)
        else:
            asked = Drafted(self.shell, title, wanted, said, refused, draft)
        self.open(asked, answered)

    def sure(self, title: str, effect: str, then: Callable[[], None]) -> None:
        """Ask before what can't be undone; the default is no."""
        self.open(Confirm(self.shell, title, effect), self.if_so(then))

    def if_so(self, then: Callable[[], None]) -> Callable[[bool | None], None]:
        """Return what to do with the answer to a dialogue that follows another one."""
        again = self._again

        def answered(yes: bool | None) -> None:
            if yes:
                with self._from(again):
                    then()

        return answered


def filled(one: Wanted, answers: Answers) -> Wanted:
    """Return a field as it was answered; a passphrase is typed again."""
    return one if one.as_ is As.PASSPHRASE else replace(one, value=answers[one.name])
