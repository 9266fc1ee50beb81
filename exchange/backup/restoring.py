"""Restoring a backup: verified whole, in a folder of its own, before it gets its place.

1. The archive is what a backup is; the folder wanted holds nothing.
2. The member's slot opens, the store with it; he is one who may restore.
3. Every page, entry, seal and digest holds, and the log is the one that the archive names.
4. Against what this machine saw: nothing newer existed, or the store was retired for this very move,
   so its log goes on; otherwise it goes on under a new origin (`anew`).
5. The folder gets its name, and the state folder says where the log stands now.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from exchange.backup.archive import About, Archive, reading
from exchange.checking.area import StoreProblems, examine, nobody
from exchange.clock import Clock
from exchange.errors import Refused, Tampered
from exchange.log.merkle import root_at
from exchange.store.files import make_private, move_durably, write_durably
from exchange.store.folder import StoreFolder
from exchange.store.journal import head_of, node_at
from exchange.store.session import Session
from exchange.store.slots import open_with_passphrase
from exchange.store.state import State
from exchange.store.unlocking import open_session
from keys.encoding import b64
from keys.kdf import KdfParameters

OPERATION = "backup.restored"


@dataclass(frozen=True, repr=False)
class Means:
    """Who restores, and what the machine gives: its state folder, its clock."""

    handle: str | None
    passphrase: str
    key_file: bytes | None
    state: Path
    clock: Clock
    floor: KdfParameters


@dataclass(frozen=True)
class Restored:
    """A store that was restored: where, from when, how far its log goes, and how it goes on."""

    store: Path
    post: str
    origin: str
    size: int
    root: str
    made_at: str
    retired: bool = field(default=False)


def restore(file: Path, into: Path, means: Means) -> Restored:
    """Restore a backup into `into`; raise Refused, Locked, NotAuthorised, Tampered, having left nothing."""
    place = into.absolute()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise Refused("path-taken", path=str(place))
    with reading(file) as archive, _building(place) as building:
        restored = _restored(archive, StoreFolder(building), place, means)
    return restored


@contextmanager
def _building(place: Path) -> Iterator[Path]:
    make_private(place.parent)
    building = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    building.mkdir(mode=0o700)
    try:
        yield building
    except OSError as error:
        raise Refused("not-written", path=str(place), why=error.strerror or "") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)


def _restored(archive: Archive, folder: StoreFolder, place: Path, means: Means) -> Restored:
    write_durably(folder.keyring_file, archive.keyring)
    archive.write_database(folder.database)
    opened = open_with_passphrase(folder, means.handle, means.passphrase, means.key_file, means.floor)
    # A state folder of its own: this machine's says that the store is older, which is for us to judge.
    session = open_session(folder, opened, folder.path / "state", means.clock)
    state = State(means.state, opened.slot.post)
    try:
        session.authorise(OPERATION)
        _verify(session, archive.about)
        was_retired = session.retired
        _refuse_older(session, state)
        session.resume("store.checked", size=session.size, problems=0)
        restored = _told(session, archive.about, place, was_retired=was_retired)
    finally:
        session.database.close()
    shutil.rmtree(folder.path / "state")
    if place.exists():
        place.rmdir()
    move_durably(folder.path, place)
    state.restart(session.size, session.root)
    return restored


def _verify(session: Session, about: About) -> None:
    """Raise Tampered unless all of the store holds and its log is the one that the archive names."""
    if about != About(session.post.id, session.post.origin, session.size, b64(session.root), about.made_at):
        raise Tampered("backup-other", size=session.size, said=about.size)
    _, found = examine(session, nobody)
    if found.problems:
        raise StoreProblems(tuple(found.problems))


def _refuse_older(session: Session, state: State) -> None:
    """Raise Refused where a newer log of this origin existed, or may have."""
    newest = state.newest()
    if session.retired:
        return
    if newest is None:
        raise Refused("backup-newest-unknown")
    with session.reading() as rows:
        size = head_of(rows).size
        same = (
            newest.size <= size
            and root_at(newest.size, lambda level, i: node_at(rows, level, i)) == newest.root
        )
    if not same:
        raise Refused("backup-older", size=size, seen=newest.size)


def _told(session: Session, about: About, place: Path, *, was_retired: bool) -> Restored:
    return Restored(
        store=place,
        post=session.post.handle,
        origin=session.post.origin,
        size=session.size,
        root=b64(session.root),
        made_at=about.made_at,
        retired=was_retired,
    )
