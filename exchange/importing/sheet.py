"""The first sheet of a workbook (.xlsx), row by row: what stands in its cells, never what they compute.

A workbook is a zip of XML: what it unpacks to is limited before anything is unpacked, entities are refused
(defusedxml), and whatever else is wrong with it refuses the file, or the row where it shows.
"""

from __future__ import annotations

import warnings
import zipfile
import zlib
from collections.abc import Iterator
from typing import BinaryIO, Final
from xml.etree.ElementTree import ParseError

from openpyxl import DEFUSEDXML, load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException

from exchange.errors import ExchangeError, Invalid
from exchange.halves import refuse_halves
from exchange.importing.cells import Row, first_sheet
from exchange.importing.lines import LONGEST, Line
from exchange.importing.mapping import LEFT_OUT, CheckKey, Translation
from exchange.importing.tables import CELLS, Header, header_of, refuse_ragged

MEBIBYTE: Final = 1024 * 1024
LARGEST: Final = 256 * MEBIBYTE
"""What a workbook may unpack to, its sheets read a row at a time."""
AT_ONCE: Final = {"xl/sharedStrings.xml": 64 * MEBIBYTE}
"""Parts that are read at once and may be large; any other one outside the sheets has 16 MiB."""
SMALL: Final = 16 * MEBIBYTE
SHEETS: Final = "xl/worksheets/"
ROWS: Final = 1_048_576
# What the readers of zip, of XML and of workbooks raise for a file that is none, or was made to hurt.
_BROKEN: Final = (
    zipfile.BadZipFile, zlib.error, ParseError, InvalidFileException, EOFError, ValueError, TypeError,
    AttributeError, LookupError, ArithmeticError, RuntimeError,
)  # fmt: skip


def sheet_lines(file: BinaryIO, names: Translation, check: CheckKey) -> Iterator[Line]:
    """Give the rows under the header of the first sheet; raise Invalid for what is no workbook."""
    refuse_bomb(file)
    rows = _rows(file)
    first = next(rows, Row(1))
    for place, reason in first.faults.items():
        raise Invalid(reason, column=get_column_letter(place + 1))
    header = header_of(first.cells if first.number == 1 else (), names, check)
    for row in rows:
        if row.faults or any(cell.strip() for cell in row.cells):
            yield _line(row, header)


def _line(row: Row, header: Header) -> Line:
    width = len(header.keys)
    filled = [*row.cells, *[""] * (width - len(row.cells))]
    while len(filled) > width and not filled[-1].strip():
        filled.pop()
    size, document = sum(map(len, filled)), header.document(filled)
    refusal: ExchangeError | None = None
    try:
        refuse_ragged(filled, header)
        for cell, key in zip(filled, header.keys, strict=True):
            refuse_halves(cell, key or "-")
        if size > LONGEST:
            raise Invalid("line-too-long", limit=LONGEST // MEBIBYTE)
        fault = _fault(row, header)
        if fault is not None:  # no import takes the line of the report before somebody has looked at it
            document, refusal = {**document, CELLS: filled}, fault
    except ExchangeError as error:
        refusal = error
    return Line(row.number, document, refusal, size=size)


def _fault(row: Row, header: Header) -> Invalid | None:
    """Return why a row can't be read as it stands: a cell that counts holds no value."""
    for place, reason in row.faults.items():
        key = header.keys[place] if place < len(header.keys) else get_column_letter(place + 1)
        if key != LEFT_OUT:
            return Invalid(reason, column=key)
    return None


def refuse_bomb(file: BinaryIO) -> None:
    """Raise Invalid where a workbook unpacks to more than is read of it; the sizes told are not exceeded."""
    if not DEFUSEDXML:
        raise Invalid("workbook-unsafe")
    try:
        with zipfile.ZipFile(file) as archive:
            parts = archive.infolist()
    except _BROKEN:
        raise Invalid("not-a-workbook") from None
    for part in parts:
        allowed = LARGEST if part.filename.startswith(SHEETS) else AT_ONCE.get(part.filename, SMALL)
        if part.file_size > allowed:
            raise Invalid("workbook-too-large", limit=allowed // MEBIBYTE)
    if sum(part.file_size for part in parts) > LARGEST:
        raise Invalid("workbook-too-large", limit=LARGEST // MEBIBYTE)


def _rows(file: BinaryIO) -> Iterator[Row]:
    """Give the rows; raise Invalid where the workbook can't be read on."""
    number = 0
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions that don't matter here
        try:
            for row in first_sheet(load_workbook(file, read_only=True, data_only=True, keep_links=False)):
                if row.number > ROWS:
                    break
                number = row.number
                yield row
        except (*_BROKEN, OSError) as error:
            if isinstance(error, OSError) and error.errno is not None:  # the disk's, not the reader's
                raise
            raise Invalid("not-a-workbook" if not number else "workbook-broken", row=number + 1) from None
