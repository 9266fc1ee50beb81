"""Reading a whole log once: the tree, each entry, keys, roles and four eyes, in one pass.

The first wrong entry ends the replay; the tree goes on, so that the root is known even then. Used on
an export's `entries.log` and on the live store alike.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from exchange.audit.checks import Step
from exchange.log.entry import Entry
from exchange.log.merkle import Edge, leaf_hash
from exchange.log.replay import Replay, ReplayError
from exchange.log.roster import Roster
from exchange.log.verification import Signatures

Progress: TypeAlias = Callable[[int, int], None]
"""Told how many entries of how many are done."""

EVERY: Final = 1024
STEP_BACK: Final = timedelta(minutes=1)
"""Two desks' clocks may differ that much; more is said."""
_STEPS: Final = {"entry": Step.ENTRIES, "proof": Step.TREE, "edge": Step.TREE, "checkpoint": Step.TREE}
KEY_CHANGES: Final = frozenset({"post.rekeyed", "backup.restored"})


@dataclass(frozen=True)
class Wrong:
    """The first wrong entry: which step it fails, where, and why."""

    step: Step
    error: ReplayError

    @classmethod
    def of(cls, error: ReplayError) -> Wrong:
        """Sort an error to its step: its place in the tree, the entry itself, what its signer might do."""
        return cls(_STEPS.get(error.reason.partition("-")[0], Step.MEMBERS), error)

    def or_before(self, other: Wrong | None) -> Wrong:
        """Return the one of the two that stands first in the log."""
        return self if other is None or self.error.index < other.error.index else other


@dataclass(frozen=True)
class Clock:
    """What the entries' own times say: how often one is earlier than those before it, and the latest."""

    latest: datetime | None = None
    backwards: int = 0
    first: int = 0

    def after(self, entry: Entry) -> Clock:
        """Return the clock after one more entry."""
        if self.latest is None or entry.at > self.latest:
            return Clock(entry.at, self.backwards, self.first)
        if entry.at >= self.latest - STEP_BACK:
            return self
        return Clock(self.latest, self.backwards + 1, self.first if self.backwards else entry.n)


@dataclass(frozen=True)
class Findings:
    """What reading a log found.

    `size` is the log's; `read` counts the entries that were read, fewer in a selection. `roots` holds the
    root at each size that was asked for and reached; `cards` the card's hash that held before each entry
    that changed the post's keys.
    """

    size: int
    read: int
    root: bytes
    roster: Roster
    roots: Mapping[int, bytes]
    cards: Mapping[int, str | None]
    last: Entry | None
    clock: Clock
    wrong: Wrong | None
    entries: tuple[Entry, ...] = ()


@dataclass
class Walk:
    """A log as read so far."""

    signatures: Signatures
    sizes: Collection[int] = ()
    wanted: Callable[[Entry], bool] | None = None
    edge: Edge = Edge.EMPTY
    clock: Clock = field(default_factory=Clock)
    last: Entry | None = None
    wrong: Wrong | None = None
    roots: dict[int, bytes] = field(default_factory=dict)
    cards: dict[int, str | None] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    replay: Replay = field(default_factory=Replay)

    def take(self, line: bytes) -> None:
        """Take the next line; a wrong one is noted, never raised."""
        if self.edge.size in self.sizes:
            self.roots[self.edge.size] = self.edge.root()
        if self.wrong is None:
            self._replayed(line)
            self.edge = self.replay.edge
        if self.wrong is not None:
            self.edge, _ = self.edge.append(leaf_hash(line))

    def findings(self) -> Findings:
        """Return what was found, once all lines were taken and all signatures checked."""
        try:
            self.signatures.finish()
        except ReplayError as error:  # perhaps of an entry before the one that the replay refused
            self.wrong = Wrong.of(error).or_before(self.wrong)
        root = self.edge.root()
        return Findings(
            size=self.edge.size,
            read=self.edge.size,
            root=root,
            roster=self.replay.roster,
            roots={**self.roots, self.edge.size: root},
            cards=self.cards,
            last=self.last if self.wrong is None else None,
            clock=self.clock,
            wrong=self.wrong,
            entries=tuple(self.entries),
        )

    def _replayed(self, line: bytes) -> None:
        try:
            signed, public = self.replay.read(line)
            self.signatures.add((public, signed.body, signed.signature))
            card = self.replay.roster.card
            self.replay.settle(signed)
        except ReplayError as error:
            self.wrong = Wrong.of(error)
            return
        entry = signed.entry
        self.clock, self.last = self.clock.after(entry), entry
        if self.wanted is not None and self.wanted(entry):
            self.entries.append(entry)
        if entry.op in KEY_CHANGES:
            self.cards[entry.n] = None if card is None else card[1]


def processes() -> int:
    """Return how many processes check signatures beside this one, which reads and replays."""
    return max(1, (os.cpu_count() or 1) - 1)


def walk_log(
    lines: Iterable[bytes],
    expected: int,
    *,
    sizes: Collection[int] = (),
    wanted: Callable[[Entry], bool] | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Read a log of about `expected` entries; nothing is raised for what is wrong with it.

    `sizes`: at which the root is asked for; `wanted`: which entries to keep.
    """
    with Signatures(0, processes()) as signatures:
        walk = Walk(signatures, frozenset(sizes), wanted)
        for line in lines:
            walk.take(line)
            if progress is not None and walk.edge.size % EVERY == 0:
                progress(walk.edge.size, expected)
        findings = walk.findings()
    if progress is not None:
        progress(findings.size, expected)
    return findings
