"""The cells of a sheet as they would be typed, and which of them hold no value to be read.

The reader of workbooks gives an empty cell where a file doesn't hold what a formula gave, and the text of
an error (`#REF!`) where a formula failed: either would be taken for what somebody wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import Element

from openpyxl import Workbook
from openpyxl.worksheet._reader import FORMULA_TAG, VALUE_TAG, WorkSheetParser

if TYPE_CHECKING:
    from openpyxl.cell import _AnyCellValue

NO_RESULT: Final = "cell-without-result"
ERROR: Final = "cell-error"


@dataclass(frozen=True)
class Row:
    """A row: its number, its cells, and the reason of each (by its place) that holds nothing to be read."""

    number: int
    cells: tuple[str, ...] = ()
    faults: Mapping[int, str] = field(default_factory=dict)


class _Parser(WorkSheetParser):
    """Reads a sheet, and marks a formula whose result isn't in the file."""

    def parse_cell(self, element: Element) -> dict[str, _AnyCellValue]:
        """Return what a cell holds."""
        cell = super().parse_cell(element)
        if cell["value"] is None and element.find(FORMULA_TAG) is not None and not _gave_no_text(element):
            cell["data_type"] = NO_RESULT
        return cell


def _gave_no_text(element: Element) -> bool:
    """Say whether a formula gave a text without a character, which is a result."""
    return element.get("t") == "str" and element.find(VALUE_TAG) is not None


def first_sheet(book: Workbook) -> Iterator[Row]:
    """Give the rows of the first sheet that stand in the file; raise what their reader raises."""
    sheet = book.worksheets[0]
    last = 0
    # The reader of rows keeps neither mark: its parser is asked itself. The version is pinned.
    with sheet._get_source() as source:  # type: ignore[attr-defined]
        parser = _Parser(
            source,
            sheet._shared_strings,  # type: ignore[attr-defined]
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,  # type: ignore[attr-defined]
            timedelta_formats=book._timedelta_formats,  # type: ignore[attr-defined]
        )
        for number, cells in parser.parse():
            if number <= last:
                raise ValueError("rows out of their order")
            last = number
            yield _row(number, cells)


def _row(number: int, found: list[dict[str, object]]) -> Row:
    cells = [""] * max((int(str(cell["column"])) for cell in found), default=0)
    faults = {}
    for cell in found:
        place = int(str(cell["column"])) - 1
        cells[place] = _text(cell["value"])
        if cell["data_type"] in (NO_RESULT, "e"):
            faults[place] = NO_RESULT if cell["data_type"] == NO_RESULT else ERROR
    return Row(number, tuple(cells), faults)


def _text(value: object) -> str:
    """Return the value of a cell as it would be typed."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.time() == time() else f"{value:%Y-%m-%dT%H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
