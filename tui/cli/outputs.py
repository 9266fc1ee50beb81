"""Files that a verb writes: whole or not at all, for their owner alone, never over another file."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, BinaryIO

from exchange.errors import Refused, Usage
from tui.cli.grammar import Given
from tui.cli.report import Report
from tui.cli.system import refused_by_system

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer


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
        with report.data() as stdout:
            yield _Forward(stdout)
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
    except OSError as error:
        if error.filename is None:  # writing, which names no file: nothing else is written meanwhile
            error.filename = str(place)
        raise
    finally:
        part.unlink(missing_ok=True)


class _Forward(io.BytesIO):
    """A sink that nobody goes back in: a zip's writer would, and damage it where stdout appends."""

    def __init__(self, stdout: BinaryIO) -> None:
        super().__init__()
        self._stdout = stdout

    def write(self, data: ReadableBuffer, /) -> int:
        return self._stdout.write(data)

    def tell(self) -> int:
        raise io.UnsupportedOperation


class Growing:
    """A file that grows by whole pieces, 0600: what a run that is killed has told so far stays.

    It appears with its first piece; without a place nothing is kept. `others`: another name where one is
    there already, for a place that the person didn't choose.
    """

    def __init__(self, place: Path | None, *, others: bool = False) -> None:
        self._place, self._others = place, others
        self._file: BinaryIO | None = None
        if place is not None and not others:
            _refuse_unwritable(place)

    def write(self, piece: bytes) -> None:
        """Add a piece; raise Refused where the file can't be made or has no space left."""
        if self._place is None:
            return
        try:
            if self._file is None:
                self._file = self._made(self._place)
            self._file.write(piece)
            self._file.flush()
        except OSError as error:
            error.filename = str(self._place)
            raise refused_by_system(error) from None

    def finished(self) -> Path | None:
        """Bring the file to the disk; return where it is, or None where nothing was told."""
        if self._file is None:
            return None
        os.fsync(self._file.fileno())
        return self._place

    def __enter__(self) -> Growing:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _made(self, place: Path) -> BinaryIO:
        first, number = place, 1
        while True:
            try:
                handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            except FileExistsError:
                if not self._others:
                    raise
                number += 1
                place = place.with_name(f"{first.stem}-{number}{first.suffix}")
            else:
                self._place = place
                return os.fdopen(handle, "wb")


def _refuse_unwritable(place: Path) -> None:
    """Raise Refused for a place where no file can be made: it is told before anything is done."""
    if place.exists():
        raise Refused("file-exists", file=str(place))
    folder = place.parent
    try:
        if not os.access(folder, os.W_OK):
            folder.stat()
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
        (folder / place.name).lstat()
    except FileNotFoundError as error:
        if folder.is_dir():
            return
        error.filename = str(folder)
        raise refused_by_system(error) from None
    except OSError as error:
        error.filename = str(place)
        raise refused_by_system(error) from None


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
