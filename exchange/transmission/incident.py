"""Incidents: what a partner's dispatch shows that can't be an accident of the carrier.

An incident stops the partner's origin until a head decides. It carries, as evidence, the signed
bytes that contradict each other, so that a third party can judge without our word.
"""

from __future__ import annotations

from enum import StrEnum

from exchange.errors import Carried


class IncidentKind(StrEnum):
    """What was contradicted."""

    FORK = "fork"
    """Two trees of one size, or a tree that doesn't extend the newest that we saw."""
    ROLLBACK = "rollback"
    """A smaller tree than the newest that we saw, and one that we never saw."""
    NEW_ORIGIN = "new-origin"
    """A handle that we know, under another origin."""
    NUMBER_REUSED = "number-reused"
    """One sequence number for two covers."""
    FOREIGN_CHECKPOINT = "foreign-checkpoint"
    """A cosignature over a checkpoint of ours that we never made."""


class Incident(Carried):
    """A contradiction by `origin`: its kind, and the signed bytes on both sides of it.

    `authentic` says whether keys that we trusted signed them. Anybody can write a partner's name on
    a card of his own: that is an incident too, but it must not stop the partner.
    """

    def __init__(
        self, kind: IncidentKind, origin: str, evidence: tuple[bytes, ...], *, authentic: bool = True
    ) -> None:
        super().__init__(f"incident-{kind}", origin=origin)
        self.kind = kind
        self.origin = origin
        self.evidence = evidence
        self.authentic = authentic
