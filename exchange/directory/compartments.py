"""Compartments: need-to-know sets of requests, each with keys of its own."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from exchange.clock import to_millis, to_moment, to_text
from exchange.directory.grants import check_grantee, give_grant
from exchange.directory.new_keys import give_to_holders, next_of_compartments
from exchange.directory.places import name_of, names_of
from exchange.errors import Conflict, Invalid
from exchange.ids import new_id
from exchange.log.holdings import GRANTABLE
from exchange.store.journal import Journal
from exchange.store.model import Compartment, CompartmentContent, Member
from exchange.store.rows import Reader
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session

_LONGEST: Final = 60


@dataclass(frozen=True)
class CompartmentView:
    """A compartment: its name, who holds it, and whether the member at work does."""

    id: str
    compartment: str
    holders: tuple[str, ...]
    held: bool
    version: int
    created_at: str


class Compartments:
    """The verbs on compartments."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> tuple[CompartmentView, ...]:
        """Return every compartment, the oldest first."""
        with self._session.reading() as rows:
            return tuple(self._view(rows, row) for row in rows.find(Compartment, order=("created_at", "id")))

    def lacking(self) -> bool:
        """Say whether the member at work sees what he is granted alone, and is granted nothing yet."""
        session = self._session
        with session.reading():
            return session.member.role in GRANTABLE and not session.vault.compartments

    def add(self, name: str, to: Sequence[str] = ()) -> CompartmentView:
        """Make a compartment that its maker and the members named hold; raise Conflict for a known name."""
        session, kept = self._session, _name(name)
        session.authorise("compartment.added")
        with session.unit() as journal:
            if kept.casefold() in {one.casefold() for one in names_of(session, journal.rows).values()}:
                raise Conflict("compartment-exists", compartment=kept)
            grantees = [check_grantee(journal.rows, handle) for handle in dict.fromkeys(to)]
            row = self._insert(journal, kept, [one for one in grantees if one.id != session.member.id])
        with session.reading() as rows:
            return self._view(rows, row)

    def _insert(self, journal: Journal, name: str, grantees: Sequence[Member]) -> Compartment:
        session, now = self._session, self._session.clock()
        row = new_row(Compartment, new_id(now), session.post.id, created_at=to_millis(now))
        row = seal(session.post.id, session.vault.store_row_key(), row, CompartmentContent(name=name))
        keys = next_of_compartments(journal.roster, (row.id,))
        journal.rows.insert(row)
        on = {"type": "compartment", "id": row.id}
        n = journal.append("compartment.added", on=on, c=row.commitment, keys=[key.check for key in keys])
        give_to_holders(session, journal, keys, n)
        for member in grantees:
            give_grant(session, journal, row.id, member)
        return row

    def _view(self, rows: Reader, row: Compartment) -> CompartmentView:
        session = self._session
        handles = {member.id: member.handle for member in rows.find(Member)}
        holders = session.roster.holdings.grants.get(row.id, frozenset())
        return CompartmentView(
            id=row.id,
            compartment=name_of(session, rows, row),
            holders=tuple(sorted(handles[one] for one in holders)),
            held=session.member.id in holders,
            version=session.roster.version_of("compartment", row.id),
            created_at=to_text(to_moment(row.created_at)),
        )


def _name(text: str) -> str:
    kept = unicodedata.normalize("NFC", text).strip()
    if not kept or len(kept) > _LONGEST or not kept.isprintable():
        raise Invalid("compartment-name", limit=_LONGEST)
    return kept
