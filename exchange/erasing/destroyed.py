"""Media that are no more: a head says that what an erasure waits for was destroyed, and why he knows.

A medium that is merely lost goes on being waited for: somebody may find it. One that was shredded or
burnt never comes back to be emptied. What was said stands in a row of its own, which its entry commits
to; what is forgotten is only that this place is still to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from exchange import typed
from exchange.backup.automatic import forget, in_reach, remembered
from exchange.backup.model import DestroyedMedium, DestroyedMediumContent
from exchange.codes import ErasureStatus, Leftover
from exchange.erasing.finishing import Left, finish
from exchange.errors import NotFound, Refused
from exchange.ids import new_id
from exchange.requests.erasures import Erasure, erasures
from exchange.requests.finding import find_request
from exchange.requests.references import parse_reference
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session

OPERATION: Final = "medium.destroyed"


def say_destroyed(session: Session, ref: str, place: str, reason: str) -> int:
    """Log that what an erasure waits for at `place` was destroyed, and wait no longer; return the entry.

    Every erasure that waits there is meant: it is one medium. Raise NotFound where nothing waits.
    """
    session.authorise(OPERATION)
    if session.proposal is not None:
        raise Refused("proposal-needless")
    wanted, why, where = str(parse_reference(ref)), typed.reason(reason), str(Path(place).absolute())
    waiting = [one for one in finish(session) if one.where == where and one.what != Leftover.PAGES]
    if wanted not in {one.ref for one in waiting}:
        with session.reading() as rows:
            _refuse(rows, wanted, where)
    with session.unit() as journal:
        return _forget(session, journal, where, why, waiting)


def _refuse(rows: Reader, ref: str, where: str) -> None:
    row = rows.get(Erasure, ref=ref)
    if row is None:
        find_request(rows, ref)  # one that there isn't is told as such
        raise Refused("not-being-erased", ref=ref)
    if row.status != ErasureStatus.ERASING:
        raise Refused("erased-already", ref=ref)
    raise NotFound("nothing-left-there", ref=ref, where=where)


def _forget(session: Session, journal: Journal, where: str, why: str, waiting: Iterable[Left]) -> int:
    """Append the entry, and forget the backups and files of that place, in the caller's unit."""
    refs = {one.ref for one in waiting}
    meant = [(row, content) for row, content in erasures(session, journal.rows) if row.ref in refs]
    backups = [
        row
        for row, content in remembered(session, journal.rows)
        if str(Path(content.file).parent) == where and not in_reach(session, content)
    ]
    key = session.vault.store_row_key()
    told = new_row(DestroyedMedium, new_id(session.clock()), session.post.id, log_index=journal.size)
    told = seal(session.post.id, key, told, DestroyedMediumContent(place=where, reason=why))
    journal.rows.insert(told)
    forget(session, journal, backups)
    for row, content in meant:
        if where in content.files:
            files = tuple(file for file in content.files if file != where)
            row = changed(row, revision=row.revision + 1)
            journal.rows.replace(seal(session.post.id, key, row, content.model_copy(update={"files": files})))
    return journal.append(
        OPERATION,
        on={"type": "medium", "id": told.id},
        c=told.commitment,
        requests=[row.id for row, _ in meant],
        backups=len(backups),
    )
