"""What was searched for: sealed under a key of those who may know it, told by the log as a commitment.

The terms never stand in the log. They are sealed under the searched compartment with the fewest holders,
so that nobody learns from them of a compartment that isn't his; an investigator's under a request of his.
They name persons, and belong to no request that a review would end: a year after the search they go.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from exchange.clock import to_millis
from exchange.ids import new_id
from exchange.log.operations import may
from exchange.requests.dossier import Dossier
from exchange.store.journal import Journal
from exchange.store.log_times import settled_time
from exchange.store.model import KeyWrap, LogEntry
from exchange.store.rows import Reader, Rows, SealedRow, table_of
from exchange.store.sealed import Content, new_row, seal
from exchange.store.session import Session
from keys.canonical import JSON
from keys.seal import RowKey


class Searched(SealedRow, table=True):
    """One page of results that was shown; `owner` is the compartment or request whose key seals it."""

    __tablename__ = "searched"
    member: str
    at: int = Field(sa_type=sa.BigInteger)
    log_index: int


class SearchedContent(Content):
    """What was asked, and which requests were shown for it."""

    terms: str
    requests: tuple[str, ...] = ()


_SEARCHED: Final = table_of(Searched)
_ENTRY: Final = table_of(LogEntry)
OPERATION: Final = "request.searched"
FORGOTTEN: Final = "searches.forgotten"
KEPT: Final = timedelta(days=365)  # CNIL, délibération 2021-122, point 6: six months to one year
_AT_ONCE: Final = timedelta(days=1)  # of searches: one entry a day tells of them, not one an unlock
_BEFORE: Final = sa.select(_SEARCHED.c.id).where(_SEARCHED.c.at < sa.bindparam("before"))
_TOLD: Final = sa.select(_SEARCHED.c.id, _ENTRY.c.line).where(_ENTRY.c.n == _SEARCHED.c.log_index)


@dataclass(frozen=True)
class Keeper:
    """Under what the terms of a search are kept: an owner's id, and a version of its key."""

    owner: str
    version: int
    key: RowKey


def narrowest(session: Session, rows: Reader) -> Keeper | None:
    """Return the member's compartment that the fewest hold; None where he holds none."""
    held = session.vault.compartments
    if not held:
        return None
    holders = Counter(wrap.object_id for wrap in rows.find(KeyWrap, kind="compartment"))
    chosen = min(held, key=lambda compartment: (holders[compartment], compartment))
    version, _ = session.vault.compartment_key(chosen)
    return Keeper(chosen, version, session.vault.compartment_row_key(chosen, version))


def of_request(dossier: Dossier) -> Keeper:
    """Return the keeper that a request itself is."""
    return Keeper(dossier.request.id, dossier.request.key_version, dossier.key)


def log_search(
    session: Session,
    journal: Journal,
    terms: str,
    keeper: Keeper | None,
    shown: Mapping[str, Sequence[str]],
    view: str,
) -> int:
    """Keep the terms and append the entry that commits to them; `shown` names requests and arrivals."""
    kept = None
    if keeper is not None:
        row = new_row(
            Searched,
            new_id(session.clock()),
            keeper.owner,
            keeper.version,
            member=session.member.id,
            at=to_millis(session.clock()),
            log_index=journal.size,
        )
        content = SearchedContent(terms=terms, requests=tuple(shown["requests"]))
        kept = seal(session.post.id, keeper.key, row, content)
        journal.rows.insert(kept)
    told: dict[str, JSON] = {name: list(ids) for name, ids in shown.items() if ids or name == "requests"}
    return journal.enter(
        OPERATION,
        {**told, "view": view},
        on=None,
        why=session.purpose,
        c=kept.commitment if kept else None,
    )


def forget_old(session: Session) -> None:
    """Delete the terms of searches older than a year, logged; a day's worth of them at once."""
    if not may(session.member.role, FORGOTTEN):
        return
    with session.reading() as rows:
        oldest = rows.find(Searched, order=("id",), limit=1)  # ids begin with their moment
        if not oldest:
            return
        # A clock far ahead for a moment deletes nothing: that a year is over, entries must have told before.
        before = min(session.clock(), settled_time(rows)) - KEPT
    if oldest[0].at >= to_millis(before - _AT_ONCE):
        return
    with session.unit() as journal:
        gone = journal.rows.values(_BEFORE, before=to_millis(before))
        for (ident,) in gone:
            journal.rows.delete(Searched, id=ident)
        journal.append(FORGOTTEN, count=len(gone))


def forget_searches(rows: Rows, dossier: Dossier) -> None:
    """Delete the terms of searches that showed a request, under whatever key: the log says which did."""
    ident = dossier.request.id
    rows.delete(Searched, owner=ident)
    shown = [
        str(row) for row, line in rows.values(_TOLD) if isinstance(line, bytes) and ident.encode() in line
    ]
    for row in shown:
        rows.delete(Searched, id=row)
