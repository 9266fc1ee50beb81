"""What waits for a second member under four eyes, read from the log: only what may still be done.

What lapsed, was done, or was overtaken by a change of its object is no longer there, nor what a member
proposed who has left since.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exchange.audit.showing import handles_of
from exchange.clock import to_text
from exchange.directory.model import Service
from exchange.directory.proposed import proposed_member
from exchange.log.four_eyes import LAPSE, Proposal
from exchange.log.operations import may
from exchange.log.roles import READS_LOG
from exchange.moments import TOLERANCE
from exchange.store.journal import vouched_row
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.vault import vouched_entry


@dataclass(frozen=True)
class ProposalView:
    """A proposal that waits: entry `n`, the act, what it is on, who may do it until when.

    `handle` is the member's, also of one who isn't added yet, or the service's.
    """

    n: int
    op: str
    type: str
    id: str
    ref: str | None
    handle: str | None
    args: Mapping[str, object]
    by: str
    at: str
    until: str
    own: bool
    may: bool


class Proposals:
    """The verb on proposals; each is done by its own verb, which names it."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> tuple[ProposalView, ...]:
        """Return what waits, the oldest first; raise NotAuthorised (logged) for who doesn't read the log."""
        session = self._session
        session.authorise(READS_LOG)
        with session.reading() as rows:
            handles, now = handles_of(rows), session.clock()
            waiting = (session.roster.proposal(n) for n in sorted(session.roster.proposals.pending))
            return tuple(self._view(rows, one, handles) for one in waiting if one and now - one.at <= LAPSE)

    def _view(self, rows: Reader, one: Proposal, handles: Mapping[str, str]) -> ProposalView:
        session = self._session
        own = one.by == session.member.id
        on = vouched_entry(rows, one.n, session.roster).entry.on or {}
        return ProposalView(
            n=one.n,
            op=one.op,
            type=one.type,
            id=one.id,
            ref=on.get("ref"),
            handle=handles.get(one.id) or self._handle(rows, one),
            args=one.args,
            by=handles.get(one.by, one.by),
            at=to_text(one.at),
            until=to_text(one.at + LAPSE),
            own=own,
            may=not own and one.at <= session.clock() + TOLERANCE and may(session.member.role, one.op),
        )

    def _handle(self, rows: Reader, one: Proposal) -> str | None:
        """Return who or what it is on, where that is no member: one who would be, or a service."""
        if one.type == "service":
            service = vouched_row(rows, Service, "id", one.id)
            return service.handle if service else None
        proposed = proposed_member(self._session, rows, one.id)
        return proposed.handle if proposed else None
