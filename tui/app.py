"""The screens' shell: a table of areas, and the one place where what screens post lands."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, ClassVar, Final

from textual.binding import Binding, BindingType
from textual.command import Provider

from tui.actions import allowed, bindings, called
from tui.breaking import keep_together
from tui.choosing import Choosing
from tui.entrance import Entrance
from tui.messages import Go
from tui.screens.unlock import Unlock
from tui.shell import Shell
from tui.themes import HIGH_CONTRAST, THEMES

if TYPE_CHECKING:
    from tui.widgets.foot import Foot
    from tui.widgets.title_bar import TitleBar


def _commands() -> type[Provider]:
    """Return what the palette lists, imported when it is first opened."""
    found: type[Provider] = importlib.import_module("tui.commands").Commands
    return found


BLANKED: Final = frozenset({"app.lock", "app.suspend"})
"""What can be done on a blanked screen without knowing code or passphrase."""


class ExchangeApp(Choosing):
    """The screens of one member at one store."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("app"), Binding("ctrl+c", "none", show=False)]
    COMMANDS: ClassVar = {_commands}
    COMMAND_PALETTE_BINDING = "f24"  # ours is one of the actions, so that it is told and remapped
    NOTIFICATION_TIMEOUT = 6

    def __init__(self, shell: Shell, entrance: Entrance) -> None:
        super().__init__(shell, entrance)
        keep_together()
        self.register_theme(HIGH_CONTRAST)
        self.theme = THEMES[shell.config.theme]
        self.set_keymap(dict(shell.config.keys))

    async def go(self, where: str, what: str = "") -> None:
        """Show an area; a request stands above the area from which it was opened."""
        if self.shell.seat is None:
            return
        panel = self.panels[where]
        panel.what = what
        if self.screen is panel:
            panel.load()
            return
        beneath = (
            [one for name, one in self.panels.items() if name != "request"] if where == "request" else []
        )
        while self.screen not in beneath and not isinstance(self.screen, Unlock):
            await self.pop_screen()
        for one in self.panels.values():
            if one is not panel and one not in self.screen_stack:
                one.left()
        await self.push_screen(where)

    # What screens post

    async def on_go(self, message: Go) -> None:
        """Go where a screen says, and do there what it says."""
        if self.hears(message):
            await self.go(message.where, message.what)
            if message.act:
                await self.run_action(message.act, self.screen)

    async def on_title_bar_chosen(self, message: TitleBar.Chosen) -> None:
        """Go to the area that was clicked."""
        await self.go(message.area)

    async def on_foot_chosen(self, message: Foot.Chosen) -> None:
        """Do what was clicked."""
        action = message.action
        at = {"app": None, "rows": next(iter(self.screen.query("Rows")), None)}.get(action.scope, self.screen)
        await self.run_action(action.call or action.name, at)

    # Actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let only what the member's role may do be seen and done; while locked, the help alone."""
        call = f"{action}({', '.join(map(repr, parameters))})" if parameters else action
        found = called("app", call)
        if found is None:
            return True
        if self._blanked:
            return found.id in BLANKED
        return call == "help" if self.shell.seat is None else allowed(found, self.shell.role)

    async def action_go(self, area: str) -> None:
        """Go to an area."""
        await self.go(area)

    async def action_search(self) -> None:
        """Go to the requests, with the search open."""
        await self.go("requests", "/")

    async def action_help(self) -> None:
        """Show the keys of this screen, and press the one that is chosen; close them where they stand."""
        if isinstance(self.screen, (await self.furniture()).Help):
            await self.pop_screen()
            return

        def chosen(key: str | None) -> None:
            if key:
                self.simulate_key(key)

        await self.open("Help", self.screen, then=chosen)

    async def action_lock(self) -> None:
        """Drop the keys."""
        await self.lock()

    async def action_back(self) -> None:
        """Go back to where one begins; there, end."""
        begins = self.shell.begins
        await (self.action_leave() if self.screen is self.panels[begins] else self.go(begins))

    async def action_leave(self) -> None:
        """Lock, and end."""
        await self.lock()
        self.exit(0)

    def action_suspend(self) -> None:
        """Give the terminal back for a while (ctrl+z)."""
        self.action_suspend_process()
