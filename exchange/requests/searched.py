"""What was searched for: sealed under a key of those who may know it, told by the log as a commitment.

The terms never stand in the log. They are sealed under the searched compartment with the fewest holders,
so that nobody learns from them of a compartment that isn't his; an investigator's under a request of his.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlmodel import Field

from exchange.clock import to_millis
from exchange.ids import new_id
from exchange.requests.dossier import Dossier
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader, Rows, SealedRow
from exchange.store.sealed import Content, new_row, seal, unseal
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
        "request.searched",
        {**told, "view": view},
        on=None,
        why=session.purpose,
        c=kept.commitment if kept else None,
    )


def forget_searches(session: Session, rows: Rows, dossier: Dossier) -> None:
    """Delete the terms of searches that showed a request, as far as this member can open them."""
    request = dossier.request
    rows.delete(Searched, owner=request.id)
    for row in rows.find(Searched, owner=request.compartment):
        key = session.vault.compartment_row_key(request.compartment, row.key_version)
        if request.id in unseal(session.post.id, key, row, SearchedContent).requests:
            rows.delete(Searched, id=row.id)
