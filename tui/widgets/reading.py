"""Text to be read beneath a list: each line under its label, what doesn't fit goes on under itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from textual.containers import VerticalScroll
from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

LABEL: Final = 22
LONGEST: Final = 36
_MARGIN: Final = Content(" ")


@dataclass(frozen=True)
class Said:
    """A line: `label` stands before it, and what follows stands under `text`."""

    text: Content | str
    label: Content = _MARGIN


Passage = Sequence[Said]


def pair(label: str, value: str) -> Said:
    """Return a value behind its label."""
    return Said(value, Content.styled(f" {label:<{LABEL}} ", "dim"))


def heading(text: str) -> Said:
    """Return a line that stands over others."""
    return Said(Content.styled(text, "bold"))


def joined(*parts: str | None) -> str:
    """Return what is known of several things, in one line."""
    return " · ".join(part for part in parts if part)


class Reading(VerticalScroll, can_focus=True):
    """A passage that scrolls."""

    DEFAULT_CSS = "Reading { height: 1fr; }"

    def __init__(self, *, id: str = "reading") -> None:
        self._lines = Lines()
        super().__init__(self._lines, id=id)

    def show(self, passage: Passage) -> None:
        """Show a passage from its beginning."""
        self._lines.show(passage)
        self.scroll_home(animate=False)

    def wipe(self) -> None:
        """Show nothing."""
        self._lines.show(())

    @property
    def plain(self) -> str:
        """What is shown."""
        return "\n".join(line.plain for line in self._lines.laid(self.size.width))


class Lines(Widget):
    """A passage, laid at the width that there is."""

    DEFAULT_CSS = "Lines { height: auto; width: 1fr; }"

    def __init__(self) -> None:
        super().__init__()
        self._passage: Passage = ()
        self._laid: tuple[int, list[Content]] = 0, []

    def show(self, passage: Passage) -> None:
        """Show a passage."""
        self._passage, self._laid = passage, (0, [])
        self.refresh(layout=True)

    def laid(self, width: int) -> list[Content]:
        """Return the lines of a width."""
        if self._laid[0] != width:
            self._laid = width, [line for said in self._passage for line in _laid(said, width)]
        return self._laid[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines there are."""
        return len(self.laid(width))

    def render(self) -> Content:
        """Return all lines."""
        return Content("\n").join(self.laid(self.size.width))


def _laid(said: Said, width: int) -> Iterator[Content]:
    """Lay a line; a label that would leave little room stands alone above."""
    label = said.label
    if label.cell_length > LONGEST:
        yield label
        label = Content(" " * (LABEL + 2))
    text = said.text if isinstance(said.text, Content) else Content(said.text)
    room = max(width - label.cell_length, 2)
    for number, part in enumerate(text.wrap(room) or [Content("")]):
        yield Content("").join([label if number == 0 else Content(" " * label.cell_length), part])
