"""Small files written so that a reader finds the old or the new one, never half of one."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from exchange.errors import Refused

try:
    import fcntl
except ImportError:  # pragma: no cover - another platform: the database's own locks remain
    fcntl = None  # type: ignore[assignment]


def write_durably(path: Path, data: bytes) -> None:
    """Put `data` at `path`, mode 0600: temp file, fsync, rename, fsync of the folder."""
    with _told(path):
        _put(path, data, durable=True)
        sync_folder(path.parent)


def write_quickly(path: Path, data: bytes) -> None:
    """Put `data` at `path`, whole or not at all, without waiting for the disk."""
    with _told(path):
        _put(path, data, durable=False)


def overwrite(path: Path, data: bytes) -> None:
    """Put `data` over a file of the same length, without waiting for the disk; else `write_quickly`.

    For what is written after each commit: a rename over a file makes the file system write it out, and
    the next commit wait for it (ext4 auto_da_alloc; 0.3 ms together). `data` must fit one sector of a
    disk (512 bytes), so that no power loss leaves half of it; `read_whole` waits for the lock.
    """
    if not _overwritten(path, data):
        write_quickly(path, data)


def _overwritten(path: Path, data: bytes) -> bool:
    with _told(path):
        try:
            handle = os.open(path, os.O_WRONLY)
        except FileNotFoundError:
            return False
        try:
            if os.fstat(handle).st_size != len(data):
                return False
            if fcntl is not None:
                fcntl.flock(handle, fcntl.LOCK_EX)
            os.write(handle, data)
        finally:
            os.close(handle)
    return True


def read_whole(path: Path) -> bytes:
    """Return what stands at `path`, never while `overwrite` writes it."""
    with path.open("rb") as file:
        if fcntl is not None:
            fcntl.flock(file.fileno(), fcntl.LOCK_SH)
        return file.read()


def sync_file(path: Path) -> None:
    """Bring a file that was written quickly to the disk, and its folder's entry."""
    with _told(path):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
        sync_folder(path.parent)


def move_durably(path: Path, to: Path) -> None:
    """Rename a file within its folder, over what is there."""
    with _told(to):
        path.replace(to)
        sync_folder(to.parent)


def place_durably(path: Path, to: Path) -> None:
    """Rename what is new to where nothing stands; take it back where the disk doesn't confirm it."""
    try:
        move_durably(path, to)
    except Refused:
        with suppress(OSError):  # it never got there
            to.replace(path)
        raise


def remove_durably(path: Path) -> None:
    """Remove a file, if it is still there."""
    with _told(path):
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Bring a folder's entries to the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_private(folder: Path) -> None:
    """Make a folder, mode 0700, with its parents."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the exclusive lock of `path` (made if need be) while the block runs."""
    handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
    try:
        if fcntl is not None:
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _put(path: Path, data: bytes, *, durable: bool) -> None:
    """Write `data` beside `path`, and rename it to that; leave nothing beside it where that can't be."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Refused("not-written", path=str(path), why=error.strerror or "") from None
