"""Tables and sealed contents of a request. Every row but the request's own has it as `owner`.

`request` seals what a list shows; `request_text`, its text and fields, stands beside it, so that a
list opens little. Moments are integer milliseconds in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from pydantic import BaseModel, ConfigDict
from pydantic import Field as ContentField
from sqlmodel import Field

from exchange.requests.leg_clock import LegClock
from exchange.store.rows import Row, SealedRow
from exchange.store.sealed import Content


class Request(SealedRow, table=True):
    """The tracked case; `owner` is its own id, `wrapped_key` its key under its compartment's.

    `compartment_version` says under which: an older one than the newest is to be replaced.
    """

    __tablename__ = "request"
    __table_args__ = (
        sa.Index("request_page", "compartment", "registered_at", "id"),
        sa.Index("request_due", "due_at"),
        sa.Index("request_place", "compartment", "compartment_version"),
        sa.Index("request_review", "review_at"),
    )
    ref: str = Field(unique=True)
    kind: str
    status: str
    urgency: str
    direction: str
    requesting_service: str
    via: str
    compartment: str
    compartment_version: int
    received_at: int = Field(sa_type=sa.BigInteger)
    registered_at: int = Field(sa_type=sa.BigInteger)
    asked_for: int | None = Field(default=None, sa_type=sa.BigInteger)
    due_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    follow_up_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    review_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    handling: str | None = None
    marking: str | None = None
    purpose: str
    wrapped_key: bytes


class RequestContent(Content):
    """What a list shows and finds of a request, its keys before, and the digest over its other rows.

    `services`: whom its legs ask; `waits`: whom for; `due_zone`: where the day by which it is due ends.
    """

    title: str
    their_refs: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    waits: str = ""
    due_zone: str | None = None
    keys: tuple[str, ...] = ()
    erasure: str | None = None
    imported: str | None = None
    rows: str


class Imported(Row, table=True):
    """A line of an import that became a request, and its file: keyed, so that nobody else can tell which."""

    __tablename__ = "imported"
    token: bytes = Field(primary_key=True)
    file: bytes
    request: str = Field(index=True)


class Listing(Row, table=True):
    """What lists find a request by, and nothing that other plain columns don't show: see `listed`."""

    __tablename__ = "listing"
    __table_args__ = ({"sqlite_with_rowid": False},)
    facet: str = Field(primary_key=True)
    by_due: int = Field(primary_key=True)
    compartment: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    status: str = Field(primary_key=True)
    waits: str = Field(primary_key=True)
    at: int = Field(primary_key=True, sa_type=sa.BigInteger)
    request: str = Field(primary_key=True)
    countries: str


class RequestText(SealedRow, table=True):
    """A request's text and fields."""

    __tablename__ = "request_text"


class RequestTextContent(Content):
    """The text as received, and what the kind asks for."""

    type: str | None = None
    text: str = ""
    language: str | None = None
    agent: str | None = None
    conditions: str | None = None
    urgency_reason: str | None = None
    access: str = "indirect"
    nature: str = "request"
    fields: Mapping[str, str] = ContentField(default_factory=dict)
    points: tuple[str, ...] = ()
    outcome: str | None = None
    results: Mapping[str, int] = ContentField(default_factory=dict)
    reasons: tuple[str, ...] = ()


class Change(BaseModel):
    """One value of a request that was amended, by the name that it has where a request is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    field: str
    old: str | None
    new: str | None


class RequestRevision(SealedRow, table=True):
    """What an amendment replaced; `log_index` is its entry."""

    __tablename__ = "request_revision"
    log_index: int


class RevisionContent(Content):
    """Each value that was amended, as it was and as it became, and why."""

    changes: tuple[Change, ...]
    reason: str | None = None


class RequestRelation(SealedRow, table=True):
    """How a request stands to another; the table shows not even to which."""

    __tablename__ = "request_relation"


class RelationContent(Content):
    """The other request, and how this one stands to it, which the other's own row says the other way.

    `closed` says that merging closed it, `legs` which legs of it.
    """

    other: str
    ref: str
    said: str
    closed: bool = False
    legs: tuple[str, ...] = ()
    ended: bool = False


class Leg(SealedRow, table=True):
    """What one requested service is asked; `limit_at` is the last limit that ran, where none does now."""

    __tablename__ = "leg"
    number: int
    service: str
    channel: str | None = None
    basis: str
    status: str
    waits_for: str | None = None
    clock: str
    created_at: int = Field(sa_type=sa.BigInteger)
    due_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    follow_up_at: int | None = Field(default=None, sa_type=sa.BigInteger)
    limit_at: int | None = Field(default=None, sa_type=sa.BigInteger)


class Step(BaseModel):
    """What moved a leg, in the order in which it was recorded; `cause` is an event or transmission.

    A `correction` names the status itself; a withdrawn step is kept and moves nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True, defer_build=True)

    move: str
    at: int
    correction: bool = False
    event: bool = False
    cause: str | None = None
    withdrawn: bool = False


class LegContent(Content):
    """A leg's limits, what moved it, what is still open; `binding`: the bases that would bind it instead."""

    steps: tuple[Step, ...] = ()
    clocks: tuple[LegClock, ...] = ()
    binding: tuple[str, ...] = ()
    asked_for: int | None = None
    basis_reason: str | None = None
    warnings: tuple[str, ...] = ()
    their_ref: str | None = None
    outcome: str | None = None
    results: Mapping[str, int] = ContentField(default_factory=dict)
    ground: str | None = None
    refused_part: str | None = None
    answered_points: tuple[int, ...] = ()
    reasons: tuple[str, ...] = ()
    unwritten_since: int | None = None
    confirm_by: int | None = None


class LegEvent(SealedRow, table=True):
    """What started or stopped a clock or moved a status; withdrawn, never overwritten."""

    __tablename__ = "leg_event"
    leg: str
    code: str
    at: int = Field(sa_type=sa.BigInteger)
    reported_at: int = Field(sa_type=sa.BigInteger)
    withdrawn: int


class LegEventContent(Content):
    """The particulars of an event; `day`: it alone was told; `length`: a delay's; `reason`: of withdrawal."""

    day: str | None = None
    place: str | None = None
    country: str | None = None
    note: str | None = None
    document: str | None = None
    transmission: str | None = None
    length: str | None = None
    because: str | None = None
    reporter: str
    reason: str | None = None


class Note(SealedRow, table=True):
    """A member's note on a request; its entry in the log is signed by its author."""

    __tablename__ = "note"
    author: str
    at: int = Field(sa_type=sa.BigInteger)
    log_index: int


class NoteContent(Content):
    """The text of a note."""

    text: str


class Subject(SealedRow, table=True):
    """A person or a thing named in a request; the table shows only its type."""

    __tablename__ = "subject"
    number: int
    type: str


class SubjectContent(Content):
    """Who or what is named, in which role, and what was doubtful about it as it was typed."""

    role: str | None = None
    fields: dict[str, str]
    warnings: tuple[str, ...] = ()


class Attachment(SealedRow, table=True):
    """A file of a request or of an arrival; its bytes stand sealed in chunks."""

    __tablename__ = "attachment"
    number: int
    size: int = Field(sa_type=sa.BigInteger)
    chunks: int
    transmission: str | None = None
    added_at: int = Field(sa_type=sa.BigInteger)


class AttachmentContent(Content):
    """A file's name, hash and key."""

    name: str
    sha256: str
    key: str


class Chunk(Row, table=True):
    """256 KiB of an attachment, sealed under its own key."""

    __tablename__ = "chunk"
    attachment: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    sealed: bytes
