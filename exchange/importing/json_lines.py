"""JSON lines: an object a line; a line that is none is refused, the others go on."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final, TextIO

from exchange.errors import ExchangeError, Invalid
from exchange.importing.lines import LONGEST, REFUSED, Document, Line
from exchange.json_text import parse_json, refuse_unfit_within

_DAMAGE: Final = re.compile("[\udc80-\udcff]")
_SUSPECT: Final = re.compile(r"\\u|[\ud800-\udfff]")
"""Without any of these no text of a line holds half a character or NUL: JSON escapes what it can't hold."""


def json_lines(text: TextIO) -> Iterator[Line]:
    """Give the lines of a text, without the empty ones and those that only a report wrote."""
    number = 0
    while raw := text.readline(LONGEST):
        number += 1
        if len(raw) == LONGEST and not raw.endswith("\n"):
            _skip(text)
            yield Line(number, None, Invalid("line-too-long", limit=LONGEST // 1024**2))
        elif raw.strip():
            line = _line(number, raw.rstrip("\r\n"))
            if line.document is None or line.document.keys() != {REFUSED}:
                yield line


def _skip(text: TextIO) -> None:
    """Go on to the next line, a piece at a time."""
    while (piece := text.readline(LONGEST)) and not piece.endswith("\n"):
        pass


def _line(number: int, raw: str) -> Line:
    try:
        found = _object(raw.removeprefix("\ufeff"))
    except ExchangeError as error:
        return Line(number, None, error, raw, len(raw))
    return Line(number, found, size=len(raw))


def _object(raw: str) -> Document:
    try:
        found = parse_json(raw)
    except json.JSONDecodeError as error:
        _refuse_damage(raw)
        raise Invalid("line-not-json", column=error.colno) from None
    if not isinstance(found, dict):
        raise Invalid("line-not-an-object")
    _refuse_damage(raw)
    if _SUSPECT.search(raw):
        refuse_unfit_within(found)
    return found


def _refuse_damage(raw: str) -> None:
    """Raise Invalid where bytes could not be read as the file's encoding (they stand as half characters)."""
    found = _DAMAGE.search(raw)
    if found:
        raise Invalid("line-not-encoded", column=found.start() + 1)
