"""Restoring a backup: verified whole, in a folder of its own, before it gets its place.

1. The archive is what a backup is; the folder wanted holds nothing.
2. The member's slot opens, the store with it; he is one who may restore.
3. Every page, entry, seal and digest holds, and the log is the one that the archive names.
4. Against what this machine saw: nothing newer existed, or the store was retired for this very move and
   nothing was seen after it, so its log goes on; otherwise it goes on under a new origin (`anew`).
5. What was erased or revoked since is so again, as far as a list says that is in reach.
6. The state folder says where the log stands now, then the folder gets its name: cut short in between,
   nothing stands there, and restoring again goes on from what the state folder says.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final, Protocol

from exchange.backup.anew import Anew, Told, go_on_anew, known_outside
from exchange.backup.archive import DATABASE, KEYRING, About, Archive, reading
from exchange.backup.gone_again import Since, gone_since, revoke_again
from exchange.checking.area import StoreProblems, examine, nobody
from exchange.clock import Clock, to_text
from exchange.errors import Locked, NotAuthorised, Refused, Tampered
from exchange.log.merkle import root_at
from exchange.log.operations import may
from exchange.store.files import make_private, place_durably, write_durably
from exchange.store.folder import StoreFolder
from exchange.store.journal import counters_of, entry_at, head_of, node_at
from exchange.store.session import Session
from exchange.store.slots import open_with_passphrase
from exchange.store.state import State
from exchange.store.unlocking import open_session
from keys.encoding import b64
from keys.kdf import KdfParameters

OPERATION = "backup.restored"
_DAMAGED: Final = {
    "keyring-damaged": KEYRING,
    "store-unreadable": DATABASE,
    "store-pages-altered": DATABASE,
    "store-structure": DATABASE,
}
"""What is wrong with a store that came from a backup, and which part of the backup it is."""


class Machine(Protocol):
    """What the machine gives: its state folder, its clock, the least that a passphrase may cost."""

    @property
    def state(self) -> Path:
        """The folder of what was seen last."""

    @property
    def clock(self) -> Clock:
        """The time."""

    @property
    def floor(self) -> KdfParameters:
        """The least cost."""

    @property
    def backup_to(self) -> Path | None:
        """Where backups go by themselves."""


@dataclass(frozen=True, repr=False)
class Means:
    """Who restores, on which machine, and what he knows of the past that is lost."""

    handle: str | None
    passphrase: str
    key_file: bytes | None
    machine: Machine
    told: Told = field(default_factory=Told)


@dataclass(frozen=True)
class Restored:
    """A store that was restored: where, from when, how far its log goes, and how it goes on.

    `old_origin` is the one that was closed, None where the log goes on under its own; `skipped` are the
    references that were given out in the past that was lost, `numbers` the last register numbers; `erased`
    are the ids of requests that were removed again, `revoked` the handles of members revoked again,
    `unrevoked` of those who can't be, `warnings` the codes of what nothing in reach tells of that past.
    """

    store: Path
    post: str
    origin: str
    size: int
    root: str
    made_at: str
    retired: bool = False
    old_origin: str | None = None
    skipped: tuple[str, ...] = ()
    numbers: Mapping[str, int] = field(default_factory=dict)
    erased: tuple[str, ...] = ()
    revoked: tuple[str, ...] = ()
    unrevoked: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Rehearsed:
    """A backup that would restore: whose, how far its log goes, and whether it would simply go on."""

    post: str
    size: int
    root: str
    made_at: str
    goes_on: bool


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
    building = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        make_private(place.parent)
        building.mkdir(mode=0o700)
        yield building
    except OSError as error:
        raise Refused("not-written", path=str(place), why=error.strerror or "") from None
    finally:
        shutil.rmtree(building, ignore_errors=True)


@contextmanager
def _trying() -> Iterator[Path]:
    try:
        with tempfile.TemporaryDirectory() as place:
            yield Path(place)
    except OSError as error:
        raise Refused("not-written", path=tempfile.gettempdir(), why=error.strerror or "") from None


def rehearse(file: Path, means: Means) -> Rehearsed:
    """Verify a backup as `restore` does; no store, log or state folder changes. Raise as `restore` does."""
    with reading(file) as archive, _trying() as place:
        session = _opened(archive, StoreFolder(place), means)
        try:
            state = State(means.machine.state, session.post.id)
            made_at = _verified(session, archive)
            since = gone_since(session, state, _with_lists(archive, means))
            goes_on = _goes_on(session, state, known_outside(means.told, session.post.prefix, state), since)
            return Rehearsed(session.post.handle, session.size, b64(session.root), made_at, goes_on)
        finally:
            session.database.close()


def _opened(archive: Archive, folder: StoreFolder, means: Means) -> Session:
    """Return the session of who may restore, over the backup's files written into `folder`."""
    write_durably(folder.keyring_file, archive.keyring)
    archive.write_database(folder.database)
    floor, own = means.machine.floor, folder.path / "state"
    with _of_the_backup(archive):
        opened = open_with_passphrase(folder, means.handle, means.passphrase, means.key_file, floor)
        # A state folder of its own: this machine's says that the store is older, which is for us to judge.
        session = open_session(folder, opened, own, means.machine.clock)
    if not may(session.member.role, OPERATION):
        session.database.close()  # no log is open in which the refusal could stand
        raise NotAuthorised("restore-role", role=session.member.role.value)
    return session


