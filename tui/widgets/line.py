"""A field of one line: pastes are joined and made visible, text is kept in Unicode's composed form.

Textual's Input keeps the first line of a paste and drops the others silently, and deletes a letter
apart from its marks.
"""

from __future__ import annotations

import importlib
import unicodedata
from functools import cache
from typing import ClassVar, Final, Protocol

from textual.binding import Binding, BindingType
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from exchange.foreign_text import visible_line
from tui.widgets.row import fitted

LONGEST: Final = 4000


class Pattern(Protocol):
    """What is used of a compiled pattern."""

    def findall(self, text: str, /) -> list[str]:
        """Return every match."""


@cache
def _grapheme() -> Pattern:
    """Return what finds one sign; its library takes longer to import than the first frame may."""
    found: Pattern = importlib.import_module("regex").compile(r"\X")
    return found


class Line(Input):
    """One line of text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+l", "none", show=False)]
    DEFAULT_CSS = """
    Line { height: 1; width: 1fr; border: none; padding: 0; background: $surface; }
    Line:focus { border: none; background: $surface-lighten-1; text-style: underline; }
    """

    class Joined(Message):
        """A paste of several lines was joined into one."""

        def __init__(self, lines: int) -> None:
            super().__init__()
            self.lines = lines

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(
            value=composed(value),
            placeholder=placeholder,
            id=id,
            compact=True,
            max_length=LONGEST,
            select_on_focus=False,
        )
        self._hint = placeholder

    def on_resize(self) -> None:
        """Show of the hint what there is room for."""
        self.placeholder = fitted(self._hint, self.size.width).rstrip()

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = [one for one in event.text.splitlines() if one.strip()]
        if not lines:
            return
        if len(lines) > 1:
            self.post_message(self.Joined(len(lines)))
        text = composed(visible_line(" ".join(one.strip() for one in lines)))
        self.insert_text_at_cursor(text[: max(LONGEST - len(self.value), 0)])

    def action_delete_left(self) -> None:
        """Delete what a person sees as one sign: a letter with its marks, an emoji with its joiners."""
        if not self.selection.is_empty:
            self.delete_selection()
            return
        before = self.value[: self.cursor_position]
        signs = _grapheme().findall(before)
        if signs:
            self.delete(self.cursor_position - len(signs[-1]), self.cursor_position)


def composed(text: str) -> str:
    """Return text in Unicode's composed form (NFC): what is searched and compared."""
    return unicodedata.normalize("NFC", text)
