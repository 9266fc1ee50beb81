"""A field whose value is one of a list: arrows change it, a letter or enter opens the list to find in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.events import Click, Key
from textual.message import Message
from textual.widget import Widget

from tui.actions import bindings
from tui.foreign import line


@dataclass(frozen=True)
class Option:
    """One choice: its code, its name in the person's language, and what else finds it."""

    code: str
    name: str
    also: str = ""


class Choice(Widget, can_focus=True):
    """One of a list, or nothing where it is free."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("choice")]
    DEFAULT_CSS = """
    Choice { height: 1; width: 1fr; background: $surface; text-wrap: nowrap; text-overflow: ellipsis; }
    Choice:focus { background: $surface-lighten-1; text-style: underline; }
    """

    class Changed(Message):
        """Another choice was made."""

        def __init__(self, choice: Choice) -> None:
            super().__init__()
            self.choice = choice

        @property
        def control(self) -> Choice:
            """Return the field."""
            return self.choice

    class Wanted(Message):
        """The list is wanted, with what was typed to find in it."""

        def __init__(self, choice: Choice, typed: str) -> None:
            super().__init__()
            self.choice, self.typed = choice, typed

    def __init__(
        self,
        options: Sequence[Option],
        value: str = "",
        *,
        many: bool = False,
        grows: bool = False,
        id: str | None = None,
    ) -> None:
        super().__init__(id=id)
        self.options, self.many, self.grows = tuple(options), many, grows
        self._codes: tuple[str, ...] = tuple(one for one in value.split(",") if one)
        self._opening = False

    @property
    def value(self) -> str:
        """The code chosen, several joined by commas, or nothing."""
        return ",".join(self._codes)

    def take(self, value: str) -> None:
        """Take a value."""
        codes = tuple(one for one in value.split(",") if one)
        if codes != self._codes:
            self._codes = codes
            self.refresh()
            self.post_message(self.Changed(self))

    def chosen(self, code: str) -> None:
        """Take one code: it replaces the value, or joins it where several are taken."""
        if not self.many:
            self.take(code)
        elif code in self._codes:
            self.take(",".join(one for one in self._codes if one != code))
        else:
            self.take(",".join((*self._codes, code)))

    def offer(self, options: Sequence[Option]) -> None:
        """Offer another list; a value that isn't in it goes."""
        self.options = tuple(options)
        known = {one.code for one in options}
        self.take(",".join(code for code in self._codes if code in known))
        self.refresh()

    def render(self) -> Content:
        """Return the names of what is chosen."""
        names = {one.code: one.name for one in self.options}
        shown = ", ".join(line(names.get(code, code)) for code in self._codes)
        turns = "  ← →" if self.has_focus and not self.many and len(self.options) > 1 else ""
        return Content.assemble(shown or "—", (turns, "dim"))

    def on_focus(self) -> None:
        """Show that arrows turn it."""
        self._opening = False
        self.refresh()

    def on_blur(self) -> None:
        """Show no arrows."""
        self.refresh()

    def check_consume_key(self, key: str, character: str | None) -> bool:
        """Take letters: they find in the list. What follows them before it opens is typed into it too."""
        return character is not None and (character.isalnum() or (self._opening and character.isprintable()))

    def on_key(self, event: Key) -> None:
        """Open the list at what is typed."""
        if self.check_consume_key(event.key, event.character) and event.character:
            event.stop()
            event.prevent_default()
            self._opening = True
            self.post_message(self.Wanted(self, event.character))

    def on_click(self, event: Click) -> None:
        """Open the list."""
        event.stop()
        self.action_open()

    def action_open(self) -> None:
        """Open the list."""
        self.post_message(self.Wanted(self, ""))

    def action_turn(self, by: int) -> None:
        """Take the next one of the list."""
        if self.many or not self.options:
            return
        codes = [one.code for one in self.options]
        place = codes.index(self.value) + by if self.value in codes else (0 if by > 0 else -1)
        self.take(codes[place % len(codes)])

    def action_clear(self) -> None:
        """Take nothing; of several, take the last one back."""
        self.take(",".join(self._codes[:-1]) if self.many else "")
