"""Foreign text on its way to the terminal: shown, never obeyed, in two places.

`content` makes what a widget shows out of data: no markup is read in it, and what commands a terminal
or reorders a line is shown as a sign. `VisibleLines` is the second line of defence: it looks at every
line that Textual is about to write and replaces what slipped through.
"""

from __future__ import annotations

import re
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.content import Content
from textual.filter import LineFilter

from exchange.foreign_text import visible, visible_line

_COMMANDING: Final = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


def line(text: str | None) -> str:
    """Return foreign text as one line that commands nothing."""
    return visible_line(text) if text else ""


def block(text: str | None) -> str:
    """Return foreign text as lines that command nothing."""
    return visible(text).replace("\t", "    ") if text else ""


def content(text: str | None, style: str = "") -> Content:
    """Return foreign text as what a widget shows, with no markup in it."""
    return Content.styled(block(text), style) if style else Content(block(text))


class VisibleLines(LineFilter):
    """Replaces what could command the terminal in any line that is about to be written."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments with such characters shown as signs of one cell."""
        if not any(_COMMANDING.search(segment.text) for segment in segments if not segment.control):
            return segments
        return [
            segment
            if segment.control
            else Segment(_COMMANDING.sub(_sign, segment.text), segment.style, segment.control)
            for segment in segments
        ]


def _sign(found: re.Match[str]) -> str:
    code = ord(found[0])
    return chr(0x2400 + code) if code < 0x20 else "\u2421" if code == 0x7F else "\ufffd"
