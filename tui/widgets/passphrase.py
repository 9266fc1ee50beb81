"""The field for a passphrase: what is typed stays in a bytearray, is never a value, and is wiped.

Textual's Input would keep it as a string, in its history and in `Changed` messages. This field posts one
message, without content, when enter is pressed; who asks takes the phrase once.
"""

from __future__ import annotations

import unicodedata
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Key, Paste
from textual.message import Message
from textual.widget import Widget

LONGEST = 4096


class PassphraseField(Widget, can_focus=True):
    """Dots for what is typed; nothing of it in `repr`, messages or reactive values."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", show=False),
        Binding("backspace", "delete", show=False),
        Binding("ctrl+u", "clear", show=False),
    ]
    DEFAULT_CSS = """
    PassphraseField { height: 1; width: 1fr; background: $surface; }
    PassphraseField:focus { background: $surface-lighten-1; text-style: underline; }
    """

    class Submitted(Message):
        """Enter was pressed; the phrase is taken from the field."""

        def __init__(self, field: PassphraseField) -> None:
            super().__init__()
            self.field = field

        @property
        def control(self) -> PassphraseField:
            """Return the field."""
            return self.field

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._typed = bytearray()

    def take(self) -> str:
        """Return what was typed, in Unicode's composed form, and forget it."""
        phrase = unicodedata.normalize("NFC", self._typed.decode())
        self.wipe()
        return phrase

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not self._typed

    def wipe(self) -> None:
        """Overwrite what was typed."""
        for place in range(len(self._typed)):
            self._typed[place] = 0
        self._typed.clear()
        self.refresh()

    def render(self) -> Content:
        """Return a dot for each character."""
        dots = "•" * min(len(self._typed.decode()), max(self.size.width - 1, 0))
        return Content(dots + ("▏" if self.has_focus else ""))

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take every printable key: none of them is a command here."""
        return character is not None and character.isprintable()

    def on_key(self, event: Key) -> None:
        """Take a character."""
        if event.is_printable and event.character:
            event.stop()
            event.prevent_default()
            self._add(event.character)

    def on_paste(self, event: Paste) -> None:
        """Take what was pasted, its end of line left out."""
        event.stop()
        self._add(event.text.strip("\r\n"))

    def action_delete(self) -> None:
        """Take the last character back."""
        text = self._typed.decode()
        self.wipe()
        self._add(text[:-1])

    def action_clear(self) -> None:
        """Begin again."""
        self.wipe()

    def action_submit(self) -> None:
        """Say that it is typed."""
        self.post_message(self.Submitted(self))

    def _add(self, text: str) -> None:
        if len(self._typed) + len(text.encode()) <= LONGEST:
            self._typed += text.encode()
        self.refresh()
