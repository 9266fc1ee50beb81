"""The verb that erases a request, and what erasures under way have left to do."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.backup.missing import refuse_missing_backups
from exchange.codes import ErasureGround, ErasureStatus
from exchange.erasing.act import destroy
from exchange.erasing.destroyed import say_destroyed
from exchange.erasing.finishing import Left, finish
from exchange.erasing.found import say_found
from exchange.requests.erasures import erasure_of
from exchange.store.session import Session


@dataclass(frozen=True)
class Erased:
    """A request that nothing opens any more; what `left` names may still hold some of it.

    `removed` are the files that went with it, where they had been written.
    """

    id: str
    ref: str
    ground: str | None
    status: str
    log_index: int
    left: tuple[Left, ...]
    warnings: tuple[str, ...]
    removed: tuple[str, ...] = ()


class Erasing:
    """The verbs on erasures."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def erase(self, ref: str, ground: str | None = None) -> Erased:
        """Erase a request for good; raise Proposed under four eyes, NotAuthorised for who is no head.

        Raise Tampered where a backup was forgotten by hand: what it holds would be believed erased.
        """
        self._refuse_missing()
        done = destroy(self._session, ref, ground)
        left = tuple(one for one in finish(self._session) if one.ref == done.ref)
        status = ErasureStatus.ERASING if left else ErasureStatus.ERASED
        early = done.early and done.ground == ErasureGround.RETENTION_ENDED
        warnings = ("retention-not-ended",) if early else ()
        staying = {one.where for one in left}
        removed = tuple(file for file in done.files if file not in staying)
        return Erased(done.id, done.ref, done.ground, status.value, done.log_index, left, warnings, removed)

    def destroyed(self, ref: str, place: str, reason: str) -> Erased:
        """Say that the medium which an erasure waits for was destroyed; for a head alone, logged."""
        self._refuse_missing()
        return self._after(ref, say_destroyed(self._session, ref, place, reason))

    def _after(self, ref: str, n: int) -> Erased:
        """Do what can be done now that another thing is waited for; return how the erasure stands."""
        session = self._session
        with session.reading() as rows:
            row, ground = erasure_of(rows, ref)
        left = tuple(one for one in finish(session) if one.ref == row.ref)
        status = ErasureStatus.ERASING if left else ErasureStatus.ERASED
        return Erased(row.id, row.ref, ground, status.value, n, left, ())

    def found(self, ref: str, place: str) -> Erased:
        """Say that a destroyed medium is there again, and empty it; for a head alone, logged."""
        self._refuse_missing()
        return self._after(ref, say_found(self._session, ref, place))

    def finish(self) -> tuple[Left, ...]:
        """Do what is left of every erasure; return what could not be done now."""
        self._refuse_missing()
        return finish(self._session)

    def _refuse_missing(self) -> None:
        with self._session.reading() as rows:
            refuse_missing_backups(rows)
