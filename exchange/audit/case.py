"""What one verification has before it: the export's files, what the verifier gave, what reading found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from exchange.audit.contents import handles_of
from exchange.audit.eras import Change, Era, changes_of, eras_of
from exchange.audit.evidence import Evidence
from exchange.audit.older import Older, read_older
from exchange.audit.selection import Reader, Reading
from exchange.audit.walk import Findings, Progress
from exchange.errors import ExchangeError
from keys.card import Card


@dataclass(frozen=True)
class Asked:
    """What a verifier gives and asks for besides the export.

    `cards`: those had by another way; `after`: an older export or checkpoint; `witnesses`: how many
    of the given cards must have cosigned; `timestamp`: whether a time stamp must hold; `reading`:
    which entries to hand back.
    """

    cards: tuple[Card, ...] = ()
    after: Path | None = None
    witnesses: int = 0
    timestamp: bool = False
    reading: Reading | None = None


@dataclass
class Case:
    """One verification; each property raises Tampered where what it needs is missing or wrong."""

    evidence: Evidence
    asked: Asked
    progress: Progress | None = None

    @cached_property
    def findings(self) -> Findings:
        """What reading all entries found."""
        wanted = None
        if self.asked.reading is not None:
            handles: Mapping[str, str] = handles_of(self.evidence.members)
            wanted = Reader(self.asked.reading, handles.items()).takes
        return self.evidence.walk(self._sizes(), wanted, self.progress)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The entries that changed the log's keys."""
        return changes_of(self.findings.roster)

    @cached_property
    def eras(self) -> tuple[Era, ...]:
        """Which log keys hold for which sizes."""
        return eras_of(self.findings.roster, self.evidence.card, self.evidence.retired_cards)

    @cached_property
    def older(self) -> Older:
        """The older log that this one must extend; only when it was given."""
        if self.asked.after is None:
            raise ValueError("no older log was given")
        return read_older(self.asked.after)

    def _sizes(self) -> set[int]:
        sizes = self.evidence.sizes()
        if self.asked.after is not None:
            try:
                sizes.add(self.older.checkpoint.size)
            except ExchangeError:
                return sizes  # told by its own step
        return sizes
