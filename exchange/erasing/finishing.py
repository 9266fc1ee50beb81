"""What an erasure has left to do outside its transaction, done again at each unlock until all is done.

    key and rows gone, logged ─▶ lists written ─▶ our files removed ─▶ pages cut ─▶ backups replaced ─▶ erased

Each step can be cut short and done again. A step that can't be done (a medium that is away, a desk that
reads) keeps the request as being erased; the others are done all the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from exchange.backup.archive import reading
from exchange.backup.automatic import SUFFIX, back_up_into, drop, in_reach, made_in, remembered
from exchange.backup.lists import keep_list, keep_lists, list_in
from exchange.backup.missing import missing_backups
from exchange.backup.verifying import is_sound, verify
from exchange.codes import ErasureStatus, Leftover
from exchange.drafts import drop_useless
from exchange.errors import Conflict, Refused, Tampered
from exchange.requests.erasures import Erasure, ErasureContent, erasures
from exchange.store.compacting import compact
from exchange.store.files import sync_folder
from exchange.store.folder import StoreFolder
from exchange.store.rows import changed
from exchange.store.sealed import seal
from exchange.store.session import Session


@dataclass(frozen=True)
class Left:
    """What keeps a request from being erased wholly: `what` is still to be done, at `where`."""

    ref: str
    what: str
    where: str


def finish(session: Session) -> tuple[Left, ...]:
    """Do what is left of every erasure; return what can't be done now. Where nothing may change, nothing."""
    if session.read_only or session.retired:
        return ()
    keep_lists(session)
    drop_useless(session)
    pending = _pending(session)
    if not pending:
        return ()
    left = [Left(row.ref, Leftover.FILE, file) for row, content in pending for file in _removed(content)]
    if not compact(session.database):
        left += [Left(row.ref, Leftover.PAGES, str(session.database.path)) for row, _ in pending]
    for folder, log_index in _replaced(session, max(row.log_index for row, _ in pending)):
        left += [Left(row.ref, Leftover.BACKUP, folder) for row, _ in pending if log_index < row.log_index]
    with session.reading() as rows:
        if missing_backups(rows):  # where it is, nobody knows
            left += [Left(row.ref, Leftover.BACKUP, str(session.database.path)) for row, _ in pending]
    held_up = {one.ref for one in left}
    _mark_erased(session, [(row, content) for row, content in pending if row.ref not in held_up])
    return tuple(dict.fromkeys(left))


def _pending(session: Session) -> list[tuple[Erasure, ErasureContent]]:
    with session.reading() as rows:
        found = erasures(session, rows)
        return [(row, content) for row, content in found if row.status == ErasureStatus.ERASING]


def _removed(content: ErasureContent) -> Iterator[str]:
    """Remove our files of a request, with what a crash left beside them; give those that stay."""
    for name in content.files:
        path = Path(name)
        try:
            # What bears its name between a dot and another ending was to become it, or to go with it.
            for one in (path, *path.parent.glob(f".{path.name}.*")):
                one.unlink(missing_ok=True)
            if path.parent.is_dir():
                sync_folder(path.parent)
        except OSError:
            yield name


def _replaced(session: Session, n: int) -> Iterator[tuple[str, int]]:
    """Replace the automatic backups made before entry `n`; give the folder and entry of each that stays."""
    with session.reading() as rows:
        older = [(row, content) for row, content in remembered(session, rows) if row.log_index < n]
    for folder in sorted({str(Path(content.file).parent) for _, content in older}):
        ours = [(row, one) for row, one in older if Path(one.file).parent == Path(folder)]
        reached = [one for _, one in ours if in_reach(session, one)]
        try:
            if reached:
                _replace_in(session, Path(folder), n, {Path(one.file) for one in reached})
        except (Refused, Conflict, Tampered):
            reached = []
        yield from ((folder, row.log_index) for row, one in ours if one not in reached)


def _replace_in(session: Session, folder: Path, n: int, known: Iterable[Path]) -> None:
    """Make a backup that doesn't hold what was erased, verify it, then remove those that do."""
    made = [path for _, path in made_in(session, folder)]
    holding = [path for path in made if _holds(path, n)]
    if holding and not any(is_sound(session, path) for path in reversed(made) if path not in holding):
        verify(session, back_up_into(session, folder).file)
    keep_list(session, list_in(folder, session.post.handle))
    with StoreFolder(session.database.path.parent).exclusively():  # nobody else makes one meanwhile
        _sweep(session, folder)
    drop(session, {*holding, *known})


def _holds(path: Path, n: int) -> bool:
    """Say whether a backup was made before entry `n`; one that can't be read may have been."""
    try:
        with reading(path) as archive:
            return archive.about.size <= n
    except (Tampered, Refused):
        return True


def _sweep(session: Session, folder: Path) -> None:
    """Remove what a backup that was cut short left: a folder or a file under a hidden name."""
    for path in sorted(folder.glob(f".{session.post.handle}-*{SUFFIX}.*")):
        _remove(path)


def _remove(path: Path) -> None:
    try:
        if path.is_dir():
            for inside in path.iterdir():
                inside.unlink()
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise Refused("not-written", path=str(path), why=error.strerror or "") from None


def _mark_erased(session: Session, done: list[tuple[Erasure, ErasureContent]]) -> None:
    if not done:
        return
    with session.unit() as journal:
        for row, content in done:
            ended = changed(row, status=ErasureStatus.ERASED.value, revision=row.revision + 1)
            kept = content.model_copy(update={"files": ()})
            journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), ended, kept))
