"""An unlocked, authorised context: what every area works through.

Each use is one unit: authorise, read, write rows and the entry that tells it, commit, then remember
the new log size outside the store. Whatever another process appended meanwhile is replayed first, so
that a key revoked a second ago is refused now.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Final, Self, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from exchange.clock import Clock
from exchange.errors import NotAuthorised, Proposed, Refused, Tampered
from exchange.log.four_eyes import LAPSE
from exchange.log.merkle import Edge
from exchange.log.operations import may
from exchange.log.replay import Replay
from exchange.log.roster import Roster
from exchange.moments import TOLERANCE, Understood, parse_moment
from exchange.search.folding import Folder
from exchange.store.engine import Database
from exchange.store.holding import load_keys
from exchange.store.index import IndexWriter
from exchange.store.journal import Author, Journal, edge_of, head_of, index_of, line_of
from exchange.store.model import LogEntry, LogHead
from exchange.store.rows import Reader, table_of
from exchange.store.state import State
from exchange.store.vault import Vault
from exchange.store.views import MemberView, PostView
from exchange.store.vouched import Vouched
from keys.canonical import JSON

_ENTRY = table_of(LogEntry)
_LATER = _ENTRY.c.n >= sa.bindparam("first")
_SINCE = sa.select(_ENTRY.c.line, _ENTRY.c.about, _ENTRY.c.commits).where(_LATER).order_by(_ENTRY.c.n)
Keep: TypeAlias = Callable[[Journal], str]
Reading: TypeAlias = Callable[[str, datetime, ZoneInfo], Understood]
"""How a text is read as a moment: `parse_moment`, `parse_past`, `parse_deadline`."""
_KEEP_AFTER: Final = 64  # a roster this far behind is worth writing anew


class Session:
    """What an unlocked member works through; made by the desk, given to each area."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        state: State,
        clock: Clock,
        post: PostView,
        member: MemberView,
        edge: Edge,
        roster: Roster,
    ) -> None:
        self.database = database
        self.vault = vault
        self.state = state
        self.clock = clock
        self.post = post
        self.member = member
        self.roster = roster
        self._edge = edge
        self._kept_at = edge.size
        self.folder = Folder()
        self.vouched = Vouched()
        self.shown: set[tuple[str, ...]] = set()
        self.chosen_purpose: str | None = None
        self.proposal: int | None = None
        self.understood: dict[str, Understood] = {}
        self.stopped: list[str] = []  # requests whose erasure what was done has stopped
        self.read_only = False
        self._keys_changed = False

    @property
    def purpose(self) -> str:
        """Why the member looks, where no request's own purpose says it."""
        return self.chosen_purpose or "investigation"

    @property
    def author(self) -> Author:
        """Who signs what this session appends."""
        return Author(self.member.id, self.vault.keys.sign, self.clock)

    @property
    def today(self) -> date:
        """The day that it is at the post."""
        return self.clock().astimezone(ZoneInfo(self.post.zone)).date()

    def moment(self, text: str, read: Reading = parse_moment) -> datetime:
        """Return the moment that a member means by `text`, remembered as it was understood, to be said."""
        found = self.understood[text] = read(text, self.clock(), ZoneInfo(self.post.zone))
        return found.moment

    @contextmanager
    def reading(self) -> Iterator[Reader]:
        """Give a snapshot of the store, its log verified up to its head."""
        with self._naming(), self.database.reading() as rows:
            self._catch_up(rows, head_of(rows))
            self._refuse_stale(rows)
            rows.vouched = self.vouched
            yield rows

    @property
    def size(self) -> int:
        """The size of the log as far as this session followed it."""
        return self._edge.size

    @property
    def root(self) -> bytes:
        """The root of the log at that size."""
        return self._edge.root()

    @property
    def retired(self) -> bool:
        """Whether the store was retired: its log goes on in the backup made then, never here."""
        return self.roster.retired is not None and self.roster.retired == self._edge.size - 1

    @property
    def working(self) -> Self:
        """This session, for whatever shows or changes content; raise Refused where the store was retired."""
        self.refuse_retired()
        return self

    def refuse_retired(self) -> None:
        """Raise Refused in a retired store: what can't be logged there can't be shown either."""
        if self.retired:
            raise Refused("store-retired")

    @contextmanager
    def unit(self) -> Iterator[Journal]:
        """Give a unit of work: rows and entries, committed together, then remembered outside."""
        with self._writing() as journal:
            self.refuse_retired()
            yield journal

    def resume(self, op: str, **x: JSON) -> int:
        """Append the entry by which a restored store goes on, even after `store.retired`."""
        with self._writing() as journal:
            return journal.enter(op, x, on={"type": "store", "id": self.post.id})

    @contextmanager
    def _writing(self) -> Iterator[Journal]:
        with self._naming(), self.database.writing() as rows:
            head = head_of(rows)
            self._catch_up(rows, head)
            self._refuse_stale(rows)
            rows.vouched = self.vouched
            index = IndexWriter(self.vault)
            journal = Journal(rows, self.author, head, self._edge, self.roster, self.read_only, index)
            yield journal
            journal.finish()
        self._remember(journal)

    def ready_for(self, op: str) -> None:
        """Raise what refuses `op` whatever it is done with: a role, a store that is retired or read-only."""
        with self.reading():  # as it is now: another desk may have retired it
            self.refuse_retired()
        self.authorise(op)
        if self.read_only:
            raise Refused("read-only", op=op)

    def authorise(self, op: str, on: Mapping[str, str] | None = None) -> None:
        """Raise NotAuthorised, logged, where the member's role may not do `op`."""
        if not may(self.member.role, op):
            self.refuse("role-may-not", op, on, role=self.member.role.value)

    def seconded(self, op: str, on: Mapping[str, str], keep: Keep | None = None, **args: JSON) -> int | None:
        """Authorise an act of four eyes: return the proposal that it does, None where one member may alone.

        Under four eyes, without a proposal chosen, propose it and raise Proposed; raise Refused where
        nobody else could do it, or the chosen one is another act, one's own, lapsed or dated ahead. What
        entries can't hold, `keep` writes for `c`.
        """
        self.catch_up()
        if not self.roster.needs_proposal(op):
            self.authorise(op, on)
            if self.proposal is not None:
                raise Refused("proposal-needless")
            return None
        self.authorise("proposed" if self.proposal is None else op, on)
        if self.proposal is None:
            if not self.roster.may_second(self.member.id, op, self.clock()):
                raise Refused("proposal-nobody")
            with self.unit() as journal:
                target, c = {"type": on["type"], "id": on["id"]}, keep(journal) if keep else None
                n = journal.append("proposed", on=on, c=c, op=op, object=target, args=args)
            raise Proposed(n)
        found = self.roster.proposal(self.proposal)
        asked = (op, on["type"], on["id"], args)
        if found is None or (found.op, found.type, found.id, dict(found.args)) != asked:
            raise Refused("proposal-gone" if found is None else "proposal-other", n=self.proposal)
        if found.by == self.member.id:
            raise Refused("proposal-own", n=self.proposal)
        if self.clock() - found.at > LAPSE:
            raise Refused("proposal-lapsed", n=self.proposal)
        if found.at > self.clock() + TOLERANCE:  # it would not lapse for as long as that clock was wrong
            raise Refused("proposal-ahead", n=self.proposal)
        return self.proposal

    def proposed_object(self, op: str) -> str | None:
        """Return the id of the object that the chosen proposal of `op` is on."""
        self.catch_up()
        found = self.roster.proposal(self.proposal)
        return found.id if found is not None and found.op == op else None

    def refuse(self, reason: str, op: str, on: Mapping[str, str] | None = None, **arguments: str) -> None:
        """Log a refusal of access, then raise NotAuthorised."""
        with self.unit() as journal:
            journal.append("access.refused", on=on, op=op)
        raise NotAuthorised(reason, op=op, **arguments)

    def catch_up(self) -> None:
        """Replay what other processes appended since this session last looked."""
        with self._naming(), self.database.reading() as rows:
            self._catch_up(rows, head_of(rows))

    def hold_keys(self, rows: Reader) -> None:
        """Open every key that is wrapped to the member now, and forget all others."""
        load_keys(rows, self.vault, self.roster)
        self._keys_changed = False

    def close(self) -> None:
        """Keep the roster and bring the state folder to the disk."""
        if self._edge.size - self._kept_at >= _KEEP_AFTER or self._kept_at == 0:
            self.keep_roster()
        self.state.settle()

    def keep_roster(self) -> None:
        """Keep the roster of this size, for the next unlock."""
        kept: dict[str, JSON] = {
            "size": self._edge.size,
            "root": self._edge.root().hex(),
            "roster": self.roster.to_json(),
        }
        self.state.keep_roster(self.member.id, self.vault.keys.state_key, kept)
        self._kept_at = self._edge.size

    @contextmanager
    def _naming(self) -> Iterator[None]:
        """Tell an alteration of the log by its first wrong entry, whatever met it."""
        try:
            yield
        except Tampered as error:
            naming = importlib.import_module("exchange.store.first_wrong")
            raise naming.first_wrong(self.database, error) from None

    def _catch_up(self, rows: Reader, head: LogHead) -> None:
        if head.size == self._edge.size and head.root == self._edge.root():
            return
        if head.size <= self._edge.size:
            raise Tampered("store-rolled-back", size=head.size, seen=self._edge.size)
        replay = Replay(edge=self._edge, roster=self.roster)
        for line, about, commits in rows.values(_SINCE, first=self._edge.size):
            entry = replay.step(line_of(line, replay.edge.size)).entry
            if (about, commits) != index_of(entry):
                raise Tampered("log-index-altered", index=entry.n)
            self.vouched.forget(entry)
        if replay.edge != edge_of(head):
            raise Tampered("log-head-altered", size=head.size)
        self._take(replay.edge, replay.roster)

    def _take(self, edge: Edge, roster: Roster) -> None:
        """Work on after these entries; keys that they made or took away are opened anew before use."""
        before, self._edge, self.roster = self.roster, edge, roster
        if before.checks is not roster.checks or before.holdings is not roster.holdings:
            self._keys_changed = True
            self.vouched.close_all()

    def _refuse_stale(self, rows: Reader) -> None:
        """Raise NotAuthorised where the log no longer knows this session's key and role.

        Reading on would show what a revoked member may no longer see; signing on with a key that was
        replaced meanwhile would end the log for everybody. Who is still known holds what he is given.
        """
        if not self.roster.post:
            return
        known = self.roster.member(self.member.id)
        if known.until is not None:
            raise NotAuthorised("member-revoked", handle=self.member.handle)
        if known.vkey != self.vault.keys.sign.vkey or known.role is not self.member.role:
            raise NotAuthorised("keys-or-role-changed", handle=self.member.handle)
        if self._keys_changed and self.vault.log_keys is not None:
            self.hold_keys(rows)

    def _remember(self, journal: Journal) -> None:
        self._take(journal.edge, journal.roster)
        journal.index.committed()
        if self._keys_changed and self.vault.log_keys is not None:
            with self.reading():  # what this unit gave or took is in the vault from here on
                pass
        self.state.saw(journal.edge.size, journal.edge.root(), journal.numbers)
