"""What all screens have: title bar, footer, keys by the table of actions, and one way to ask the desk.

`ask` sends a verb to the desk's thread and hands its answer to a method; a refusal lands in one place,
the App's. A screen is made once and filled anew: `load` fills it, `wipe` forgets what it showed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.worker import WorkType

from exchange.desk import Desk
from exchange.errors import ExchangeError
from tui.actions import allowed, called
from tui.copying import send
from tui.messages import Failed, Told
from tui.questions.ask import Answers, Ask
from tui.questions.confirm import Confirm
from tui.shell import Shell
from tui.undo import Undo
from tui.widgets.fields import Wanted
from tui.widgets.foot import Foot
from tui.widgets.rows import Rows
from tui.widgets.title_bar import TitleBar
from tui.work import Cancelled

if TYPE_CHECKING:
    from exchange.seat import Seat

T = TypeVar("T")
LOAD: Final = "load"
"""The question whose answer fills a screen."""


class Panel(Screen[str | None]):
    """A screen of exchange; `scope` names its actions."""

    scope: ClassVar[str]
    AUTO_FOCUS = "Rows"
    DEFAULT_CSS = """
    Panel > Vertical { height: 1fr; }
    Panel > Vertical { border-top: solid $primary-darken-2; border-bottom: solid $primary-darken-2; }
    """

    def __init__(self, shell: Shell) -> None:
        super().__init__()
        self.shell = shell
        self.what = ""
        self.filled = asyncio.Event()
        self._spoken = shell.speech
        self._asked_of: Seat | None = None

    def compose(self) -> ComposeResult:
        """Compose title bar, body, footer."""
        yield TitleBar(self.shell, self.area)
        yield Vertical(*self.body(), id="body")
        yield Foot(self.shell, self.scope)

    @property
    def area(self) -> str:
        """The area that the title bar shows as current."""
        return self.scope

    def body(self) -> list[Widget]:
        """Return what stands between title bar and footer."""
        raise NotImplementedError

    def load(self) -> None:
        """Ask the desk for what is shown."""

    async def keep(self) -> None:
        """Keep what was typed and not given yet: the desk is about to be locked."""

    def wipe(self) -> None:
        """Forget what was shown: the desk is locked."""

    def on_screen_suspend(self) -> None:
        """Take note that a dialogue opens above; nothing of this screen changes under it."""
        self._asked_of = self.shell.seat if isinstance(self.app.screen, ModalScreen) else None

    async def on_screen_resume(self) -> None:
        """Show what is true now, in the language spoken now; a dialogue that closes reads nothing again.

        Each reading is a consultation, and stands in the log.
        """
        if self._spoken.language is not self.shell.speech.language:
            self._spoken = self.shell.speech
            await self.recompose()
        elif self._asked_of is not None and self._asked_of is self.shell.seat:
            return
        if self.shell.work.unlocked:
            self.filled.set()
            self.load()

    def ask(
        self, verb: Callable[[Desk], T], then: Callable[[T], Awaitable[None] | None], *, only: str = ""
    ) -> None:
        """Ask the desk; `only`: an answer still under way to a question of this name is dropped.

        Keys that come while a screen waits for what it shows (`LOAD`) are kept for it.
        """
        if only == LOAD:
            self.filled.clear()

        async def asking() -> None:  # not yet begun, it can be dropped: a coroutine would complain
            await self._asked(verb, then, only)

        work: WorkType[None] = asking
        self.run_worker(work, group=only or "ask", exclusive=bool(only), exit_on_error=True)

    async def _asked(
        self, verb: Callable[[Desk], T], then: Callable[[T], Awaitable[None] | None], only: str
    ) -> None:
        try:
            await self._answered(verb, then)
        finally:
            if only == LOAD:
                self.filled.set()

    async def _answered(self, verb: Callable[[Desk], T], then: Callable[[T], Awaitable[None] | None]) -> None:
        try:
            found = await self.shell.work.do(verb)
        except ExchangeError as error:
            for rows in self.query(Rows):
                rows.filled.set()  # what was asked for doesn't come
            self.post_message(Failed(error))
        except Cancelled:
            self.post_message(Told(self.shell.speech.of("cancelled")))
        else:
            if self._stands:
                following = then(found)
                if following is not None:
                    await following

    @property
    def _stands(self) -> bool:
        """Whether it can still show something: a form can be gone before its answer comes."""
        return self.is_attached and self.app.is_running and bool(self.children)

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

    def copy(self, text: str) -> None:
        """Send text to the terminal's clipboard, and say so."""
        try:
            send(text, self.app.copy_to_clipboard)
        except ExchangeError as error:
            self.post_message(Failed(error))
            return
        self.post_message(Told(self.shell.speech.of("copied", what=text.replace("\n", ", ")[:60])))

    def question(
        self, title: str, wanted: Sequence[Wanted], then: Callable[[Answers], None], said: str = ""
    ) -> None:
        """Ask for a few fields; nothing happens where it is left."""

        def answered(answers: Answers | None) -> None:
            if answers is not None:
                then(answers)

        self.app.push_screen(Ask(self.shell, title, wanted, said), answered)

    def sure(self, title: str, effect: str, then: Callable[[], None]) -> None:
        """Ask before what can't be undone; the default is no."""

        def answered(yes: bool | None) -> None:
            if yes:
                then()

        self.app.push_screen(Confirm(self.shell, title, effect), answered)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let only what the member's role may do be seen and done."""
        call = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        found = called(self.scope, call) or called(self.scope, action)
        return True if found is None else allowed(found, self.shell.role)
