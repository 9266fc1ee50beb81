"""Reading a selection: each entry by its own proof, keys and roles by the entries that made them.

The left siblings of an audit path are the complete subtrees of what stands before the entry, so that
its proof also gives the root of its past (RFC 6962, section 2.1.1). What a selection can't show is
that nothing was left out, a revocation included: only the full export does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from typing import Final, NamedTuple

from exchange.audit.walk import EVERY, KEY_CHANGES, Clock, Findings, Progress, Wrong, processes
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint
from exchange.log.entry import Entry, EntryError, SignedEntry
from exchange.log.merkle import Edge, verify_inclusion
from exchange.log.proof import parse_proof
from exchange.log.reading import LineReader
from exchange.log.replay import ReplayError
from exchange.log.roster import Roster
from exchange.log.signatures import Claim
from exchange.log.verification import Signatures

PROOF_LIMIT: Final = 64 * 1024


@dataclass(frozen=True)
class Series:
    """Entries in the order of the log, where their proofs are, and which proofs there are."""

    lines: Iterable[bytes]
    proof: Callable[[int], bytes]
    numbers: frozenset[int]


class _Piece(NamedTuple):
    n: int
    series: Series
    signed: SignedEntry


@dataclass
class _Excerpt:
    """A selection as read so far."""

    checkpoint: bytes
    head: Checkpoint
    signatures: Signatures
    roster: Roster = Roster.EMPTY
    numbers: list[int] = field(default_factory=list)
    clock: Clock = field(default_factory=Clock)
    last: Entry | None = None
    cards: dict[int, str | None] = field(default_factory=dict)

    def take(self, piece: _Piece) -> None:
        """Take the next entry; raise ReplayError for a wrong one."""
        entry, card = piece.signed.entry, self.roster.card
        try:
            self._prove(piece)
            public = self.roster.signing_key(entry).public
            self.roster.authorise(entry)
            self.roster = self.roster.apply(piece.signed)
        except Tampered as error:
            raise _at(entry.n, error) from None
        self.numbers.append(entry.n)
        self._signed((public, piece.signed.body, piece.signed.signature))
        if entry.op in KEY_CHANGES:
            self.cards[entry.n] = None if card is None else card[1]
        self.clock, self.last = self.clock.after(entry), entry

    def _prove(self, piece: _Piece) -> None:
        """Check the entry's place, its proof, and the root of its past by the left half of the proof."""
        n = piece.n
        if n <= self.previous() or n not in piece.series.numbers:
            raise EntryError("entry-index", found=n)
        proof = parse_proof(piece.series.proof(n))
        if proof.index != n or proof.checkpoint != self.checkpoint:
            raise EntryError("proof-other-entry")
        verify_inclusion(piece.signed.leaf, n, self.head.size, proof.hashes, self.head.root)
        lefts = tuple(reversed(_left_siblings(n, self.head.size, proof.hashes)))
        if Edge(n, lefts).root() != piece.signed.entry.root:
            raise EntryError("entry-root")

    def previous(self) -> int:
        """Return the index of the entry taken last, -1 before the first."""
        return self.numbers[-1] if self.numbers else -1

    def _signed(self, claim: Claim) -> None:
        try:
            self.signatures.add(claim)
        except ReplayError as error:
            raise self._placed(error) from None

    def _placed(self, error: ReplayError) -> ReplayError:
        """Signatures are counted as they come: say which entry of the log that was."""
        return ReplayError(error.reason, self.numbers[error.index])

    def findings(self, wrong: Wrong | None, entries: list[Entry]) -> Findings:
        """Return what was found, once all signatures are checked."""
        try:
            self.signatures.finish()
        except ReplayError as error:
            wrong = Wrong.of(self._placed(error)).or_before(wrong)
        return Findings(
            size=self.head.size,
            read=len(self.numbers),
            root=self.head.root,
            roster=self.roster,
            roots={self.head.size: self.head.root},
            cards=self.cards,
            last=None if wrong else self.last,
            clock=self.clock,
            wrong=wrong,
            entries=tuple(entries),
        )


def walk_excerpt(
    selected: Series,
    support: Series,
    checkpoint: bytes,
    head: Checkpoint,
    *,
    wanted: Callable[[Entry], bool] | None = None,
    progress: Progress | None = None,
) -> Findings:
    """Read a selection against its checkpoint, whose signatures are checked elsewhere.

    Nothing is raised for what is wrong with its entries; `wanted` says which selected ones to keep.
    """
    expected = len(selected.numbers) + len(support.numbers)
    wrong, entries, done = None, [], 0
    with Signatures(0, processes()) as signatures:
        excerpt = _Excerpt(checkpoint, head, signatures)
        try:
            for piece in merge(_pieces(selected), _pieces(support), key=lambda piece: piece.n):
                excerpt.take(piece)
                done += 1
                if piece.series is selected and wanted is not None and wanted(piece.signed.entry):
                    entries.append(piece.signed.entry)
                if progress is not None and done % EVERY == 0:
                    progress(done, expected)
            _refuse_lone_proofs(done, expected, excerpt.previous())
        except ReplayError as error:
            wrong = Wrong.of(error)
        return excerpt.findings(wrong, entries)


def _pieces(series: Series) -> Iterator[_Piece]:
    place, reader = 0, LineReader()
    for line in series.lines:
        try:
            signed = reader.read(line)
        except EntryError as error:
            raise _at(place, error) from None
        place = signed.entry.n + 1
        yield _Piece(signed.entry.n, series, signed)


def _refuse_lone_proofs(done: int, expected: int, last: int) -> None:
    """Each entry has its proof (checked one by one), so equal counts leave no proof without entry."""
    if done != expected:
        raise ReplayError("proof-without-entry", last + 1, expected=expected, found=done)


def _left_siblings(index: int, size: int, path: tuple[bytes, ...]) -> list[bytes]:
    """Return the hashes of `path` that stand left of the leaf, lowest first."""
    lefts: list[bytes] = []
    place, last = index, size - 1
    for sibling in path:
        if place & 1 or place == last:
            lefts.append(sibling)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    return lefts


def _at(index: int, error: Tampered) -> ReplayError:
    arguments = {name: value for name, value in error.arguments.items() if name not in ("index", "n")}
    return ReplayError(error.reason, index, **arguments)
