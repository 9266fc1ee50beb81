"""The title bar: the post, who sits here, the time here and in Paris; below it the areas."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

from tui.actions import AREAS, areas_of
from tui.foreign import line
from tui.shell import Shell

WIDE: Final = 100


class TitleBar(Widget):
    """Two lines that fit 80 columns; an area that is clicked is gone to."""

    DEFAULT_CSS = """
    TitleBar { height: 2; width: 100%; dock: top; background: $panel; color: $foreground; }
    """

    class Chosen(Message):
        """An area was clicked."""

        def __init__(self, area: str) -> None:
            super().__init__()
            self.area = area

    def __init__(self, shell: Shell, area: str) -> None:
        super().__init__()
        self._shell, self._area = shell, area
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Tell the time as it passes."""
        self.set_interval(20, self.refresh)

    def render(self) -> Content:
        """Return both lines."""
        return Content("\n").join((self._who(), self._areas()))

    def on_click(self, event: Click) -> None:
        """Go to the area under the pointer."""
        for start, end, area in self._places:
            if event.y == 1 and start <= event.x < end:
                self.post_message(self.Chosen(area))

    def _who(self) -> Content:
        seat, speech, width = self._shell.seat, self._shell.speech, self.size.width
        if seat is None:
            return Content(f" {speech.of('app')}")
        post = seat.name if width >= WIDE else seat.post
        left = f" {line(post)} · {line(seat.member)} ({speech.of(f'role.{seat.role}')})"
        now = self._shell.clock()
        right = f"{speech.moment(now.isoformat())}{speech.in_paris(now)} "
        room = width - len(right)
        shown = Content(left).truncate(max(room - 1, 0), ellipsis=True).pad_right(0)
        gap = max(width - shown.cell_length - len(right), 1)
        return Content.assemble((shown.plain, "bold"), " " * gap, (right, "dim"))

    def _areas(self) -> Content:
        role = self._shell.role
        shown: Sequence[str] = [] if role is None else [a for a in AREAS if a in set(areas_of(role))]
        parts: list[Content] = []
        self._places, place = [], 1
        for area in shown:
            label = f"{AREAS[area][0].partition(',')[0]} {self._shell.speech.of(f'area.{area}')}"
            here = area == self._area
            self._places.append((place, place + len(label) + 2, area))
            place += len(label) + 2
            parts.append(Content.styled(f" {label} ", "reverse bold" if here else ""))
        return Content(" ") + Content("").join(parts)
