"""Appending to the log, in the transaction of the effect that the entry tells.

The head row gives size and root; the entry signs that root; the subtrees that its leaf completes are kept,
one row each, so that a proof or a past root costs O(log n). Before COMMIT leaves and root are recomputed from
the bytes as stored: one flipped bit between hash and insert would end the log for ever (docs/durability.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final, TypeVar

import sqlalchemy as sa

from exchange.clock import Clock
from exchange.errors import NotAuthorised, Refused, Tampered
from exchange.log.entry import Entry, SignedEntry, make_entry, parse_line, sign
from exchange.log.merkle import Edge, inclusion_proof, leaf_hash, verify_inclusion
from exchange.log.operations import OPERATIONS, Duty
from exchange.log.roster import Roster
from exchange.store.index import IndexWriter
from exchange.store.model import LogEntry, LogHead, LogNode, Member
from exchange.store.rows import Reader, Rows, SealedRow, Value, changed, make_row, table_of
from exchange.store.vouched import Committed, committed
from keys.canonical import JSON
from keys.note import Ed25519Signer

_LOOKS = frozenset({"access.refused", "log.exported", "store.checked"})
_ENTRY = table_of(LogEntry)
_STORED = sa.select(_ENTRY.c.line).where(_ENTRY.c.n >= sa.bindparam("first")).order_by(_ENTRY.c.n)
_NUMBERS: Final = 10**9  # a reference has at most nine digits

R = TypeVar("R", bound=SealedRow)


@dataclass(frozen=True)
class Author:
    """Who signs: the member, his key, and the clock that dates his entries."""

    member: str
    signer: Ed25519Signer
    clock: Clock


@dataclass
class Journal:
    """The log's head within one transaction; what is appended here is written when the unit ends.

    `before` is the edge that the session verified, whose root the head row has.
    """

    rows: Rows
    author: Author
    head: LogHead
    before: Edge
    roster: Roster
    read_only: bool
    index: IndexWriter
    edge: Edge = field(init=False)
    numbers: Mapping[str, int] = field(init=False)

    def __post_init__(self) -> None:
        self.edge = self.before
        self.numbers = counters_of(self.head)

    @property
    def size(self) -> int:
        """The size of the log with what this unit appended: the index of the next entry."""
        return self.edge.size

    def append(
        self,
        op: str,
        /,
        *,
        on: Mapping[str, str] | None = None,
        why: str | None = None,
        to: Sequence[str] = (),
        c: str | None = None,
        **x: JSON,
    ) -> int:
        """Append one entry signed by the author; its further fields are named; return its index."""
        return self.enter(op, x, on=on, why=why, to=to, c=c)

    def enter(
        self,
        op: str,
        x: Mapping[str, JSON],
        *,
        on: Mapping[str, str] | None,
        why: str | None = None,
        to: Sequence[str] = (),
        c: str | None = None,
    ) -> int:
        """Append one entry whose further fields are at hand as a mapping; return its index."""
        entry = make_entry(
            n=self.edge.size,
            root=self.edge.root(),
            at=self.author.clock(),
            by=self.author.member,
            op=op,
            on=on,
            why=why,
            to=tuple(to),
            c=c,
            x=x,
        )
        if self.read_only and not leaves_all_unchanged(op):
            raise Refused("read-only", op=op)
        if self.roster.signing_key(entry) != self.author.signer.vkey:
            raise NotAuthorised("keys-or-role-changed", handle=self.author.member)
        self.roster.authorise(entry)  # an entry that replay would refuse would end the log for ever
        line = sign(entry, self.author.signer)
        self.roster = self.roster.apply(SignedEntry(entry, b"", b"", line))
        self.edge, nodes = self.edge.append(leaf_hash(line))
        about, commits = index_of(entry)
        self.rows.vouched.forget(entry)
        self.rows.insert(
            make_row(LogEntry, n=entry.n, line=line, leaf=nodes[0].hash, about=about, commits=commits)
        )
        for node in nodes[1:]:
            self.rows.insert(make_row(LogNode, level=node.level, position=node.index, hash=node.hash))
        self.rows.appended.add((entry.n, nodes[0].hash))
        return entry.n

    def next_number(self, series: str) -> int:
        """Return the next number of a gapless series, taken in this transaction."""
        number = self.numbers.get(series, 0) + 1
        self.numbers = {**self.numbers, series: number}
        return number

    def skip_to(self, series: str, number: int) -> None:
        """Let a series go on after `number`, which was given out in a past that this log doesn't hold."""
        self.numbers = {**self.numbers, series: max(number, self.numbers.get(series, 0))}

    def finish(self) -> None:
        """Write the index, recompute leaves and root from the stored bytes, then write the head."""
        self.index.flush(self.rows)
        stored = self.before
        if self.head.edge != b"".join(stored.hashes):
            raise Tampered("log-head-altered", size=self.head.size)
        for (line,) in self.rows.values(_STORED, first=self.before.size):
            stored, _ = stored.append(leaf_hash(line_of(line, stored.size)))
        if stored != self.edge:
            raise Tampered("log-not-as-written", size=self.before.size)
        self.rows.replace(
            changed(
                self.head,
                size=self.edge.size,
                root=self.edge.root(),
                edge=b"".join(self.edge.hashes),
                counters=json.dumps(self.numbers),
            )
        )


