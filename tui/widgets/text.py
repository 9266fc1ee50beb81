"""A field of many lines: what is pasted is normalised and made visible, `tab` leaves it."""

from __future__ import annotations

from typing import Final

from textual.events import Paste
from textual.widgets import TextArea

from exchange.foreign_text import visible
from tui.widgets.line import composed

LONGEST: Final = 4 * 1024 * 1024


class Text(TextArea):
    """Text of up to 4 MiB."""

    DEFAULT_CSS = """
    Text { border: none; padding: 0; background: $surface; }
    Text:focus { border: none; background: $surface-lighten-1; }
    """

    def __init__(self, text: str = "", *, id: str | None = None) -> None:
        super().__init__(
            composed(text), id=id, compact=True, soft_wrap=True, tab_behavior="focus", max_checkpoints=20
        )

    async def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        room = max(LONGEST - len(self.text.encode()), 0)
        text = composed(visible(event.text.replace("\r\n", "\n").replace("\r", "\n")))
        if result := self._replace_via_keyboard(text[:room], *self.selection):
            self.move_cursor(result.end_location)
