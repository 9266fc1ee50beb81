"""The live log: a snapshot of the store as a source for exports, and its verification.

What partners hold of our log is known to areas that stand above this one: the desk hands it in as
`Above`, so that no checkpoint that left is forgotten when the log is verified.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Final, TypeAlias

import sqlalchemy as sa

from exchange.audit.checks import Verdict
from exchange.audit.contents import parse_card
from exchange.audit.eras import Era, changes_of, check_cards, eras_of
from exchange.audit.export import Witnessed
from exchange.audit.walk import KEY_CHANGES, Clock
from exchange.audit.witnesses import check_retired, check_witnessed, parse_full
from exchange.clock import to_text
from exchange.directory.cards import card_check, own_card
from exchange.directory.post_keys import RetiredKeys, retired_keys
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint
from exchange.log.entry import SignedEntry
from exchange.log.merkle import root_at
from exchange.log.verification import Replayed
from exchange.moments import TOLERANCE
from exchange.store.check import BATCH, Progress, verify_log
from exchange.store.journal import head_of, line_of, node_at
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session
from keys.encoding import b64

Seeing: TypeAlias = Callable[[SignedEntry], None]
"""Told each entry in order while the log is verified."""

_ENTRY: Final = table_of(LogEntry)
_SPAN: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.n >= sa.bindparam("first"), _ENTRY.c.n < sa.bindparam("last"))
    .order_by(_ENTRY.c.n)
)


def _no_request(rows: Reader, ref: str) -> str | None:
    return None


def _no_checkpoints(rows: Reader) -> Iterable[Checkpoint]:
    return ()


def _no_witnesses(rows: Reader, size: int) -> Sequence[Witnessed]:
    return ()


@dataclass(frozen=True)
class Above:
    """What the log's area asks of the areas above it.

    `request_id`: the id of a reference's request; `checkpoints`: every checkpoint of ours that left or
    came back; `witnessed`: for each partner the newest of ours, up to a size, that he cosigned.
    """

    request_id: Callable[[Reader, str], str | None] = _no_request
    checkpoints: Callable[[Reader], Iterable[Checkpoint]] = _no_checkpoints
    witnessed: Callable[[Reader, int], Sequence[Witnessed]] = _no_witnesses


@dataclass(frozen=True)
class StoredLog:
    """One snapshot of the log, up to `size`; what an export is written from."""

    rows: Reader
    origin: str
    size: int

    def lines(self, first: int, last: int) -> Iterator[bytes]:
        """Give the lines of entries `first` to `last` (excluded); raise Tampered where one is missing."""
        for start in range(first, last, BATCH):
            end = min(start + BATCH, last)
            found = self.rows.values(_SPAN, first=start, last=end)
            for place in range(start, end):
                if place - start >= len(found) or found[place - start][0] != place:
                    raise Tampered("entry-missing", n=place)
                yield line_of(found[place - start][1], place)

    def node(self, level: int, index: int) -> bytes:
        """Give the hash of a complete subtree."""
        return node_at(self.rows, level, index)

    @property
    def checkpoint(self) -> Checkpoint:
        """What a checkpoint of this size says."""
        return Checkpoint(self.origin, self.size, root_at(self.size, self.node))


@dataclass(frozen=True)
class CheckLine:
    """One line of a report: which check, what it found, and the numbers of it."""

    step: str
    verdict: Verdict
    arguments: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class LogReport:
    """A live log that holds: whose, how long, its root, and what was compared."""

    origin: str
    size: int
    root: str
    checks: tuple[CheckLine, ...]


def verify_live(
    session: Session,
    rows: Reader,
    above: Above,
    progress: Progress | None = None,
    seen: Seeing | None = None,
) -> LogReport:
    """Verify the live log in one snapshot; raise Tampered with the first thing that is wrong."""
    head = head_of(rows)
    known = tuple(above.checkpoints(rows))
    cosigned = tuple(above.witnessed(rows, head.size))
    newest = session.state.newest()
    left = {one.n: one for one in retired_keys(session, rows)}
    watch = _Watch(frozenset(_sizes(known, cosigned, left, newest.size if newest else 0)), seen)
    replayed = verify_log(rows, head, seen=watch.take, progress=progress)
    watch.roots[head.size] = head.root
    steps: tuple[Callable[[], list[CheckLine]], ...] = (
        partial(_entries, replayed, watch, session.clock()),
        partial(_keys, session, replayed),
        partial(_state, session, watch, head.size),
        partial(_partners, session, watch, known, head.size),
        partial(_retired, session, replayed, watch, left),
        partial(_witnesses, session, replayed, watch, cosigned, left),
    )
    checks = tuple(line for step in steps for line in step())
    return LogReport(session.post.origin, head.size, b64(head.root), checks)


def _sizes(
    known: Iterable[Checkpoint], cosigned: Iterable[Witnessed], left: Iterable[int], newest: int
) -> Iterator[int]:
    yield newest
    yield from (n + 1 for n in left)
    yield from (checkpoint.size for checkpoint in known)
    yield from (parse_full(item.checkpoint).checkpoint.size for item in cosigned)


@dataclass
class _Watch:
    """What is gathered while the log is read: the roots at some sizes, and what the clock says."""

    sizes: frozenset[int]
    seen: Seeing | None
    roots: dict[int, bytes] = field(default_factory=dict)
    clock: Clock = field(default_factory=Clock)
    cards: dict[int, str | None] = field(default_factory=dict)
    issued: str | None = None

    def take(self, signed: SignedEntry) -> None:
        """Take an entry: the root that it signs is that of all before it."""
        if signed.entry.n in self.sizes:
            self.roots[signed.entry.n] = signed.entry.root
        self.clock = self.clock.after(signed.entry)
        if signed.entry.op == "card.issued":
            self.issued = str(signed.entry.x["card"])
        elif signed.entry.op in KEY_CHANGES:
            self.cards[signed.entry.n] = self.issued
        if self.seen is not None:
            self.seen(signed)

    def compare(self, size: int, root: bytes, length: int, reason: str) -> None:
        """Raise Tampered unless the log of `length` entries begins with what was seen at `size`."""
        if size > length:
            raise Tampered("log-shorter-than-seen", size=length, seen=size)
        if self.roots[size] != root:
            raise Tampered(reason, size=size)


def _entries(replayed: Replayed, watch: _Watch, now: datetime) -> list[CheckLine]:
    """Tell what the replay proved, and which times can't be right: they are claims, and fail nothing."""
    lines = [
        CheckLine("tree", Verdict.OK, {"size": replayed.edge.size}),
        CheckLine("entries", Verdict.OK, {"size": replayed.entries}),
        CheckLine("members", Verdict.OK, {"members": len(replayed.roster.members.newest)}),
    ]
    if watch.clock.backwards:
        found = {"count": watch.clock.backwards, "index": watch.clock.first}
        lines.append(CheckLine("clock-back", Verdict.WARNING, found))
    if watch.clock.latest is not None and watch.clock.latest > now + TOLERANCE:
        lines.append(CheckLine("clock-ahead", Verdict.WARNING, {"at": to_text(watch.clock.latest)}))
    return lines


