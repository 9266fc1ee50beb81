"""The keys of a screen, made from the table of actions; found by key or by what they do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar, Final

from textual.binding import BindingType
from textual.screen import Screen

from exchange.search.folding import Folder
from tui.actions import ACTIONS, Action, allowed, bindings, of
from tui.keynames import keys_named
from tui.questions.find import Find
from tui.shell import Shell
from tui.widgets.choice import Choice
from tui.widgets.fields import Fields
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

_FOLDER: Final = Folder()


class Help(Find):
    """What each key does here, then what works everywhere; enter does it: the answer is its key."""

    CLICKS: ClassVar[tuple[str, ...]] = ("", "close")
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("help")]
    columns = (Column(20), Column(0))
    DEFAULT_CSS = "Help > #frame { height: 90%; } Help Rows { height: 1fr; margin-top: 1; }"

    def __init__(self, shell: Shell, screen: Screen[object]) -> None:
        super().__init__(shell, shell.speech.of("help.title"))
        self.hint = shell.speech.of("help.find")
        self._scopes = scopes_of(screen)
        self._offers: Callable[[Action], bool] = getattr(screen, "offers", self._allowed)
        self._typing = _is_typed_in(screen)

    def keys(self) -> str:
        """Return how one is done, and how it is closed."""
        return self.shell.speech.of("help.keys")

    def take(self, key: str) -> None:
        """Press the key that was chosen, once this is gone; never one that came with a paste."""
        if not self.is_new:
            action = next(one for one in ACTIONS if one.id == key)
            self.dismiss(self.shell.keys_of(action).partition(",")[0].strip())

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def find(self, typed: str) -> None:
        """Show the actions whose key was typed, or whose words hold all that was typed."""
        rows: list[Row] = []
        speech = self.shell.speech
        for scope in self._scopes:
            found = [one for one in of(scope) if self._works(one) and self._shows(one, typed)]
            if found:
                rows.append(Row(None, (speech.of(f"scope.{scope}"), ""), "heading"))
                rows += [
                    Row(
                        one.id,
                        (keys_named(self.shell.keys_of(one), speech), speech.of(f"action.{one.id}")),
                    )
                    for one in found
                ]
        self.query_one(Rows).show(rows)
        self.query_one(Rows).empty = speech.of("help.nothing")

    def _works(self, action: Action) -> bool:
        """Say whether a key that works everywhere works here: letters are text where one types."""
        if action.scope != "app":
            return True
        return (action.strong or not self._typing) and bool(
            self.app.check_action(action.call or action.name, ())
        )

    def _allowed(self, action: Action) -> bool:
        return allowed(action, self.shell.role)

    def _shows(self, action: Action, typed: str) -> bool:
        keys = self.shell.keys_of(action)
        if not keys or not self._offers(action):
            return False
        words = _FOLDER.words(typed)
        named = keys_named(keys, self.shell.speech)
        text = " ".join(_FOLDER.words(self.shell.speech.of(f"action.{action.id}")))
        return typed in named.split() or (all(word in text for word in words) and (bool(words) or not typed))


def scopes_of(screen: Screen[object]) -> tuple[str, ...]:
    """Return the scopes whose keys work on a screen: its own, its list's or its fields', everywhere's."""
    own = dict.fromkeys(scope for scope in _bound(screen) if of(scope))
    lists = ("rows",) if screen.query(Rows) and not _is_typed_in(screen) else ()
    fields = ("fields",) if screen.query(Fields) else ()
    choices = ("choice",) if screen.query(Choice) else ()
    return (*own, *lists, *fields, *choices, "app")


def _bound(screen: Screen[object]) -> Iterator[str]:
    """Give the scopes of which a screen's class binds the keys."""
    yield str(getattr(screen, "scope", ""))
    for kind in type(screen).__mro__:
        for binding in vars(kind).get("BINDINGS", ()):
            yield (binding.id or "").partition(".")[0]


def _is_typed_in(screen: Screen[object]) -> bool:
    """Say whether letters are text: in all but the screens of areas, and in a form, whose keys are strong."""
    scope = str(getattr(screen, "scope", ""))
    return not scope or any(one.strong for one in of(scope))
