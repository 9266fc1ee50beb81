"""What screens of long lists have: pages that are asked for, and a list that says why one isn't there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TypeVar

from exchange.desk import Desk
from exchange.errors import ExchangeError, Invalid, NotFound
from tui.foreign import line
from tui.messages import Failed
from tui.screens.asking import Then
from tui.screens.panel import Panel
from tui.widgets.rows import Rows

T = TypeVar("T")


class Paging(Panel):
    """A screen of a list that is read by pages."""

    def ask_page(
        self, wanted: Rows.Wanted, verb: Callable[[Desk], T], then: Then[T], *, only: str = ""
    ) -> None:
        """Ask for a page of a list; where it is refused, the list says so in its place."""

        def act(desk: Desk) -> T | ExchangeError:
            try:
                return verb(desk)
            except ExchangeError as error:
                return error

        def take(found: T | ExchangeError) -> Awaitable[None] | None:
            if not isinstance(found, ExchangeError):
                return then(found)
            self.not_listed(wanted, found)
            return None

        self.ask(act, take, only=only)

    def not_listed(self, wanted: Rows.Wanted, error: ExchangeError) -> None:
        """Say in the list why a page isn't there; what is no slip of who asked is said aloud too."""
        wanted.rows.refuse(wanted.page, line(" ".join(self.shell.speech.refusal(error)).strip()))
        if not isinstance(error, Invalid | NotFound):
            self.post_message(Failed(error))