def _keys(session: Session, replayed: Replayed) -> list[CheckLine]:
    """Compare the keys at hand, the card, and the roster that was kept with what the log says."""
    roster, card = replayed.roster, own_card(session)
    if session.post.origin != roster.origin:
        raise Tampered("post-altered", column="origin")
    if roster.card is None or roster.card[1] != card_check(card):
        raise Tampered("post-altered", column="card")
    if parse_card(card).log_keys != session.vault.log.vkeys:
        raise Tampered("log-keys-differ")
    if roster != session.roster:
        raise Tampered("roster-differs", size=replayed.edge.size)
    return [CheckLine("keys", Verdict.OK, {"serial": roster.card[0]})]


def _state(session: Session, watch: _Watch, size: int) -> list[CheckLine]:
    """Compare with the newest that this machine saw."""
    newest = session.state.newest()
    if newest is None:
        return [CheckLine("state-none", Verdict.WARNING)]
    if newest.size > size:
        raise Tampered("store-rolled-back", size=size, seen=newest.size)
    if watch.roots[newest.size] != newest.root:
        raise Tampered("store-rewritten", size=newest.size)
    return [CheckLine("state", Verdict.OK, {"size": newest.size})]


def _partners(session: Session, watch: _Watch, known: Sequence[Checkpoint], size: int) -> list[CheckLine]:
    """Compare with every checkpoint that was given out or came back."""
    for checkpoint in known:
        if checkpoint.origin == session.post.origin:
            watch.compare(checkpoint.size, checkpoint.root, size, "log-differs-from-sent")
    return [CheckLine("sent", Verdict.OK, {"count": len(known)})]


def _retired(
    session: Session, replayed: Replayed, watch: _Watch, left: Mapping[int, RetiredKeys]
) -> list[CheckLine]:
    """Check what each retired pair of log keys left: its last checkpoint, the card that it stood on."""
    eras, changes = _eras(session, replayed, left), changes_of(replayed.roster)
    check_cards(replayed.roster, own_card(session), {n: one.card for n, one in left.items()}, watch.cards)
    seen = {n: parse_full(one.checkpoint) for n, one in left.items() if one.checkpoint is not None}
    check_retired(seen, eras, changes)
    for n, one in seen.items():
        watch.compare(n + 1, one.checkpoint.root, replayed.edge.size, "checkpoint-not-prefix")
    return [CheckLine("retired-ok", Verdict.OK, {"changes": len(changes)})] if changes else []


def _witnesses(
    session: Session,
    replayed: Replayed,
    watch: _Watch,
    cosigned: Sequence[Witnessed],
    left: Mapping[int, RetiredKeys],
) -> list[CheckLine]:
    """Check each partner's cosignature, and that what he cosigned is a beginning of this log."""
    if not cosigned:
        return [CheckLine("witnesses-none", Verdict.OK)]
    eras = _eras(session, replayed, left)
    newest = 0
    for item in cosigned:
        seen = parse_full(item.checkpoint)
        check_witnessed(seen, parse_card(item.card), eras)
        found = seen.checkpoint
        watch.compare(found.size, found.root, replayed.edge.size, "log-differs-from-witnessed")
        newest = max(newest, found.size)
    return [CheckLine("witnesses", Verdict.OK, {"count": len(cosigned), "size": newest})]


def _eras(session: Session, replayed: Replayed, left: Mapping[int, RetiredKeys]) -> tuple[Era, ...]:
    cards = {n: parse_card(one.card) for n, one in left.items()}
    return eras_of(replayed.roster, parse_card(own_card(session)), cards)
