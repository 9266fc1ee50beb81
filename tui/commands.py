"""The palette: every command by its name, in both languages, wherever it is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider

from exchange.locale import Language
from tui.actions import ACTIONS, AREAS, Action
from tui.keynames import keys_named
from tui.messages import Go
from tui.screens.panel import Panel
from tui.shell import Shell
from tui.speech import Speech

_SILENT = frozenset({"rows", "marks", "question", "confirm", "alarm", "help", "pick", "ask", "unlock"})


class Commands(Provider):
    """The commands of this screen and of everywhere first, then those of the other areas."""

    async def discover(self) -> Hits:
        """Give what can be done here."""
        here = [one for one in self._actions() if one.scope in (self._scope, "app")]
        for action in sorted(here, key=lambda one: one.scope == "app"):  # those of the screen first
            yield DiscoveryHit(self._shown(action), partial(self._run, action), help=self._help(action))

    async def search(self, query: str) -> Hits:
        """Give the commands that a query names, in either language."""
        matcher, found = self.matcher(query), False
        for action in self._actions():
            names = [Speech(language).of(f"action.{action.id}") for language in Language]
            score = max(map(matcher.match, names))
            if score > 0:
                found = True
                shown = matcher.highlight(self._shown(action))
                yield Hit(score, shown, partial(self._run, action), help=self._help(action))
        if not found and self._shell is not None:  # what Textual would say of it is English alone
            yield Hit(1, self._shell.speech.of("pick.nothing"), _nothing)

    @property
    def _shell(self) -> Shell | None:
        return self.screen.shell if isinstance(self.screen, Panel) else None

    @property
    def _scope(self) -> str:
        return self.screen.scope if isinstance(self.screen, Panel) else ""

    def _actions(self) -> Iterator[Action]:
        if not isinstance(self.screen, Panel):
            return
        offers = self.screen.offers
        for action in ACTIONS:
            reachable = action.scope in (*AREAS, "app", self._scope)
            if action.scope not in _SILENT and reachable and offers(action):
                yield action

    def _shown(self, action: Action) -> str:
        speech = self._shell.speech if self._shell else Speech(Language.FR)
        name = speech.of(f"action.{action.id}")
        return (
            name if action.scope in (self._scope, "app") else f"{speech.of(f'scope.{action.scope}')}: {name}"
        )

    def _help(self, action: Action) -> str:
        shell = self._shell
        return keys_named(shell.keys_of(action), shell.speech) if shell else ""

    async def _run(self, action: Action) -> None:
        """Do it: in another area, after having gone there."""
        if action.scope not in (self._scope, "app"):
            self.screen.post_message(Go(action.scope, act=action.call or action.name))
            return
        self.app.call_after_refresh(self._do, action)

    async def _do(self, action: Action) -> None:
        namespace = None if action.scope == "app" else self.app.screen
        await self.app.run_action(action.call or action.name, namespace)


def _nothing() -> None:
    """Do nothing: no command was found."""
