"""A field for a date: typed as people write it, shown as it was understood once the cursor leaves."""

from __future__ import annotations

from tui.days import kept_day
from tui.widgets.line import Line


class Day(Line):
    """A year, a month or a day that has its year."""

    @property
    def kept(self) -> str:
        """The date as it is kept."""
        return kept_day(self.value)

    def on_blur(self) -> None:
        """Show what was understood."""
        if self.kept != self.value:
            self.value = self.kept
