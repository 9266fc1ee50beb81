"""What callers ask of requests, as typed: the desk parses and checks it, once, at its edge.

Every field is text as a person or a script gave it; None where nothing was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class NewRequest:
    """A request to open; `kind`, `requester` and `title` are mandatory.

    Without a `requester` (an empty one), an arrival's sender asks.
    """

    kind: str
    requester: str
    title: str
    type: str | None = None
    to: Sequence[str] = ()
    text: str | None = None
    arrival: str | None = None
    via: str | None = None
    their_ref: str | None = None
    received_at: str | None = None
    due: str | None = None
    urgency: str | None = None
    urgency_reason: str | None = None
    access: str | None = None
    legal_basis: str | None = None
    basis_reason: str | None = None
    channel: str | None = None
    arrested_at: str | None = None
    place: str | None = None
    arrested_in: str | None = None
    nature: str | None = None
    follow_up: str | None = None
    handling: str | None = None
    marking: str | None = None
    conditions: str | None = None
    compartment: str | None = None
    agent: str | None = None
    language: str | None = None
    purpose: str | None = None
    points: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    persons: Sequence[Mapping[str, str]] = ()
    documents: Sequence[Mapping[str, str]] = ()
    notes: Sequence[str] = ()
    attach: Sequence[Path] = ()


@dataclass(frozen=True)
class NewImport:
    """A file of requests, a line each; `mapping` says what its foreign names mean.

    `dry_run`: everything is checked, nothing stays.
    """

    file: Path
    mapping: Path | None = None
    dry_run: bool = False


@dataclass(frozen=True)
class Amendment:
    """What to change of a request; None leaves as it is, an empty text takes away.

    `version` is the one that was read. `leg` narrows basis, channel, date asked and follow-up to one leg;
    else they hold for every open one. A person or document with a `subject` key changes that subject,
    one without it is added; points are added; a field with an empty value goes.
    """

    version: int | None = None
    reason: str | None = None
    leg: str | None = None
    kind: str | None = None
    requester: str | None = None
    title: str | None = None
    type: str | None = None
    text: str | None = None
    via: str | None = None
    their_ref: str | None = None
    received_at: str | None = None
    due: str | None = None
    urgency: str | None = None
    urgency_reason: str | None = None
    access: str | None = None
    legal_basis: str | None = None
    basis_reason: str | None = None
    channel: str | None = None
    nature: str | None = None
    follow_up: str | None = None
    handling: str | None = None
    marking: str | None = None
    conditions: str | None = None
    agent: str | None = None
    language: str | None = None
    purpose: str | None = None
    points: Sequence[str] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    persons: Sequence[Mapping[str, str]] = ()
    documents: Sequence[Mapping[str, str]] = ()


@dataclass(frozen=True)
class NewLeg:
    """One more service asked about a request."""

    to: str
    channel: str | None = None
    legal_basis: str | None = None
    basis_reason: str | None = None
    due: str | None = None
    follow_up: str | None = None


@dataclass(frozen=True)
class NewEvent:
    """What was reported of a leg; a notice of delay says its `length` and why (`because`)."""

    code: str
    at: str
    place: str | None = None
    country: str | None = None
    document: Path | None = None
    note: str | None = None
    length: str | None = None
    because: str | None = None


@dataclass(frozen=True)
class Closing:
    """How a request, or one leg of it, ends."""

    outcome: str
    leg: str | None = None
    results: Sequence[str] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Review:
    """What a review of a request decides: kept until a day (or another period), or erased on a ground."""

    until: str | None = None
    reason: str | None = None
    ground: str | None = None


@dataclass(frozen=True)
class Filter:
    """Which requests a list shows, a page at a time; `review`: those due for one.

    `order` is `newest`, `oldest` or `due` (always so with `due_before`, and with `due_by`, which takes in
    what is due with the end of the day that it names); a list may `begin` at a moment.
    """

    kind: str | None = None
    status: str | None = None
    service: str | None = None
    country: str | None = None
    waiting: str | None = None
    their_ref: str | None = None
    due_before: str | None = None
    due_by: str | None = None
    assigned_to: str | None = None
    review: bool = False
    order: str = "newest"
    begin: str | None = None
    limit: int = 50
    after: str | None = None


@dataclass(frozen=True)
class Search:
    """What to look for, in the language of queries, a page at a time."""

    terms: str
    limit: int = 20
    after: str | None = None