def leaves_all_unchanged(op: str) -> bool:
    """Say whether an operation only tells of a look: what `--read-only` lets through."""
    return OPERATIONS[op].duty is Duty.CONSULTATION or op in _LOOKS


def index_of(entry: Entry) -> tuple[str | None, int]:
    """Return the index columns of an entry: the object that it is about, whether it commits to content."""
    return (entry.on["id"] if entry.on else None), int(entry.c is not None)


def head_of(rows: Reader) -> LogHead:
    """Return the head row; raise Tampered where there is none."""
    head = rows.get(LogHead, id=1)
    if head is None:
        raise Tampered("log-head-missing")
    return head


def edge_of(head: LogHead) -> Edge:
    """Return the tree's edge as the head row keeps it."""
    hashes = tuple(head.edge[i : i + 32] for i in range(0, len(head.edge), 32))
    return Edge(head.size, hashes)


def counters_of(head: LogHead) -> dict[str, int]:
    """Return the last number given out in each series; raise Tampered for what is no such thing."""
    try:
        return dict(_counters(head.counters))
    except (ValueError, TypeError, AttributeError, RecursionError):
        raise Tampered("log-head-altered", size=head.size) from None


@lru_cache(maxsize=8)
def _counters(text: str) -> Mapping[str, int]:
    found = dict(json.loads(text).items())
    if not all(type(number) is int and 0 <= number < _NUMBERS for number in found.values()):
        raise ValueError("counters")
    return found


def line_of(value: Value, n: int) -> bytes:
    """Return the line of a stored entry; raise Tampered for what is no bytes (SQLite minds no type)."""
    if not isinstance(value, bytes):
        raise Tampered("entry-missing", n=n)
    return value


def entry_at(rows: Reader, n: int) -> SignedEntry:
    """Return entry `n`; raise Tampered where it is missing or not in its one form."""
    row = rows.get(LogEntry, n=n)
    if row is None:
        raise Tampered("entry-missing", n=n)
    return parse_line(line_of(row.line, n))


def vouched_commitment(rows: Reader, about: str) -> Committed | None:
    """Return what the newest entry that commits to an object says of it, its place in the log proven.

    Raise Tampered for a line that isn't the log's: what one object's keys or rows depend on is not
    believed on the word of a table.
    """
    said = rows.vouched.said.get(about)
    if said is not None:
        return said
    found = rows.find(LogEntry, order=("-n",), limit=1, about=about, commits=1)
    if not found:
        return None
    n, line = found[0].n, line_of(found[0].line, found[0].n)
    leaf = leaf_hash(line)
    check_included(rows, n, leaf)
    said = committed(line, n)
    if (n, leaf) not in rows.appended:  # which may still be rolled back
        rows.vouched.said[about] = said
    return said


def vouched_row(rows: Reader, kind: type[R], column: str, value: str) -> R | None:
    """Return the row of `kind` that has this value, refused where the log doesn't vouch for it."""
    row = rows.vouched.row(kind, column, value)
    if row is None:
        row = rows.get(kind, **{column: value})
        if row is not None:
            refuse_unvouched(rows, row)
            rows.vouched.keep_row(column, value, row)
    return row


def refuse_unvouched(rows: Reader, row: SealedRow) -> None:
    """Raise Tampered unless the newest entry on this row commits to it as it is.

    For rows under the store key: every member could seal them anew, under another handle or name.
    """
    said = vouched_commitment(rows, row.id)
    if said is None and isinstance(row, Member) and row.formerly:  # his renewal stands on the id before
        said = vouched_commitment(rows, row.formerly.rpartition(" ")[2])
    if said is None and _is_founder(rows, row.id):
        return  # no entry is on his row until his keys are renewed; it could give him nobody else's keys
    if said is None or said.commitment != row.commitment:
        raise Tampered("row-altered", table=str(type(row).__tablename__), id=row.id)


def _is_founder(rows: Reader, member: str) -> bool:
    first = entry_at(rows, 0)
    check_included(rows, 0, first.leaf)
    return first.entry.x.get("member") == member


def check_included(rows: Reader, n: int, leaf: bytes) -> None:
    """Raise Tampered unless entry `n` of the log, as the head's root has it, is that leaf.

    What was proven once holds under each later head: a session sees to it that they extend this one.
    """
    if (n, leaf) in rows.proven or (n, leaf) in rows.appended:
        return
    head = head_of(rows)
    if n >= head.size:
        raise Tampered("log-rows-added", size=head.size)

    def lookup(level: int, index: int) -> bytes:
        return node_at(rows, level, index)

    verify_inclusion(leaf, n, head.size, inclusion_proof(n, head.size, lookup), head.root)
    rows.proven.add((n, leaf))


def node_at(rows: Reader, level: int, index: int) -> bytes:
    """Return the hash of a complete subtree: the log's lookup for proofs."""
    if level == 0:
        entry = rows.get(LogEntry, n=index)
        found = entry.leaf if entry else None
    else:
        node = rows.get(LogNode, level=level, position=index)
        found = node.hash if node else None
    if found is None:
        raise Tampered("log-node-missing", level=level, index=index)
    return found
