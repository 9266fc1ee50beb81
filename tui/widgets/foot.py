"""The footer: the keys that matter here, made from the table of actions; each can be clicked."""

from __future__ import annotations

from typing import Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from tui.actions import Action, allowed, of
from tui.keynames import key_name
from tui.shell import Shell

_GLOBAL: Final = ("app",)


class Foot(Widget):
    """One line; what doesn't fit is in the help."""

    DEFAULT_CSS = """
    Foot { height: 1; width: 100%; dock: bottom; background: $panel; color: $foreground; }
    """

    class Chosen(Message):
        """An action was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def __init__(self, shell: Shell, scope: str) -> None:
        super().__init__()
        self._shell, self._scope = shell, scope
        self._places: list[tuple[int, int, Action]] = []

    def render(self) -> Content:
        """Return the keys and what they do, as many as fit."""
        speech, role = self._shell.speech, self._shell.role
        parts: list[Content] = []
        self._places, place = [], 1
        for action in (one for scope in (self._scope, *_GLOBAL) for one in of(scope)):
            if not (action.foot and allowed(action, role)):
                continue
            key = key_name(self._shell.keys_of(action).partition(",")[0], speech)
            words = speech.of(f"foot.{action.id}")
            length = Content(f"{key} {words}").cell_length + 2
            if place + length > self.size.width:
                continue
            self._places.append((place, place + length, action))
            place += length
            parts.append(Content.assemble((key, "bold $accent"), f" {words}  "))
        return Content(" ") + Content("").join(parts)

    def on_click(self, event: Click) -> None:
        """Do what is under the pointer."""
        for start, end, action in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(action))
