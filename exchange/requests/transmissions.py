"""The row of a transmission: once filed it is part of its request, so its table stands here.

Its verbs (record, send, receive…) are the area `exchange.transmission`.
"""

from __future__ import annotations

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from sqlmodel import Field

from exchange.store.rows import SealedRow
from exchange.store.sealed import Content


class Transmission(SealedRow, table=True):
    """One message, either way, by any channel; `owner` is its request, or the compartment until filed."""

    __tablename__ = "transmission"
    __table_args__ = (sa.UniqueConstraint("year", "number"), sa.Index("transmission_status", "status"))
    year: int
    number: int
    direction: str
    status: str
    nature: str
    channel: str
    compartment: str
    service_from: str | None = None
    service_to: str | None = None
    request: str | None = None
    leg: str | None = None
    answers: str | None = None
    belongs_to: str | None = None
    sent_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    received_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    registered_at: int = Field(sa_type=sa.BigInteger)
    log_index: int
    witness_size: int | None = None


class TransferContent(BaseModel):
    """On which ground a departure left the European Union and Schengen, and what was said of it."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    basis: str | None = None
    instrument: str | None = None
    reason: str | None = None
    authorisation: str | None = None
    guarantees: str | None = None


class TransmissionContent(Content):
    """What a transmission said, from whom and to whom where that is no service of the directory."""

    subject: str = ""
    text: str = ""
    from_text: str | None = None
    to_text: str | None = None
    their_ref: str | None = None
    handed: str | None = None
    reason: str | None = None
    file: str | None = None
    paper_code: str | None = None
    message: str | None = None
    parts: str | None = None
    oral: bool = False
    transfer: TransferContent | None = None