@contextmanager
def _of_the_backup(archive: Archive) -> Iterator[None]:
    """Let what is told of the folder under work be told of the backup, which is what a person knows."""
    try:
        yield
    except (Locked, Tampered) as error:
        if error.reason in _DAMAGED:
            raise Tampered("backup-unreadable", member=_DAMAGED[error.reason]) from None
        if "path" in error.arguments:
            error.arguments["path"] = str(archive.path)
        raise


def _restored(archive: Archive, folder: StoreFolder, place: Path, means: Means) -> Restored:
    session = _opened(archive, folder, means)
    state = State(means.machine.state, session.post.id)
    try:
        made_at = _verified(session, archive)
        known = known_outside(means.told, session.post.prefix, state)
        retired, anew = session.retired, None
        left, unrevoked = tuple[str, ...](), tuple[str, ...]()
        warnings: tuple[str, ...] = ()
        since = gone_since(session, state, _with_lists(archive, means))
        goes_on = _goes_on(session, state, known, since)
        if goes_on or retired:  # nothing else may follow the entry that retired it
            session.resume("store.checked", size=session.size, problems=0)
        if not goes_on:
            warnings = _untold(state, known, since)
            anew = go_on_anew(session, state, known, since.erased)
            left, unrevoked = revoke_again(session, folder, since.members)
        restored = _told(session, made_at, place, retired=retired, anew=anew)
        warnings = (*warnings, "restore-revoked-stay") if unrevoked else warnings
        restored = replace(restored, revoked=left, unrevoked=unrevoked, warnings=warnings)
        with session.reading() as rows:
            numbers = counters_of(head_of(rows))
    finally:
        session.database.close()
    shutil.rmtree(folder.path / "state")
    with state.restarting(session.size, session.root, numbers):
        if place.exists():
            place.rmdir()
        place_durably(folder.path, place)
    return restored


def _with_lists(archive: Archive, means: Means) -> tuple[Path, ...]:
    """Return the folders of backups in which a list may stand."""
    beside, kept = archive.path.absolute().parent, means.machine.backup_to
    return (beside,) if kept is None else (beside, kept)


def _untold(state: State, known: Mapping[str, int], since: Since) -> tuple[str, ...]:
    """Return the warnings of what nothing in reach says of the past that is lost.

    A machine that saw the log has its numbers, and a list as soon as anything was erased or revoked.
    """
    if state.newest() is not None:
        return ()
    numbers = () if known else ("restore-numbers-unknown",)
    return numbers if since.told else (*numbers, "restore-erasures-unknown")


def _verified(session: Session, archive: Archive) -> str:
    """Return when its log ended; raise Tampered unless all of the store holds and its log is the archive's.

    When the archive says that it was made, nothing vouches for.
    """
    about = archive.about
    if about != About(session.post.id, session.post.origin, session.size, b64(session.root), about.made_at):
        raise Tampered("backup-other", size=session.size, said=about.size)
    with _of_the_backup(archive):
        _, found = examine(session, nobody)
    if found.problems:
        raise StoreProblems(tuple(found.problems))
    with session.reading() as rows:
        return to_text(entry_at(rows, session.size - 1).entry.at)


def _goes_on(session: Session, state: State, known: Mapping[str, int], since: Since) -> bool:
    """Say whether the log goes on as it was: it was retired for this move, or is the newest that was seen.

    A machine that saw nothing knows of no newer past, but can't say that there is none.
    """
    vouched = session.retired or state.newest() is not None
    return vouched and not since and _holds_what_was_seen(session, state, known)


def _holds_what_was_seen(session: Session, state: State, known: Mapping[str, int]) -> bool:
    """Say whether the log goes as far as the one that this machine saw, in entries and in numbers."""
    newest = state.newest()
    with session.reading() as rows:
        head = head_of(rows)
        given = counters_of(head)
        if newest is not None:
            if newest.size > head.size:
                return False
            if root_at(newest.size, lambda level, i: node_at(rows, level, i)) != newest.root:
                return False
        return all(number <= given.get(series, 0) for series, number in known.items())


def _told(session: Session, made_at: str, place: Path, *, retired: bool, anew: Anew | None) -> Restored:
    return Restored(
        store=place,
        post=session.post.handle,
        origin=session.post.origin,
        size=session.size,
        root=b64(session.root),
        made_at=made_at,
        retired=retired,
        old_origin=anew.old_origin if anew else None,
        skipped=anew.skipped if anew else (),
        numbers=anew.numbers if anew else {},
        erased=anew.erased if anew else (),
    )
