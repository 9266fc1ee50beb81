"""CSV (RFC 4180), separated by commas, semicolons or tabs, as spreadsheets of either language write it."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final, TextIO

from exchange.errors import ExchangeError, Invalid
from exchange.halves import refuse_unfit_under
from exchange.importing.lines import LONGEST, Line
from exchange.importing.mapping import CheckKey, Translation
from exchange.importing.tables import Header, header_of, refuse_ragged

SEPARATORS: Final = (",", ";", "\t")
_SAID: Final = re.compile(r"(?i)\ufeff?sep=(.)\r?\n?")  # Excel's own first line
_QUOTED: Final = re.compile(r'"(?:[^"]|"")*"')


def csv_lines(text: TextIO, mapping: Translation, check: CheckKey) -> Iterator[Line]:
    """Give the rows of a text; raise Invalid for a header that isn't one."""
    physical = _Physical(text)
    first = physical.begun()
    said = _SAID.fullmatch(first)
    if said:
        physical.drop()
        first = physical.begun()
    with _long_fields():
        rows = csv.reader(physical, delimiter=said[1] if said else _separator(first), strict=True)
        header = header_of(_header_cells(rows), mapping, check)
        while True:
            begun = physical.start()
            line = _next(rows, header, physical, begun)
            if line is None:
                return
            if line.document is not None or line.refusal is not None:
                yield line


def _header_cells(rows: Iterator[list[str]]) -> list[str]:
    try:
        return next(rows, [])
    except csv.Error:
        raise Invalid("import-no-header") from None


def _next(rows: Iterator[list[str]], header: Header, physical: _Physical, begun: int) -> Line | None:
    """Return the next row, or None at the end; a row without any cell filled holds nothing."""
    cells: list[str] = []
    try:
        cells = next(rows)
        if not any(cell.strip() for cell in cells):
            return Line(begun, None)
        refuse_ragged(cells, header)
        for number, cell in enumerate(cells):
            refuse_unfit_under(cell, header.keys[number] or "-")
    except StopIteration:
        return None
    except csv.Error:
        raw = "".join(physical.row).rstrip("\r\n")
        return Line(begun, None, Invalid("line-quotes", last=physical.number), raw, physical.size)
    except ExchangeError as error:
        return Line(begun, header.document(cells) if cells else None, error, size=physical.size)
    return Line(begun, header.document(cells), size=physical.size)


def _separator(line: str) -> str:
    """Return what stands most often between the columns of a header."""
    bare = _QUOTED.sub("", line)
    return max(SEPARATORS, key=bare.count)


class _Physical:
    """The lines of a text for the reader of rows: counted, none longer than a request may be."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self._ahead: str | None = None
        self.number = 0
        self.size = 0
        self.row: list[str] = []

    def peeked(self) -> str:
        """Return the next line, which is still to be read."""
        if self._ahead is None:
            self._ahead = self._text.readline(LONGEST)
        return self._ahead

    def begun(self) -> str:
        """Return the first line that holds anything, which is still to be read."""
        while (line := self.peeked()) and not line.strip("\ufeff \t\r\n"):
            self.drop()
        return line

    def drop(self) -> None:
        """Pass over the line that was looked at."""
        self._ahead = None
        self.number += 1

    def start(self) -> int:
        """Return the number of the line at which the next row begins."""
        self.size = 0
        self.row.clear()
        return self.number + 1

    def __iter__(self) -> _Physical:
        return self

    def __next__(self) -> str:
        line = self.peeked()
        self._ahead = None
        if not line:
            raise StopIteration
        self.number += 1
        self.size += len(line)
        if len(line) == LONGEST and not line.endswith(("\n", "\r")):
            while (piece := self._text.readline(LONGEST)) and not piece.endswith(("\n", "\r")):
                pass
        if self.size >= LONGEST:
            self.row.clear()
            raise Invalid("line-too-long", limit=LONGEST // 1024**2)
        self.row.append(line)
        return line


@contextmanager
def _long_fields() -> Iterator[None]:
    """Let a cell be as long as a line: the module knows one limit for the whole process."""
    before = csv.field_size_limit(LONGEST)
    try:
        yield
    finally:
        csv.field_size_limit(before)
