"""What screens of long lists have: pages that are asked for, and a list that says why one isn't there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar, TypeVar

from exchange.desk import Desk
from exchange.errors import ExchangeError, Invalid, NotFound
from tui.foreign import line
from tui.messages import Failed
from tui.screens.asking import Then
from tui.screens.panel import Panel
from tui.widgets.rows import Rows

T = TypeVar("T")


class Paging(Panel):
    """A screen of a list that is read by pages.

    `nothing` names what is said where it is empty; `by_grant`: who holds no grant sees none of it.
    """

    nothing: ClassVar[str]
    by_grant: ClassVar[bool] = True

    @property
    def empty(self) -> str:
        """What is said in the list where nothing is in it."""
        return self.shell.speech.of(self.nothing)

    def ask_page(
        self, wanted: Rows.Wanted, verb: Callable[[Desk], T], then: Then[T], *, only: str = ""
    ) -> None:
        """Ask for a page of a list; where it is refused, the list says so in its place."""

        def act(desk: Desk) -> tuple[T, bool] | ExchangeError:
            try:
                return verb(desk), self.by_grant and desk.compartments.lacking()
            except ExchangeError as error:
                return error

        def take(found: tuple[T, bool] | ExchangeError) -> Awaitable[None] | None:
            if isinstance(found, ExchangeError):
                self.not_listed(wanted, found)
                return None
            page, lacking = found
            wanted.rows.empty = self.shell.speech.of("grant.none") if lacking else self.empty
            return then(page)

        self.ask(act, take, only=only)

    def not_listed(self, wanted: Rows.Wanted, error: ExchangeError) -> None:
        """Say in the list why a page isn't there; what is no slip of who asked is said aloud too."""
        wanted.rows.refuse(wanted.page, line(" ".join(self.shell.speech.refusal(error)).strip()))
        if not isinstance(error, Invalid | NotFound):
            self.post_message(Failed(error))
