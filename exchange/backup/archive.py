"""A backup file: a plain tar of what it is, the keyring and the database, in this order.

`backup.json` {"version":1,"post":…,"origin":…,"size":…,"root":…,"made_at":…} says what the file holds
without opening it; it is believed only once the log inside was verified (`restoring`). Nothing in the
archive is readable without a key that the folder itself wouldn't show: the database is SQLCipher, the
keyring is sealed. Format: docs/formats.md, *Backup*.
"""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Self

from exchange.errors import Carried, Refused
from keys.canonical import JSON, canonical

DATABASE: Final = "exchange.db"
KEYRING: Final = "keyring.json"
_ABOUT: Final = "backup.json"
_SMALL: Final = 1 << 20
_VERSION: Final = 1


@dataclass(frozen=True)
class About:
    """What a backup says of itself: whose log, how far, when it was made (RFC 3339)."""

    post: str
    origin: str
    size: int
    root: str
    made_at: str

    def render(self) -> bytes:
        """Return the bytes of `backup.json`."""
        fields: dict[str, JSON] = {
            "version": _VERSION,
            "post": self.post,
            "origin": self.origin,
            "size": self.size,
            "root": self.root,
            "made_at": self.made_at,
        }
        return canonical(fields) + b"\n"

    @classmethod
    def parse(cls, data: bytes) -> Self:
        """Read what `render` wrote; raise Tampered for anything else."""
        try:
            found = json.loads(data.decode("utf-8"))
            about = cls(*(found[name] for name in ("post", "origin", "size", "root", "made_at")))
            whole = found["version"] == _VERSION and about.render() == data
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            whole = False
        if not whole:
            raise Carried("backup-unreadable", member=_ABOUT)
        return about


def write_archive(path: Path, about: About, keyring: bytes, database: Path) -> None:
    """Write a backup to a new file; the caller brings it to the disk and into its place."""
    with tarfile.open(path, "x:", format=tarfile.USTAR_FORMAT) as tar:
        for name, data in ((_ABOUT, about.render()), (KEYRING, keyring)):
            tar.addfile(_plain(name, len(data)), io.BytesIO(data))
        with database.open("rb") as file:
            tar.addfile(_plain(DATABASE, database.stat().st_size), file)


@dataclass(frozen=True)
class Archive:
    """A backup open for reading: what it says of itself, the keyring's bytes, the database still to read."""

    path: Path
    about: About
    keyring: bytes
    _database: IO[bytes]

    def write_database(self, path: Path) -> None:
        """Write the database to a new file, mode 0600; raise OSError where the new file's place refuses."""
        path.touch(mode=0o600, exist_ok=False)
        with path.open("wb") as file:
            while data := self._next():
                file.write(data)

    def _next(self) -> bytes:
        with _told(self.path):
            return self._database.read(1 << 20)


@contextmanager
def reading(path: Path) -> Iterator[Archive]:
    """Give a backup open for reading; raise Refused where it can't be read, Tampered where it is none."""
    if path.exists() and not path.is_file() and not path.is_dir():  # a pipe would be waited for
        raise Carried("backup-unreadable", member=path.name)
    with ExitStack() as kept:
        with _told(path):
            tar = kept.enter_context(tarfile.open(path, "r:"))
            about = _member(tar, _ABOUT, _SMALL).read()
            keyring = _member(tar, KEYRING, _SMALL).read()
            database = _member(tar, DATABASE, None)
        yield Archive(path, About.parse(about), keyring, database)
        with _told(path):
            more = tar.next()
        if more is not None:
            raise Carried("backup-unreadable", member="+")


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Say what went wrong with the backup itself, never with what its reader does meanwhile."""
    try:
        yield
    except tarfile.TarError:
        raise Carried("backup-unreadable", member=path.name) from None
    except OSError as error:
        raise Refused("backup-not-read", path=str(path), why=error.strerror or "") from None


def _member(tar: tarfile.TarFile, name: str, limit: int | None) -> IO[bytes]:
    """Return the next member, which must be the plain file of that name; raise Tampered otherwise."""
    found = tar.next()
    if found is None or found.name != name or not found.isreg() or found.pax_headers:
        raise Carried("backup-unreadable", member=name)
    if limit is not None and found.size > limit:
        raise Carried("backup-unreadable", member=name)
    file = tar.extractfile(found)
    if file is None:
        raise Carried("backup-unreadable", member=name)
    return file


def _plain(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)  # owner and times stay zero
    info.size, info.mode = size, 0o600
    return info
