"""A file to import, opened: what it is by its name, what its text is written in, then its lines."""

from __future__ import annotations

import importlib
import io
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, Final

from exchange.errors import ExchangeError, Invalid, Refused
from exchange.importing.csv_lines import csv_lines
from exchange.importing.encodings import WIDE, recognised
from exchange.importing.json_lines import json_lines
from exchange.importing.lines import Line
from exchange.importing.mapping import LARGEST, CheckKey, Translation, read_mapping
from exchange.importing.tables import gathered

FORMS: Final = (".jsonl", ".csv", ".xlsx")


@dataclass(frozen=True)
class Source:
    """A file to import: its size in bytes, the name of its encoding where it is text, its lines.

    `place` tells how far in the file the reader has come.
    """

    size: int
    encoding: str | None
    lines: Iterator[Line]
    place: Callable[[], int]


@contextmanager
def open_source(path: Path, mapping: Path | None, check: CheckKey) -> Iterator[Source]:
    """Give the lines of a file; raise Invalid for one that can't be read at all."""
    form = path.suffix.lower()
    if form not in FORMS:
        raise Invalid("import-form", file=str(path), known=", ".join(FORMS))
    names = read_mapping(_small(mapping), check) if mapping is not None else Translation()
    with _regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if form == ".xlsx":
            sheet = importlib.import_module("exchange.importing.sheet")  # for few, and not light
            yield Source(size, None, sheet.sheet_lines(file, names, check), lambda: 0)
            return
        encoding = recognised(file)
        if encoding.name == WIDE and size % 2:
            raise Invalid("import-cut-off", file=str(path))
        file.seek(encoding.start)
        newline = "\n" if form == ".jsonl" else ""
        with io.TextIOWrapper(file, encoding.codec, encoding.errors, newline) as text:
            lines = (
                (_translated(line, names) for line in json_lines(text))
                if form == ".jsonl"
                else csv_lines(text, names, check)
            )
            yield Source(size, encoding.name, lines, file.tell)


def _translated(line: Line, names: Translation) -> Line:
    """Return a line of JSON in our keys, as it is where nothing is to be translated."""
    if line.document is None or names == Translation():
        return line
    try:
        return replace(line, document=gathered(dict(names.document(line.document))))
    except ExchangeError as error:
        return replace(line, refusal=error)


@contextmanager
def _regular(path: Path) -> Iterator[BinaryIO]:
    """Open a file that can be read twice; raise Refused for what is none (a pipe would wait)."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    except OSError as error:
        raise Refused("file-not-read", path=str(path), why=error.strerror or "") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Refused("file-not-regular", path=str(path))
    with os.fdopen(handle, "rb") as file:
        yield file


def _small(path: Path) -> bytes:
    with _regular(path) as file:
        found = file.read(LARGEST + 1)
    if len(found) > LARGEST:
        raise Invalid("input-too-large", file=str(path), limit=LARGEST // 1024**2)
    return found
