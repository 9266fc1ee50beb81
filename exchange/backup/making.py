"""Making a backup while others work: log it, copy the database online, check the copy, put it in place.

The entry comes first, so that the copy holds it: a backup restored on the machine that made it, with
nothing done since, is then known to be the newest. The copy is opened and its pages are checked before
the file gets its name; until then it stands beside under a hidden one.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exchange.backup.archive import About, write_archive
from exchange.clock import to_text
from exchange.errors import Refused, Tampered
from exchange.store.check import check_file
from exchange.store.engine import Database
from exchange.store.files import move_durably, sync_file
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal, head_of
from exchange.store.session import Session
from keys.encoding import b64

RETIRED: Final = "store.retired"


def _nothing(journal: Journal) -> None:
    """Keep nothing besides."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made: where, how far its log goes, how large it is, its hash."""

    file: Path
    size: int
    root: str
    bytes: int
    sha256: str
    log_index: int


def back_up(session: Session, path: Path, *, keep: Callable[[Journal], str | None] = _nothing) -> Backup:
    """Write a backup to `path`; raise Refused where anything is there or it can't be written.

    `keep` keeps a row in the transaction of its entry, before it, and returns what the entry commits to.
    """
    place = _free(session, "backup.made", path)
    folder = StoreFolder(session.database.path.parent)
    with folder.exclusively():  # a keyring that changes meanwhile would not fit the database
        n = _logged(session, "backup.made", keep)
        return _written(session, folder, place, n)


def retire(session: Session, path: Path) -> Backup:
    """Write the last backup of the store and close it; of one that is closed, write it once more.

    The medium takes a whole copy before the entry closes the store. Whatever happens after that, the
    store is closed: only here is its last backup still to be had, so this can be done again.
    """
    place = _free(session, RETIRED, path)
    folder = StoreFolder(session.database.path.parent)
    with folder.exclusively():
        session.catch_up()
        if not session.retired:
            with _working(place) as working:
                _copied(session, folder, working)
            _logged(session, RETIRED, _nothing)
        try:
            return _written(session, folder, place, session.size - 1)
        except Refused as error:
            raise Refused("retired-not-written", path=str(place)) from error


def _free(session: Session, op: str, path: Path) -> Path:
    session.authorise(op)
    place = path.absolute()
    if place.exists():
        raise Refused("file-exists", file=str(place))
    if not place.parent.is_dir():
        raise Refused("folder-missing", path=str(place.parent))
    return place


@contextmanager
def _working(place: Path) -> Iterator[Path]:
    working = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        working.mkdir(mode=0o700)
        yield working
    except OSError as error:
        raise Refused("not-written", path=str(place), why=error.strerror or "") from None
    finally:
        shutil.rmtree(working, ignore_errors=True)


def _written(session: Session, folder: StoreFolder, place: Path, n: int) -> Backup:
    session.state.settle()
    with _working(place) as working:
        about = _copied(session, folder, working)
        return _finished(working / "backup", place, about, n)


def _logged(session: Session, op: str, keep: Callable[[Journal], str | None]) -> int:
    with session.unit() as journal:
        commitment = keep(journal)
        # On nothing where it commits to a row: an entry on the post commits to the post's own.
        return journal.append(
            op,
            on=None if commitment else {"type": "store", "id": session.post.id},
            c=commitment,
            size=journal.size,
            **_root(op, journal.edge.root()),
        )


def _root(op: str, root: bytes) -> dict[str, str]:
    return {"root": b64(root)} if op == "backup.made" else {}


def _copied(session: Session, folder: StoreFolder, working: Path) -> About:
    """Copy the database and write the archive of it; the copy is opened first, every page checked."""
    copy = working / folder.database.name
    session.database.copy_to(copy)
    database = Database(copy, session.vault.store_key)
    try:
        check_file(database)
        with database.reading() as rows:
            head = head_of(rows)
    finally:
        database.close()
    if head.size < session.size:
        raise Tampered("store-rolled-back", size=head.size, seen=session.size)
    about = About(session.post.id, session.post.origin, head.size, b64(head.root), to_text(session.clock()))
    write_archive(working / "backup", about, folder.keyring().render(), copy)
    return about


def _finished(written: Path, place: Path, about: About, n: int) -> Backup:
    written.chmod(0o600)
    sync_file(written)
    with written.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    made = Backup(place, about.size, about.root, written.stat().st_size, digest, n)
    beside = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    written.replace(beside)
    if place.exists():
        beside.unlink()
        raise Refused("file-exists", file=str(place))
    move_durably(beside, place)
    return made
