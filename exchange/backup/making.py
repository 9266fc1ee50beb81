"""Making a backup while others work: log it, copy the database online, check the copy, put it in place.

The entry comes first, so that the copy holds it: a backup restored on the machine that made it, with
nothing done since, is then known to be the newest. The copy is opened and its pages are checked before
the file gets its name; until then it stands beside under a hidden one.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

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


def _nothing(journal: Journal) -> None:
    """Do nothing besides."""


@dataclass(frozen=True)
class Backup:
    """A backup that was made: where, how far its log goes, how large it is, its hash."""

    file: Path
    size: int
    root: str
    bytes: int
    sha256: str
    log_index: int


def back_up(
    session: Session, path: Path, op: str = "backup.made", *, also: Callable[[Journal], None] = _nothing
) -> Backup:
    """Write a backup to `path`; raise Refused where anything is there or it can't be written.

    `also` is done in the transaction of its entry.
    """
    session.authorise(op)
    place = path.absolute()
    if place.exists():
        raise Refused("file-exists", file=str(place))
    if not place.parent.is_dir():
        raise Refused("folder-missing", path=str(place.parent))
    folder = StoreFolder(session.database.path.parent)
    with folder.exclusively():  # a keyring that changes meanwhile would not fit the database
        n = _logged(session, op, also)
        session.state.settle()
        working = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
        try:
            working.mkdir(mode=0o700)
            about = _copied(session, folder, working)
            made = _finished(working / "backup", place, about, n)
        except OSError as error:
            raise Refused("not-written", path=str(place), why=error.strerror or "") from None
        finally:
            shutil.rmtree(working, ignore_errors=True)
    return made


def _logged(session: Session, op: str, also: Callable[[Journal], None]) -> int:
    with session.unit() as journal:
        n = journal.append(
            op,
            on={"type": "store", "id": session.post.id},
            size=journal.size,
            **_root(op, journal.edge.root()),
        )
        also(journal)
    return n


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
