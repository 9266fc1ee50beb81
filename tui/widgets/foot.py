"""The footer: the keys that matter here, made from the table of actions; each can be clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from tui.actions import Action, of
from tui.keynames import key_name
from tui.shell import Shell

_WAYS_OUT: Final = frozenset({"back", "leave"})
_BESIDES: Final = ("rows.open", "app.search", "app.palette")
_OPENING: Final = frozenset({"desk", "requests"})
"""The screens on whose rows enter opens something."""
_SPARE: Final = 1
"""The last two blanks of the line may fall off it; the first one stays."""


class Foot(Widget):
    """One line; what doesn't fit is in the help, whose key is always there, as is the way out."""

    DEFAULT_CSS = """
    Foot { height: 1; width: 100%; dock: bottom; background: $panel; color: $foreground; }
    """

    class Chosen(Message):
        """An action was clicked."""

        def __init__(self, action: Action) -> None:
            super().__init__()
            self.action = action

    def __init__(self, shell: Shell, scope: str, offers: Callable[[Action], bool]) -> None:
        super().__init__()
        self._shell, self._scope, self._offers = shell, scope, offers
        self._places: list[tuple[int, int, Action]] = []

    def render(self) -> Content:
        """Return the keys and what they do, as many as fit."""
        shown: list[Content] = []
        self._places, place = [], 1
        actions = of(self._scope)
        ends = tuple(self._parts(_ends(actions)))
        own = self._parts((*(one for one in actions if one.name not in _WAYS_OUT), *self._besides(actions)))
        room = self.size.width + _SPARE - sum(part.cell_length for _, part in ends)
        for action, part in (*_as_fit(own, room), *ends):
            self._places.append((place, place + part.cell_length, action))
            place += part.cell_length
            shown.append(part)
        return Content(" ") + Content("").join(shown)

    def _besides(self, actions: Iterable[Action]) -> Iterator[Action]:
        """Give what stands behind the own keys, where there is room: opening, searching, the palette."""
        if _is_typed_in(actions):
            return
        known = {one.id: one for scope in ("rows", "app") for one in of(scope)}
        for name in _BESIDES:
            if self._scope in _OPENING or name != "rows.open":
                yield known[name]

    def _parts(self, actions: Iterable[Action]) -> Iterator[tuple[Action, Content]]:
        speech = self._shell.speech
        for action in actions:
            if action.foot and self._offers(action):
                key = key_name(self._shell.keys_of(action).partition(",")[0], speech)
                ends = action.id == "app.back" and self._scope == self._shell.begins
                told = "app.quit" if ends else action.id
                words = speech.of(f"foot.{told}")
                yield action, Content.assemble((key, "bold $accent"), f" {words}  ")

    def on_click(self, event: Click) -> None:
        """Do what is under the pointer."""
        for start, end, action in self._places:
            if start <= event.x < end:
                self.post_message(self.Chosen(action))


def _ends(actions: Iterable[Action]) -> Iterator[Action]:
    """Give help and the way out as they work here: no letter where letters are text; the screen's own way."""
    own = {one.name: one for one in actions}
    typing = _is_typed_in(own.values())
    out = next((own[name] for name in _WAYS_OUT if name in own), None)
    for action in of("app"):
        if "help" in (action.name, action.call) and action.strong == typing:
            yield action
        elif action.name == "back":
            yield out or action


def _is_typed_in(actions: Iterable[Action]) -> bool:
    return any(one.strong for one in actions)


def _as_fit(parts: Iterable[tuple[Action, Content]], room: int) -> Iterator[tuple[Action, Content]]:
    for action, part in parts:
        if part.cell_length <= room:
            room -= part.cell_length
            yield action, part
