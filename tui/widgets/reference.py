"""A field for a request's reference: its number alone is enough, as lists show it."""

from __future__ import annotations

from tui.shell import Shell
from tui.widgets.line import Line


class ReferenceLine(Line):
    """A reference; a number alone is one of this year at this post."""

    def __init__(self, shell: Shell, value: str = "", *, placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder)
        self._shell = shell

    @property
    def kept(self) -> str:
        """The reference, whole."""
        return self._shell.reference(self.value)

    def on_blur(self) -> None:
        """Show what was understood."""
        if self.kept != self.value:
            self.value = self.kept
