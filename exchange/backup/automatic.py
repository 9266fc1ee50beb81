"""Backups that are made by themselves: their names, the store's memory of them, and their removal.

The store remembers each with its medium, so that none that holds an erased request is forgotten; a
medium is known again by the list that lies beside the backups (`lists`). A row stays for ever, emptied
once its backup is gone: one that is missing was deleted by hand (`missing`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, TypeAlias

from exchange.backup.lists import keep_list, keep_lists, list_in
from exchange.backup.making import Backup, back_up
from exchange.backup.model import AutomaticBackup, AutomaticBackupContent
from exchange.errors import Refused, Tampered
from exchange.ids import new_id
from exchange.store.files import sync_folder
from exchange.store.gone import read_gone
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session

Made: TypeAlias = list[tuple[datetime, Path]]

SUFFIX: Final = ".exchange-backup"
_STAMP: Final = "%Y%m%dT%H%M%SZ"


def back_up_into(session: Session, folder: Path) -> Backup:
    """Write a backup into a folder under the name of its moment, remembered in its own transaction."""
    place = _free(session, folder.absolute())
    medium = keep_list(session, list_in(folder, session.post.handle)).medium

    def remember(journal: Journal) -> str:
        row = new_row(AutomaticBackup, new_id(session.clock()), session.post.id, log_index=journal.size)
        content = AutomaticBackupContent(file=str(place), medium=medium)
        row = seal(session.post.id, session.vault.store_row_key(), row, content)
        journal.rows.insert(row)
        return row.commitment

    return back_up(session, place, keep=remember)


def _free(session: Session, folder: Path) -> Path:
    """Return the name of a backup made now, or in the next second that has none yet."""
    now = session.clock().astimezone(UTC)
    while True:
        place = folder / f"{session.post.handle}-{now.strftime(_STAMP)}{SUFFIX}"
        if not place.exists():
            return place
        now += timedelta(seconds=1)


def made_in(session: Session, folder: Path) -> Made:
    """Return this post's automatic backups in a folder, oldest first, by the moment in their names."""
    name = re.compile(rf"{re.escape(session.post.handle)}-(\d{{8}}T\d{{6}}Z){re.escape(SUFFIX)}")
    found = ((name.fullmatch(path.name), path) for path in folder.glob(f"*{SUFFIX}"))
    return sorted(
        (datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC), path) for match, path in found if match
    )


def remembered(session: Session, rows: Reader) -> Iterator[tuple[AutomaticBackup, AutomaticBackupContent]]:
    """Give the automatic backups that the store knows to be somewhere, the oldest first."""
    key = session.vault.store_row_key()
    for row in rows.find(AutomaticBackup, order=("log_index",)):
        content = unseal(session.post.id, key, row, AutomaticBackupContent)
        if content.file:
            yield row, content


def forget(session: Session, journal: Journal, gone: Iterable[AutomaticBackup]) -> None:
    """Empty the rows of backups that are no more, in the caller's unit."""
    for row in gone:
        emptied = changed(row, revision=row.revision + 1)
        content = AutomaticBackupContent(file="", medium="")
        journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), emptied, content))


def in_reach(session: Session, content: AutomaticBackupContent) -> bool:
    """Say whether the medium of a backup is where it was: the same one, not another at the same path."""
    file = Path(content.file)
    if file.is_file():
        return True
    with suppress(Tampered, Refused):
        known = read_gone(list_in(file.parent, session.post.handle), session.post.id)
        return known is not None and known.medium == content.medium
    return False


def keep_all_lists(session: Session) -> None:
    """Keep the lists of what must not come back, also on media with backups that are in reach."""
    keep_lists(session)
    with session.reading() as rows:
        newest = {Path(content.file).parent: content for _, content in remembered(session, rows)}
    for folder, content in newest.items():
        if in_reach(session, content):
            with suppress(Refused):  # at the next unlock, or with the next backup
                keep_list(session, list_in(folder, session.post.handle))


def drop(session: Session, files: Iterable[Path]) -> None:
    """Remove backups from a folder in reach, then from the store's memory; raise Refused where one stays."""
    gone = {str(path.absolute()): path for path in files}
    for path in gone.values():
        try:
            path.unlink(missing_ok=True)
            sync_folder(path.parent)
        except OSError as error:
            raise Refused("not-written", path=str(path), why=error.strerror or "") from None
    with session.reading() as rows:
        forgotten = [row for row, content in remembered(session, rows) if content.file in gone]
    if forgotten:
        with session.unit() as journal:
            forget(session, journal, forgotten)
