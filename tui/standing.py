"""A screen that opens others above itself, and closes: as long as it stands there itself.

What was asked for before a lock can be answered after it. The screen that asked is gone then: it opens
nothing above the locked screen, and closes no other in its place. Under a blanked screen both wait until it
is known who looks.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial
from typing import ClassVar, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import Screen

Result = TypeVar("Result")
Given = TypeVar("Given")
Answered = Callable[[Given | None], None] | Callable[[Given | None], Awaitable[None]]


class Standing(Screen[Result]):
    """A screen above which dialogues open. Above one that `COVERS` what is shown, none does."""

    COVERS: ClassVar[bool] = False

    def __init__(self) -> None:
        super().__init__()
        self._late: list[Callable[[], object]] = []

    def open(self, above: Screen[Given], answered: Answered[Given] | None = None) -> None:
        """Open a screen above this one, and hand on its answer; nothing where this one is gone."""
        stack = self.app.screen_stack
        if self not in stack:
            return
        if isinstance(stack[-1], Standing) and stack[-1].COVERS:
            beneath = stack[-2] if isinstance(stack[-2], Standing) else self
            beneath._late.append(partial(self.open, above, answered))
        else:
            self.app.push_screen(above, answered)

    def dismiss(self, result: Result | None = None) -> AwaitComplete:
        """Close with an answer: once nothing stands above, and not at all where it is gone."""
        if self.app.screen is self:
            return super().dismiss(result)
        self.once_on_top(partial(self.dismiss, result))
        return AwaitComplete()

    def once_on_top(self, act: Callable[[], object]) -> None:
        """Do something once nothing stands above this screen; never, where it is gone."""
        if self.app.screen is self:
            act()
        elif self in self.app.screen_stack:
            self._late.append(act)

    async def on_screen_resume(self) -> None:
        """Do what waited for what stood above."""
        late, self._late = self._late, []
        for act in late:
            act()
