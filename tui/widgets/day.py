"""A field for a date: typed as people write it, shown as it was understood once the cursor leaves."""

from __future__ import annotations

from tui.days import day_written, kept_day
from tui.shell import Shell
from tui.widgets.line import Line


class Day(Line):
    """A year, a month or a day that has its year."""

    def __init__(self, shell: Shell, value: str = "", *, placeholder: str = "") -> None:
        super().__init__(day_written(value, shell.speech.language), placeholder=placeholder)
        self._shell = shell

    @property
    def kept(self) -> str:
        """The date as it is kept."""
        return kept_day(self.value)

    def on_blur(self) -> None:
        """Show what was understood."""
        understood = day_written(self.kept, self._shell.speech.language)
        if understood != self.value:
            self.value = understood
