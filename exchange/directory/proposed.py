"""Who a proposed member is, where a post chose four eyes: his handle, name and last day, sealed.

The log knows no name, so the entry of the proposal commits to a row. Whoever does the proposal sees in
it whom he admits, and admits nobody else. The row goes with the proposal: once it was done, or lapsed.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Field

from exchange.errors import Refused, Tampered
from exchange.log.four_eyes import LAPSE
from exchange.store.journal import Journal, refuse_unvouched
from exchange.store.rows import Reader, SealedRow
from exchange.store.sealed import Content, new_row, seal, unseal
from exchange.store.session import Session

ADDED = "member.added"


class ProposedMember(SealedRow, table=True):
    """Somebody whom entry `log_index` proposes as a member; its id is his."""

    __tablename__ = "proposed_member"
    log_index: int = Field(unique=True)


class ProposedMemberContent(Content):
    """What a member would be called, and until when he would work."""

    handle: str
    name: str
    until: str | None = None


def keeping(session: Session, ident: str, said: ProposedMemberContent) -> Callable[[Journal], str]:
    """Return what keeps a proposed member in the transaction that proposes him, and its commitment."""

    def keep(journal: Journal) -> str:
        forget_done(session, journal)
        row = new_row(ProposedMember, ident, session.post.id, log_index=journal.size)
        row = seal(session.post.id, session.vault.store_row_key(), row, said)
        journal.rows.insert(row)
        return row.commitment

    return keep


def refuse_other(
    session: Session, rows: Reader, n: int | None, ident: str, said: ProposedMemberContent
) -> None:
    """Raise Refused where proposal `n` is about somebody else than is being added."""
    if n is None:
        return
    found = proposed_member(session, rows, ident)
    if found is None or (found.handle, found.name, found.until) != (said.handle, said.name, said.until):
        raise Refused("proposal-other", n=n)


def proposed_member(session: Session, rows: Reader, ident: str) -> ProposedMemberContent | None:
    """Return who is proposed as the member of an id; raise Tampered where the log doesn't vouch for it."""
    row = rows.get(ProposedMember, id=ident)
    if row is None:
        return None
    refuse_unvouched(rows, row)
    return unseal(session.post.id, session.vault.store_row_key(), row, ProposedMemberContent)


def refuse_missing(session: Session, rows: Reader) -> None:
    """Raise Tampered where a proposal that waits no longer says who is proposed."""
    for proposal in session.roster.proposals.pending.values():
        if proposal.op == ADDED and rows.get(ProposedMember, id=proposal.id) is None:
            raise Tampered("row-missing", table="proposed_member", name=str(proposal.n))


def forget_done(session: Session, journal: Journal) -> None:
    """Delete whom no proposal that may still be done proposes."""
    for row in journal.rows.find(ProposedMember):
        waiting = session.roster.proposals.pending.get(row.log_index)
        if waiting is None or session.clock() - waiting.at > LAPSE:
            journal.rows.delete(ProposedMember, id=row.id)
