"""Files that a verb writes: whole or not at all, for their owner alone, never over another file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from exchange.errors import Refused, Usage
from tui.cli.grammar import Given
from tui.cli.report import Report
from tui.cli.system import refused_by_system


def place_given(given: Given) -> str:
    """Return where to write: the file named in its place or by --out; raise Usage for both or neither."""
    named, out = given.text("file"), given.text("out")
    if named is not None and out is not None:
        raise Usage("given-twice", option="--out")
    if named is None and out is None:
        raise Usage("missing-option", option="--out")
    return str(named if out is None else out)


@contextmanager
def streamed_to(report: Report, place: str) -> Iterator[BinaryIO]:
    """Give a sink for `place`, or stdout for `-`; a file appears only when all of it was written."""
    if place == "-":
        yield report.data()
        return
    with new_file(Path(place)) as sink:
        yield sink


@contextmanager
def new_file(place: Path) -> Iterator[BinaryIO]:
    """Write beside `place`, 0600, and name it at the end; raise Refused where a file is already."""
    import tempfile

    if place.exists():
        raise Refused("file-exists", file=str(place))
    try:
        number, name = tempfile.mkstemp(dir=place.parent, prefix=".exchange-")
    except OSError as error:
        missing = isinstance(error, FileNotFoundError | NotADirectoryError)
        error.filename = str(place.parent if missing else place)
        raise refused_by_system(error) from None
    part = Path(name)
    try:
        with os.fdopen(number, "wb") as sink:
            yield sink
            sink.flush()
            os.fsync(sink.fileno())
        _name(part, place)
    finally:
        part.unlink(missing_ok=True)


def _name(part: Path, place: Path) -> None:
    """Give the file its name, refusing one that appeared meanwhile (link(2) never overwrites)."""
    try:
        os.link(part, place)
    except FileExistsError:
        raise Refused("file-exists", file=str(place)) from None
    except OSError:
        part.rename(place)  # a file system without hard links (FAT on a USB key)
    if os.name == "posix":
        folder = os.open(place.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
