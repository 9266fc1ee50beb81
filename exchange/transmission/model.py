"""Tables of what went to partners and came from them, sealed under the store key.

They hold no content of any request: hashes, sizes and signed checkpoints, which the checks of the
next file compare with. What a message said stands in its request's rows.
"""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field

from exchange.store.rows import SealedRow
from exchange.store.sealed import Content


class SentCover(SealedRow, table=True):
    """A dispatch or receipt of ours: to whom, under which number, and the checkpoint that it shows.

    Its id is that of the transmission: the departure, or the arrival that a receipt acknowledges.
    `sender` is our origin when it was sealed: a restored log goes on under another, from number 1.
    """

    __tablename__ = "sent_cover"
    __table_args__ = (
        sa.UniqueConstraint("sender", "service", "sequence"),
        sa.Index("sent_cover_size", "sender", "size"),
    )
    kind: str
    sender: str
    service: str
    recipient: str | None = None
    sequence: int | None = None
    cover: str = Field(unique=True)
    entry: int
    size: int


class SentCoverContent(Content):
    """The checkpoint as it was signed, and which receipts came for it (hashes of their cover lines)."""

    checkpoint: str
    receipts: tuple[str, ...] = ()


class ReceivedCover(SealedRow, table=True):
    """A dispatch that was received; its id is the arrival's, `theirs` the sender's transmission."""

    __tablename__ = "received_cover"
    __table_args__ = (sa.UniqueConstraint("origin", "sequence"),)
    origin: str
    service: str
    sequence: int
    cover: str
    size: int
    theirs: str
    received_at: int = Field(sa_type=sa.BigInteger)


class ReceivedCoverContent(Content):
    """The line of the sender's log that came with it."""

    line: str


class PartnerHead(SealedRow, table=True):
    """A size of a partner's log and its root, proven once and kept for ever."""

    __tablename__ = "partner_head"
    __table_args__ = (sa.UniqueConstraint("origin", "size"),)
    origin: str
    size: int
    root: bytes


class PartnerHeadContent(Content):
    """The checkpoint as its origin signed it, where it came itself."""

    note: str | None = None


class Witness(SealedRow, table=True):
    """A checkpoint of ours, under the origin `sender`, that a partner cosigned."""

    __tablename__ = "witness"
    __table_args__ = (sa.UniqueConstraint("sender", "service", "size"),)
    sender: str
    service: str
    size: int


class WitnessContent(Content):
    """That checkpoint as we sent it, with the partner's line, and the card that vouches for the line."""

    note: str
    card: str


class IncidentRow(SealedRow, table=True):
    """What contradicts what a partner showed before; `open` stops him until a head decides."""

    __tablename__ = "incident"
    number: int = Field(unique=True)
    kind: str
    origin: str
    service: str | None = Field(default=None, index=True)
    authentic: int
    status: str
    opened_at: int = Field(sa_type=sa.BigInteger)
    decided_at: int | None = Field(default=None, sa_type=sa.BigInteger)


class IncidentContent(Content):
    """The signed bytes on both sides of it; what was decided and why."""

    evidence: tuple[str, ...]
    outcome: str | None = None
    reason: str | None = None
