"""Fields that take typing: what stands in them is kept sealed as a draft, until what they are for is done."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import BindingType
from textual.widgets import Static

from exchange.errors import ExchangeError
from tui.actions import bindings
from tui.cli.system import refused_by_system
from tui.messages import Failed, Told
from tui.questions.ask import Answers, Ask
from tui.questions.confirm import Confirm
from tui.shell import Shell
from tui.widgets.fields import Fields, Wanted

if TYPE_CHECKING:
    from exchange.desk import Desk

DRAFT_AFTER: Final = 2.0


@dataclass(frozen=True)
class Draft:
    """Under which name a dialogue keeps what is typed in it: what differs from what the fields `began` with.

    `about`: the request with which it goes; `beside`: what is kept with it; `found`: it was kept before, and
    stands in the fields.
    """

    name: str
    about: str | None
    began: Answers
    beside: Answers = field(default_factory=dict)
    found: bool = False

    def keep(self, desk: Desk, typed: Answers) -> None:
        """Keep what was typed; drop the draft where that is nothing."""
        if typed:
            desk.drafts.keep(self.name, {**self.beside, **typed}, self.about)
        else:
            self.drop(desk)

    def drop(self, desk: Desk) -> None:
        """Forget it."""
        desk.drafts.drop(self.name, self.about)

    def done_with(self, desk: Desk) -> ExchangeError | None:
        """Forget it, now that what it was for is done; return why it can't be, which undoes nothing."""
        return dropped(desk, self.name, self.about)


def dropped(desk: Desk, name: str, about: str | None = None) -> ExchangeError | None:
    """Drop the draft of what is done; return why it can't be: what is done stays done."""
    try:
        desk.drafts.drop(name, about)
    except ExchangeError as error:
        return error
    except OSError as error:
        return refused_by_system(error)
    return None


class Drafted(Ask):
    """An `Ask` whose fields are kept: every two seconds, at a lock, and where it is left."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "answer", "cancel", "discard")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("draft")]

    def __init__(
        self,
        shell: Shell,
        title: str,
        wanted: Sequence[Wanted],
        said: str,
        refused: ExchangeError | None,
        draft: Draft,
    ) -> None:
        super().__init__(shell, title, wanted, said, refused)
        self._draft = draft
        self._kept = self._typed({one.name: one.value for one in wanted}) if draft.found else {}
        self._discarded = False

    def keys(self) -> str:
        """Return the keys that answer."""
        return self.shell.speech.of("draft.keys")

    def on_mount(self) -> None:
        """Keep what is typed from now on; say that a draft was found."""
        super().on_mount()
        self.set_interval(DRAFT_AFTER, self._keep_soon)
        said = self.query_one("#said", Static)
        if self._draft.found and not str(said.content):
            said.update(self.shell.speech.of("draft.found"))

    async def keep(self) -> bool:
        """Keep what was typed since it was last kept; say whether there was anything."""
        typed, draft = self._typed(self.query_one(Fields).values), self._draft
        if typed == self._kept or self._discarded:
            return False
        await self.shell.work.do(lambda desk: draft.keep(desk, typed))
        self._kept = typed
        return bool(typed)

    def _typed(self, values: Answers) -> dict[str, str]:
        """Return of the values those that were typed here."""
        return {name: value for name, value in values.items() if value != self._draft.began.get(name, "")}

    def _keep_soon(self) -> None:
        self.run_worker(self._kept_quietly(), group="draft", exclusive=True)

    async def _kept_quietly(self) -> None:
        with suppress(ExchangeError):  # it is said where the dialogue is left
            await self.keep()

    async def action_answer(self) -> None:
        """Answer; what was typed is kept before, and stays until what it is for is done."""
        await self._kept_aloud()
        await super().action_answer()

    async def action_cancel(self) -> None:
        """Leave it; what was typed in it stays as a draft."""
        if await self._kept_aloud():
            self.app.post_message(Told(self.shell.speech.of("draft.stays")))
        self.dismiss(None)

    async def _kept_aloud(self) -> bool:
        """Keep what was typed, and say where that can't be; it holds up nothing."""
        try:
            return await self.keep()
        except ExchangeError as error:
            self.app.post_message(Failed(error))
            return False

    def action_discard(self) -> None:
        """Throw the draft away, once it is said what that means."""
        speech = self.shell.speech
        sure = Confirm(self.shell, speech.of("discard.title"), speech.of("discard.effect"))
        self.open(sure, self._discard)

    async def _discard(self, yes: bool | None) -> None:
        if not yes:
            return
        self._discarded = True
        try:
            await self.shell.work.do(self._draft.drop)
        except ExchangeError as error:
            self._discarded = False  # it is still there, and still what stands in the fields
            self._say(error)
        else:
            self.dismiss(None)
