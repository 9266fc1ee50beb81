"""What the App says, asks and takes back; what a member chooses: language, theme, code, passphrase."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from textual.command import CommandPalette

from exchange.errors import ExchangeError, Tampered
from exchange.locale import Language
from tui.foreign import line
from tui.guard import Guarded
from tui.messages import Failed, Told
from tui.speech import Speech
from tui.themes import THEMES

if TYPE_CHECKING:
    from tui.screens.panel import Panel
    from tui.widgets.line import Line

_NO_LONGER: Final = ("member-revoked", "keys-or-role-changed")
"""Why who sits here may see nothing any more, what is on the screen included."""


class Choosing(Guarded):
    """An App that speaks, and lets its member choose how it looks and is opened."""

    def say(self, text: str, hint: str = "") -> None:
        """Show a notification: no markup is read in it."""
        self.notify("\n".join(filter(None, (line(text), line(hint)))), markup=False)

    def on_told(self, message: Told) -> None:
        """Say what was done."""
        if self.hears(message):
            self.say(message.text, message.hint)

    def on_line_joined(self, message: Line.Joined) -> None:
        """Say that a paste of several lines became one."""
        self.say(self.shell.speech.of("joined", count=message.lines))

    async def on_failed(self, message: Failed) -> None:
        """Say what the desk refused, and what to do about it; an alteration must be acknowledged."""
        if self.hears(message):
            await self.refuse(message.error)

    async def refuse(self, error: ExchangeError) -> None:
        """Show a refusal."""
        sentence, hint = self.shell.speech.refusal(error)
        if isinstance(error, Tampered):
            await self.open("Alarm", sentence, hint)
            return
        if error.reason in _NO_LONGER:
            await self.lock("\n".join(filter(None, (sentence, hint))))
            return
        self.notify("\n".join(filter(None, (line(sentence), line(hint)))), severity="error", markup=False)

    @property
    def panel(self) -> Panel | None:
        """The screen of an area, or of a request, where one is on top."""
        return next((one for one in self.panels.values() if one is self.screen), None)

    async def action_palette(self) -> None:
        """Show every command by its name; close them where they stand, and all above them."""
        if CommandPalette in map(type, self.screen_stack):
            while not isinstance(self.screen, CommandPalette):
                await self.pop_screen()
            await self.pop_screen()
            return
        placeholder = self.shell.speech.of("palette.find")
        await self.push_screen(CommandPalette(placeholder=placeholder, id="--command-palette"))

    def action_undo(self) -> None:
        """Take the last reversible act back."""
        undo, self.shell.undo = self.shell.undo, None
        if undo is None:
            self.say(self.shell.speech.of("undo.nothing"))
        elif self.panel is not None:
            self.panel.act(undo.verb, undo.told)

    async def action_passphrase(self) -> None:
        """Take a new passphrase."""
        panel, told = self.panel, self.shell.speech.of("done.passphrase")

        def typed(passphrase: str | None) -> None:
            if passphrase is not None and panel is not None:
                panel.act(lambda desk: desk.members.passphrase(passphrase), told)

        await self.open("Activate", "ask.passphrase", then=typed)

    async def action_language(self) -> None:
        """Speak the other language."""
        speech = self.shell.speech
        other = Language.EN if speech.language is Language.FR else Language.FR
        self.shell.speech = Speech(other, speech.zone)
        if self.panel is not None:
            await self.panel.on_screen_resume()

    def action_theme(self) -> None:
        """Take the next theme."""
        names = list(THEMES.values())
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    async def action_code(self) -> None:
        """Set a short code that brings a blanked screen back."""
        await self.open("AskCode")
