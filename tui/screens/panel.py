"""What all screens have: title bar, footer, keys by the table of actions, and ways to ask (`questioning.py`).

A screen is made once and filled anew: `load` fills it, `wipe` forgets what it showed.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from time import monotonic
from typing import TYPE_CHECKING, ClassVar, Final, TypeVar

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widget import Widget

from exchange.errors import ExchangeError, Tampered
from tui.actions import Action, allowed, called
from tui.copying import send
from tui.keynames import key_name
from tui.messages import Failed, Told
from tui.questions.ask import Answers
from tui.questions.drafted import Draft
from tui.screens.asking import Then
from tui.screens.questioning import Questioning, filled
from tui.shell import Shell
from tui.widgets.fields import Wanted
from tui.widgets.foot import Foot
from tui.widgets.title_bar import TitleBar

if TYPE_CHECKING:
    from exchange.desk import Desk
    from exchange.seat import Seat

T = TypeVar("T")

_LEFT_FREE: Final = 10
LOW: Final = 8
"""Lines below which a window has no room for the title bar: what is shown matters more."""


class Panel(Questioning):
    """A screen of exchange; `scope` names its actions."""

    scope: ClassVar[str]
    AUTO_FOCUS = "Rows"
    DEFAULT_CSS = """
    Panel > Vertical { height: 1fr; }
    Panel > Vertical { border-top: solid $primary-darken-2; border-bottom: solid $primary-darken-2; }
    Panel.-low TitleBar { display: none; }
    Panel.-low > Vertical { border: none; }
    """
    VERTICAL_BREAKPOINTS = [(0, "-low"), (LOW, "-tall")]  # noqa: RUF012  (Textual declares it so)

    def __init__(self, shell: Shell) -> None:
        super().__init__(shell)
        self.what = ""
        self._spoken = shell.speech
        self._asked_of: Seat | None = None
        self._looks_from, self._look_failed = 0.0, ""

    def compose(self) -> ComposeResult:
        """Compose title bar, body, footer."""
        yield TitleBar(self.shell, self.area)
        yield Vertical(*self.body(), id="body")
        yield Foot(self.shell, self.scope, self.offers)

    @property
    def area(self) -> str:
        """The area that the title bar shows as current."""
        return self.scope

    def body(self) -> list[Widget]:
        """Return what stands between title bar and footer."""
        raise NotImplementedError

    async def keep(self) -> None:
        """Keep what was typed and not given yet: the desk is about to be locked."""

    def wipe(self) -> None:
        """Forget what was shown: the desk is locked."""

    def left(self) -> None:
        """Forget what was looked for here: another area is gone to."""

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
        if self.shell.seat is not None:
            self.filled.set()
            self.load()

    def drafted(
        self,
        draft: str,
        title: str,
        wanted: Sequence[Wanted],
        then: Callable[[Answers], None],
        said: str = "",
        *,
        op: str,
        about: str | None = None,
    ) -> None:
        """Ask for what takes typing: what was typed before and not given yet stands in the fields.

        `op`: what is to be done; where it never can be, nothing is asked. `about`: the request with which the
        draft goes. `act` drops it, once what was asked for is done.
        """

        def found(kept: Answers | None) -> None:
            began = {one.name: one.value for one in wanted}
            typed = [filled(one, {**began, **(kept or {})}) for one in wanted]
            kept_as = Draft(draft, about, began, found=kept is not None)
            self.question(title, typed, then, said, draft=kept_as)

        self.ask(lambda desk: desk.drafts.begin(op, draft, about), found)

    def give_up(self, error: ExchangeError) -> None:
        """Close and say why, as soon as no dialogue stands above."""

        def leave() -> None:
            self.app.post_message(Failed(error))
            self.dismiss(None)

        self.once_on_top(leave)

    def offers(self, action: Action) -> bool:
        """Say whether an action is told here: none that the role, or what is shown, doesn't allow."""
        there = action.id != "app.undo" or self.shell.undo is not None
        return there and allowed(action, self.shell.role)

    def key_to(self, scope: str, call: str) -> str:
        """Return the name of the key that does something, as it is told."""
        found = called(scope, call)
        return key_name(self.shell.keys_of(found).partition(",")[0], self.shell.speech) if found else ""

    def look_again(self, verb: Callable[[Desk], T], then: Then[T]) -> None:
        """Ask what changed meanwhile, where nothing stands above.

        A refusal is said once, until a look succeeds; one that takes long leaves the desk ten times as long.
        """
        if not (self.is_current and self.shell.work.unlocked) or monotonic() < self._looks_from:
            return
        began = monotonic()

        def look(desk: Desk) -> T | ExchangeError:
            try:
                return verb(desk)
            except Tampered:
                raise
            except ExchangeError as error:
                return error

        def seen(found: T | ExchangeError) -> Awaitable[None] | None:
            self._looks_from = monotonic() + _LEFT_FREE * (monotonic() - began)
            before, self._look_failed = self._look_failed, getattr(found, "reason", "")
            if not isinstance(found, ExchangeError):
                return then(found)
            if found.reason != before:
                self.post_message(Failed(found))
            return None

        self.ask(look, seen, only="again")

    def copy(self, text: str) -> None:
        """Send text to the terminal's clipboard, and say so."""
        try:
            send(text, self.app.copy_to_clipboard)
        except ExchangeError as error:
            self.post_message(Failed(error))
            return
        self.post_message(Told(self.shell.speech.of("copied", what=text.replace("\n", ", ")[:60])))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let only what the member's role may do be seen and done."""
        call = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        found = called(self.scope, call) or called(self.scope, action)
        return True if found is None else allowed(found, self.shell.role)
