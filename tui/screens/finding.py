"""What the list of requests holds: pages of the store, or of what a search finds, as typed in its line."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from textual.widgets import Input, Static
from textual.widgets.input import Selection

from exchange.errors import ExchangeError
from exchange.requests.cells import Order
from exchange.requests.inputs import Search
from exchange.requests.listing import Page
from exchange.requests.searching import Results
from exchange.search.query import QueryError
from tui.asked import filter_of
from tui.foreign import line
from tui.screens.request_rows import hit_of, row_of
from tui.screens.viewing import Viewing
from tui.widgets.line import Line
from tui.widgets.rows import Rows
from tui.widgets.window import Asked

PAGE: Final = 100


class Finding(Viewing):
    """Pages that are asked for as they are looked at; a query that is wrong is pointed at."""

    _instead: str | None = None

    def say_state(self, said: str = "") -> None:
        """Say how many there are."""
        raise NotImplementedError

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Ask the desk for a page."""
        self._instead = None
        typed, page, cursor = self.query_one("#find", Line).value, message.page, message.cursor
        wanted, terms = filter_of(typed, PAGE, cursor)
        order = Order.OLDEST if message.from_end else self.order
        message.rows.both_ways = wanted is not None and order is not Order.DUE and not wanted.due_before
        if terms:
            self._search(message, Search(terms, PAGE, cursor))
        elif wanted is not None:
            begin = None if message.from_end else self.begin
            asked = replace(wanted, order=order.value, begin=begin)
            self.ask_page(message, lambda desk: desk.requests.list(asked), self._listed(page))

    def _search(self, wanted: Rows.Wanted, asked: Search) -> None:
        found = self._found(wanted.page)
        self.ask_page(wanted, lambda desk: desk.requests.search(asked), found, only="search")

    def not_listed(self, wanted: Rows.Wanted, error: ExchangeError) -> None:
        """Say it in the list; of a query, mark what is wrong in it, so that what is typed then mends it."""
        super().not_listed(wanted, error)
        self.query_one("#state", Static).update("")
        if isinstance(error, QueryError):
            field = self.query_one("#find", Line)
            start, end = (min(place, len(field.value)) for place in (error.start, error.end))
            field.focus()
            field.selection = Selection(start, end)

    def _listed(self, page: Asked) -> Callable[[Page], None]:
        speech, now, columns = self.shell.speech, self.shell.clock(), self.shown_columns

        def take(found: Page) -> None:
            rows = [row_of(speech, now, one, columns) for one in found.items]
            self.query_one(Rows).take(page, rows, found.next)
            self.say_state()

        return take

    def _found(self, page: Asked) -> Callable[[Results], None]:
        speech, now = self.shell.speech, self.shell.clock()

        def take(found: Results) -> None:
            rows = self.query_one(Rows)
            items = [hit_of(speech, now, one) for one in found.items]
            rows.take(page, items, found.next)
            near = ", ".join(f"{one.word} → {', '.join(one.nearest)}" for one in found.did_you_mean)
            self._instead = found.instead
            if found.instead:
                self.say_state(speech.of("requests.instead", words=near, query=line(found.instead)))
            else:
                self.say_state(speech.of("requests.did-you-mean", words=near) if near else "")

        return take

    def on_input_submitted(self, message: Input.Submitted) -> None:
        """Find."""
        message.stop()
        wanted, terms = filter_of(message.value, PAGE, None)
        if wanted is None and not terms:
            return
        self.find(message.value)

    def on_rows_opened_nothing(self) -> None:
        """Look for what was meant, where something holds for it."""
        if self._instead:
            self.find(self._instead)
