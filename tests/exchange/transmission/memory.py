"""What a post in memory knows of others, and its answers to `exchange.transmission.known.Receiver`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from exchange.log.checkpoint import Checkpoint
from exchange.transmission.continuity import TreeHead
from exchange.transmission.known import Partner, SeenLog, SentDispatch


@dataclass
class Memory:
    """What a post remembers of one partner's origin."""

    roots: dict[int, bytes] = field(default_factory=dict)
    newest: int | None = None
    notes: dict[int, bytes] = field(default_factory=dict)
    numbers: dict[int, str] = field(default_factory=dict)
    checkpoint_of: dict[int, int] = field(default_factory=dict)


class Knowledge:
    """Partners, what was seen of them, what was sent."""

    def __init__(self) -> None:
        self.partners: dict[str, Partner] = {}
        self.memories: dict[str, Memory] = {}
        self.shown: dict[str, list[int]] = {}
        self.sent: dict[str, SentDispatch] = {}

    def remember(self, proven: Iterable[TreeHead], checkpoint: Checkpoint, note: bytes) -> None:
        """Keep what a file proved."""
        memory = self.memories.setdefault(checkpoint.origin, Memory())
        memory.roots.update({head.size: head.root for head in proven})
        memory.newest = max(memory.newest or 0, checkpoint.size)
        memory.notes[checkpoint.size] = note

    def partner_of_origin(self, origin: str) -> Partner | None:
        for partner in self.partners.values():
            if origin in {partner.card.origin, *(card.origin for card in partner.superseded)}:
                return partner
        return None

    def partner_of_handle(self, handle: str) -> Partner | None:
        return next((p for p in self.partners.values() if p.card.handle == handle), None)

    def seen_log(self, origin: str) -> SeenLog:
        memory = self.memories.get(origin, Memory())
        return SeenLog(memory.roots, memory.newest)

    def seen_numbers(self, origin: str) -> Mapping[int, str]:
        return self.memories.get(origin, Memory()).numbers

    def checkpoint_note(self, origin: str, size: int) -> bytes | None:
        return self.memories.get(origin, Memory()).notes.get(size)

    def checkpoint_of_number(self, origin: str, number: int) -> bytes | None:
        memory = self.memories[origin]
        return memory.notes.get(memory.checkpoint_of[number])

    def sent_dispatch(self, cover: str) -> SentDispatch | None:
        return self.sent.get(cover)
