"""A field for a path: completed as it is typed; a whole path typed behind what stands there begins anew."""

from __future__ import annotations

import re
from typing import Final

from textual.widgets import Input

from tui.widgets.line import Line
from tui.widgets.path_suggester import PathSuggester

_ANEW: Final = re.compile(r".*/(?=/|~/)", re.DOTALL)


class PathLine(Line):
    """A path; `~//media` means `/media`, as no folder has an empty name."""

    def __init__(self, value: str = "", *, placeholder: str = "") -> None:
        super().__init__(value, placeholder=placeholder)
        self.suggester = PathSuggester()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Drop what stands before a path that begins anew."""
        found = _ANEW.match(event.value)
        if found is not None:
            self.value = event.value[found.end() :]
