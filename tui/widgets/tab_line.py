"""A line of tabs with their counts; the current one stands between bars, so that no colour is needed."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget


class TabLine(Widget):
    """The tabs of a screen."""

    DEFAULT_CSS = "TabLine { height: 1; width: 100%; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self) -> None:
        super().__init__()
        self._names: Sequence[str] = ()
        self._here = 0
        self._places: list[tuple[int, int]] = []

    def show(self, names: Sequence[str], here: int) -> None:
        """Show these tabs, the one at `here` as the current."""
        self._names, self._here = tuple(names), here
        self.refresh()

    def render(self) -> Content:
        """Return the line; what doesn't fit left of the current tab is left out."""
        first = 0
        while first < self._here and self._width(first) > self.size.width:
            first += 1
        parts: list[Content] = [Content("« " if first else " ")]
        self._places, place = [(0, 0)] * first, 2 if first else 1
        for number, name in enumerate(self._names[first:], first):
            here = number == self._here
            text = f"│{name.upper()}│" if here else f" {name} "
            self._places.append((place, place + len(text)))
            place += len(text)
            parts.append(Content.styled(text, "bold reverse" if here else ""))
        line = Content("").join(parts)
        if line.cell_length <= self.size.width:
            return line
        return line.truncate(self.size.width - 2).append(" »")

    def on_click(self, event: Click) -> None:
        """Go to the tab under the pointer."""
        for number, (start, end) in enumerate(self._places):
            if start <= event.x < end:
                self.post_message(self.Chosen(number))

    def _width(self, first: int) -> int:
        return sum(len(name) + 2 for name in self._names[first : self._here + 2]) + 2
