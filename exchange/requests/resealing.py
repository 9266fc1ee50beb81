"""Sealing anew what stands under a key that somebody still knows who may no longer: bounded, resumable.

What is left to do stands in the rows themselves: a request under an older version of its compartment's
key, or named in `rekey_due`; an arrival of an older `key_version`. Each unit takes a few, so that
whatever is cut short leaves each of them old or new, and the next pass goes on with the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias, TypeVar

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.log.operations import may
from exchange.requests.arrivals import open_unfiled
from exchange.requests.dossier import open_row
from exchange.requests.model import Attachment, AttachmentContent, Request
from exchange.requests.rotation import rotate
from exchange.requests.transmissions import Transmission
from exchange.store.journal import Journal
from exchange.store.model import RekeyDue
from exchange.store.rows import Reader, SealedRow, Value, changed, table_of
from exchange.store.sealed import Content, seal, unseal
from exchange.store.session import Session

Progress = Callable[[int, int], None]
"""Told how many are done of how many."""

BATCH: Final = 16
"""So many requests or arrivals a unit: others wait for the write lock no longer than that takes."""
_OPERATION: Final = "request.rekeyed"

R = TypeVar("R", bound=SealedRow)
Due: TypeAlias = Request | Transmission | Attachment
"""What may have to be sealed anew: a request with all its rows, an arrival, a file of an arrival."""

_REQUEST, _DUE = table_of(Request), table_of(RekeyDue)
_PLACE: Final = sa.bindparam("place", type_=sa.String)
_VERSION: Final = sa.bindparam("version", type_=sa.Integer)
_MANY: Final = sa.bindparam("many", type_=sa.Integer)
_STALE: Final = sa.union_all(  # each by its own index: a desk asks at every unlock
    sa.select(_REQUEST.c.id).where(
        _REQUEST.c.compartment == _PLACE, _REQUEST.c.compartment_version < _VERSION
    ),
    sa.select(_DUE.c.request),
)
_OLD_REQUESTS: Final = sa.and_(_REQUEST.c.id.in_(_STALE), _REQUEST.c.compartment == _PLACE)
_SOME_REQUESTS: Final = sa.select(_REQUEST).where(_OLD_REQUESTS).order_by(_REQUEST.c.id).limit(_MANY)


def _old(kind: type[SealedRow]) -> sa.ColumnElement[bool]:
    table = table_of(kind)
    return sa.and_(table.c.owner == _PLACE, table.c.key_version < _VERSION)


def _some(kind: type[SealedRow]) -> sa.Select[tuple[object, ...]]:
    return sa.select(table_of(kind)).where(_old(kind)).order_by(table_of(kind).c.id).limit(_MANY)


_SOME_ARRIVALS: Final = _some(Transmission)
_SOME_FILES: Final = _some(Attachment)
_LEFT: Final = sa.union_all(
    sa.select(_REQUEST.c.id).where(_OLD_REQUESTS),
    sa.select(table_of(Transmission).c.id).where(_old(Transmission)),
    sa.select(table_of(Attachment).c.id).where(_old(Attachment)),
)


@dataclass
class Resealing:
    """A pass over what is left, for what the member at work holds; rows that don't open are left out."""

    session: Session
    problems: list[Tampered] = field(default_factory=list)
    skipped: set[str] = field(default_factory=set)
    done: int = 0

    def left(self, rows: Reader) -> int:
        """Return how many requests, arrivals and files of arrivals are still to be sealed anew."""
        found = 0
        for place, version in self._places():
            found += len(rows.values(_LEFT, place=place, version=version))
        return found

    def run(self, progress: Progress | None = None, units: int | None = None) -> None:
        """Seal anew all that is left, or as much as so many units take."""
        if not may(self.session.member.role, _OPERATION):
            return
        with self.session.reading() as rows:
            total = self.left(rows)
        while total and units != 0 and self._unit():
            units = None if units is None else units - 1
            if progress is not None:
                progress(self.done, total)

    def _places(self) -> Iterator[tuple[str, int]]:
        for place, held in sorted(self.session.vault.compartments.items()):
            yield place, max(held)

    def _unit(self) -> bool:
        """Do a few in one unit; say whether there was anything to do."""
        at = ""
        try:
            with self.session.unit() as journal:
                count = 0
                for row in self._next(journal.rows):
                    at = row.id
                    self._reseal(journal, row)
                    count += 1
        except Tampered as error:
            if not at:
                raise
            self.problems.append(error)  # nothing of this unit was written: again, without that row
            self.skipped.add(at)
            return True
        self.done += count
        return count > 0

    def _next(self, rows: Reader) -> list[Due]:
        many = BATCH + len(self.skipped)
        for place, version in self._places():
            asked: dict[str, Value] = {"place": place, "version": version, "many": many}
            found: list[Due] = [*rows.select(Request, _SOME_REQUESTS, **asked)]
            found += rows.select(Transmission, _SOME_ARRIVALS, **asked)
            found += rows.select(Attachment, _SOME_FILES, **asked)
            found = [row for row in found if row.id not in self.skipped]
            if found:
                return found[:BATCH]
        return []

    def _reseal(self, journal: Journal, row: Due) -> None:
        if isinstance(row, Request):
            dossier = open_row(self.session, journal.rows, row)
            dossier.save(journal, _OPERATION, keys=rotate(journal, dossier))
        elif isinstance(row, Transmission):
            row = self._under_newest(row, open_unfiled(self.session, journal.rows, row))
            journal.rows.replace(row)
            on = {"type": "transmission", "id": row.id}
            journal.append("arrival.rekeyed", on=on, c=row.commitment, transmission=row.id, rev=row.revision)
        else:
            key = self.session.vault.compartment_row_key(row.owner, row.key_version)
            content = unseal(self.session.post.id, key, row, AttachmentContent)
            journal.rows.replace(self._under_newest(row, content))

    def _under_newest(self, row: R, content: Content) -> R:
        version, _ = self.session.vault.compartment_key(row.owner)
        key = self.session.vault.compartment_row_key(row.owner, version)
        row = changed(row, key_version=version, revision=row.revision + 1)
        return seal(self.session.post.id, key, row, content)
