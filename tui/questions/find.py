"""A list in which typing finds: a line above, what it finds below, arrows go in what was found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tui.questions.question import Question
from tui.widgets.line import Line
from tui.widgets.row import Column
from tui.widgets.rows import Rows


class Find(Question[str | None]):
    """One row of what was found, by its key; None for none."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "down", show=False),
        Binding("up", "up", show=False),
        Binding("pagedown", "page_down", show=False),
        Binding("pageup", "page_up", show=False),
    ]
    typed = ""
    hint = ""
    columns: Sequence[Column] = (Column(22), Column(0))

    @property
    def deaf(self) -> bool:
        """Whether keys don't count: they always do, since typing only finds."""
        return False

    def asked(self) -> list[Widget]:
        """Return the line to type in, and what it finds."""
        return [Line(self.typed, placeholder=self.hint), Rows(self.columns)]

    def on_mount(self) -> None:
        """Begin in the line, after what was typed to open it."""
        super().on_mount()
        field = self.query_one(Line)
        field.focus()
        field.cursor_position = len(field.value)
        self.find(self.typed)

    def find(self, typed: str) -> None:
        """Show what is found."""
        raise NotImplementedError

    def take(self, key: str) -> None:
        """Take what was chosen."""
        self.dismiss(key)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Find what is typed."""
        self.find(event.value)

    def on_input_submitted(self) -> None:
        """Take the first that was found, or the one that the arrows stand on."""
        key = self.query_one(Rows).key
        if key is not None:
            self.take(key)

    def on_rows_opened(self, message: Rows.Opened) -> None:
        """Take what was clicked."""
        message.stop()
        self.take(message.key)

    def action_down(self) -> None:
        """Go down in what was found."""
        self.query_one(Rows).action_down()

    def action_up(self) -> None:
        """Go up in what was found."""
        self.query_one(Rows).action_up()

    def action_page_down(self) -> None:
        """Go a page down in what was found."""
        self.query_one(Rows).action_page_down()

    def action_page_up(self) -> None:
        """Go a page up in what was found."""
        self.query_one(Rows).action_page_up()
