"""The keys of a screen, made from the table of actions; found by key or by what they do."""

from __future__ import annotations

from typing import ClassVar, Final

from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from exchange.search.folding import Folder
from tui.actions import Action, allowed, bindings, of
from tui.keynames import keys_named
from tui.questions.question import Question
from tui.shell import Shell
from tui.widgets.line import Line
from tui.widgets.row import Column, Row
from tui.widgets.rows import Rows

_COLUMNS: Final = (Column(22), Column(0))
_FOLDER: Final = Folder()


class Help(Question[None]):
    """What each key does here, then what works everywhere."""

    CLICKS: ClassVar[tuple[str, ...]] = ("close",)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("help"),
        Binding("down", "down", show=False),
        Binding("up", "up", show=False),
    ]
    DEFAULT_CSS = "Help > #frame { height: 90%; } Help Rows { height: 1fr; margin-top: 1; }"

    def __init__(self, shell: Shell, screen: Screen[object]) -> None:
        super().__init__(shell, shell.speech.of("help.title"))
        self._scopes = scopes_of(screen)

    @property
    def deaf(self) -> bool:
        """Whether keys don't count: they always do, since nothing here acts."""
        return False

    def asked(self) -> list[Widget]:
        """Return the line to find by, and the keys."""
        return [Line(placeholder=self.shell.speech.of("help.find")), Rows(_COLUMNS)]

    def keys(self) -> str:
        """Return how it is closed."""
        return self.shell.speech.of("help.keys")

    def on_mount(self) -> None:
        """Show all."""
        super().on_mount()
        self.query_one(Line).focus()
        self._find("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show what is looked for."""
        self._find(event.value)

    def action_down(self) -> None:
        """Go down."""
        self.query_one(Rows).action_down()

    def action_up(self) -> None:
        """Go up."""
        self.query_one(Rows).action_up()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)

    def _find(self, typed: str) -> None:
        rows: list[Row] = []
        speech = self.shell.speech
        for scope in self._scopes:
            found = [one for one in of(scope) if self._shows(one, typed)]
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

    def _shows(self, action: Action, typed: str) -> bool:
        keys = self.shell.keys_of(action)
        if not keys or not allowed(action, self.shell.role):
            return False
        words = _FOLDER.words(typed)
        named = keys_named(keys, self.shell.speech)
        text = " ".join(_FOLDER.words(self.shell.speech.of(f"action.{action.id}")))
        return typed in named.split() or (all(word in text for word in words) and (bool(words) or not typed))


def scopes_of(screen: Screen[object]) -> tuple[str, ...]:
    """Return the scopes whose keys work on a screen: its own, its list's, everywhere's."""
    scope = str(getattr(screen, "scope", ""))
    own = (scope,) if scope and of(scope) else ()
    lists = ("rows",) if screen.query(Rows) else ()
    marks = ("marks",) if scope == "requests" else ()
    return (*own, *lists, *marks, "app")
