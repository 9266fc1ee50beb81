"""A medium that was said to be destroyed, and is there again: what it holds is counted anew.

Whoever reported it was mistaken, or was lied to. The log keeps both words. Each backup on it is known
again, each erasure since is under way again, and the medium is then emptied like any other.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from exchange.backup.archive import reading
from exchange.backup.automatic import made_in, remembered
from exchange.backup.lists import keep_list, list_in
from exchange.backup.model import (
    AutomaticBackup,
    AutomaticBackupContent,
    DestroyedMedium,
    DestroyedMediumContent,
)
from exchange.codes import ErasureStatus
from exchange.errors import NotFound, Refused, Tampered
from exchange.ids import new_id
from exchange.requests.erasures import Erasure, ErasureContent, erasures
from exchange.requests.finding import find_request
from exchange.requests.references import parse_reference
from exchange.store.journal import Journal, entry_at
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session

OPERATION: Final = "medium.found"
Told = tuple[DestroyedMedium, DestroyedMediumContent]
Copy = tuple[Path, int]
"""A backup, and the newest entry that it holds."""


def say_found(session: Session, ref: str, place: str) -> int:
    """Log that a destroyed medium is there again, at `place`, and wait for it again; return the entry.

    Raise NotFound where no destruction was told of this erasure, or nothing of ours is there.
    """
    session.authorise(OPERATION)
    if session.proposal is not None:
        raise Refused("proposal-needless")
    wanted, where = str(parse_reference(ref)), Path(place).absolute()
    with session.reading() as rows:
        told = _told(session, rows, wanted, str(where))
        known = {content.file for _, content in remembered(session, rows)}
    copies = _copies(session, where, known)
    if not copies and not where.is_file():
        raise NotFound("nothing-found-there", ref=wanted, where=str(where))
    medium = keep_list(session, list_in(where, session.post.handle)).medium if copies else ""
    with session.unit() as journal:
        for path, newest in copies:
            _remember(session, journal, AutomaticBackupContent(file=str(path), medium=medium), newest)
        return _count_again(session, journal, told, copies, where)


def _told(session: Session, rows: Reader, ref: str, where: str) -> Told:
    """Return the destruction that is taken back: told of this erasure, there before elsewhere."""
    erasure = rows.get(Erasure, ref=ref)
    if erasure is None:
        find_request(rows, ref)  # one that there isn't is told as such
        raise Refused("not-being-erased", ref=ref)
    found = []
    for row in rows.find(DestroyedMedium, order=("-log_index",)):
        content = unseal(session.post.id, session.vault.store_row_key(), row, DestroyedMediumContent)
        if not content.found and erasure.id in _requests(rows, row):
            found.append((content.place != where, row, content))
    if not found:
        raise NotFound("not-destroyed", ref=ref)
    _, row, content = min(found, key=lambda one: one[0])
    return row, content


def _requests(rows: Reader, row: DestroyedMedium) -> Sequence[object]:
    said = entry_at(rows, row.log_index).entry.x["requests"]
    return said if isinstance(said, list | tuple) else ()


def _copies(session: Session, where: Path, known: set[str]) -> list[Copy]:
    """Return this post's backups in a folder that the store doesn't know; one not readable may hold all."""
    found = []
    for _, path in made_in(session, where) if where.is_dir() else ():
        if str(path) not in known:
            try:
                with reading(path) as archive:
                    found.append((path, archive.about.size - 1))
            except (Tampered, Refused):
                found.append((path, 0))
    return found


def _remember(session: Session, journal: Journal, content: AutomaticBackupContent, newest: int) -> None:
    row = new_row(AutomaticBackup, new_id(session.clock()), session.post.id, log_index=newest)
    journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, content))


def _count_again(session: Session, journal: Journal, told: Told, copies: list[Copy], where: Path) -> int:
    """Put each erasure that the medium may undo under way again, and append the entry."""
    key, (medium, said) = session.vault.store_row_key(), told
    oldest = min((newest for _, newest in copies), default=None)
    waited = set(_requests(journal.rows, medium))
    again = []
    for row, content in list(erasures(session, journal.rows)):
        held = oldest < row.log_index if oldest is not None else row.id in waited
        if held:
            again.append(row.id)
            journal.rows.replace(seal(session.post.id, key, *_under_way(row, content, where)))
    medium = changed(medium, revision=medium.revision + 1)
    medium = seal(session.post.id, key, medium, said.model_copy(update={"found": True}))
    journal.rows.replace(medium)
    return journal.append(
        OPERATION,
        on={"type": "medium", "id": medium.id},
        c=medium.commitment,
        requests=again,
        backups=len(copies),
    )


def _under_way(row: Erasure, content: ErasureContent, where: Path) -> tuple[Erasure, ErasureContent]:
    files = {*content.files, str(where)} if where.is_file() else {*content.files}
    row = changed(row, status=ErasureStatus.ERASING.value, revision=row.revision + 1)
    return row, content.model_copy(update={"files": tuple(sorted(files))})
