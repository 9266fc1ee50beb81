"""Replaying a log, entry by entry: each is judged by those before it, and by nothing else.

The steps, in the order in which they refuse: form of the line, its index, the root of its past, the
key that its signer held there, the signature, role and four eyes, what it says of keys.
"""

from __future__ import annotations

from exchange.errors import Argument, ExchangeError, Tampered
from exchange.log.entry import EntryError, SignedEntry
from exchange.log.members import RosterError
from exchange.log.merkle import Edge, Node
from exchange.log.reading import LineReader
from exchange.log.roster import Roster
from keys.errors import SignatureError
from keys.note import verify_ed25519


class ReplayError(Tampered):
    """The first wrong entry of a log: its index, and what is wrong with it."""

    def __init__(self, reason: str, index: int, **arguments: Argument) -> None:
        super().__init__(reason, index=index, **arguments)
        self.index = index


class Replay:
    """A log as read so far: its edge and its roster; `step` takes the next line.

    `completed`: the subtrees that the last entry completed, its leaf first.
    """

    def __init__(self, edge: Edge = Edge.EMPTY, roster: Roster = Roster.EMPTY) -> None:
        self.edge = edge
        self.roster = roster
        self.completed: tuple[Node, ...] = ()
        self._lines = LineReader()

    def step(self, line: bytes) -> SignedEntry:
        """Take the next line and return its entry; raise ReplayError, having taken nothing."""
        signed, public = self.read(line)
        try:
            verify_ed25519(public, signed.body, signed.signature)
        except SignatureError:
            raise ReplayError("entry-signature", self.edge.size) from None
        self.settle(signed)
        return signed

    def read(self, line: bytes) -> tuple[SignedEntry, bytes]:
        """Return the entry of the next line and the public key that must have signed it.

        The first half of `step`, for whoever checks signatures elsewhere: nothing is taken yet.
        """
        try:
            signed = self._lines.read(line)
            self._check_place(signed)
            return signed, self.roster.signing_key(signed.entry).public
        except (EntryError, RosterError) as error:
            raise self._refusal(error) from None

    def settle(self, signed: SignedEntry) -> None:
        """Take an entry that `read` gave and whose signature holds: the second half of `step`."""
        try:
            self.roster.authorise(signed.entry)
            roster = self.roster.apply(signed)
        except RosterError as error:
            raise self._refusal(error) from None
        self.edge, self.completed = self.edge.append(signed.leaf)
        self.roster = roster

    def _check_place(self, signed: SignedEntry) -> None:
        if signed.entry.n != self.edge.size:
            raise EntryError("entry-index", found=signed.entry.n)
        if signed.entry.root != self.edge.root():
            raise EntryError("entry-root")

    def _refusal(self, error: ExchangeError) -> ReplayError:
        arguments = {name: value for name, value in error.arguments.items() if name not in ("n", "index")}
        return ReplayError(error.reason, self.edge.size, **arguments)
