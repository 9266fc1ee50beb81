"""`python -m benchmarks.list_app COUNT`: the list of the screens over so many rows, page by page."""

from __future__ import annotations

import sys

from textual.app import App, ComposeResult

from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

PAGE = 100


class ListApp(App[None]):
    """One list, its pages made when they are wanted."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self._count = count

    def compose(self) -> ComposeResult:
        """Compose the list."""
        yield Rows((Column(10), Column(14), Column(0)))

    def on_mount(self) -> None:
        """Ask for the first page."""
        self.query_one(Rows).restart()
        self.query_one(Rows).focus()

    def on_rows_wanted(self, message: Rows.Wanted) -> None:
        """Give a page."""
        first = message.page.number * PAGE
        last = min(first + PAGE, self._count)
        rows = [Row(f"{n}", (f"r{n:07d}", "reçue", f"demande de {n}")) for n in range(first, last)]
        self.query_one(Rows).take(message.page, rows, str(last) if last < self._count else None)


if __name__ == "__main__":
    ListApp(int(sys.argv[1])).run()
