"""What callers ask of requests, as typed: the desk parses and checks it, once, at its edge.

Every field is text as a person or a script gave it; None where nothing was given.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class NewRequest:
    """A request to open; `kind`, `requester` and `title` are mandatory."""

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
    attach: Sequence[Path] = ()


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
    """What was reported of a leg; `withdraw` takes back the newest such event, with a reason."""

    code: str
    at: str
    place: str | None = None
    country: str | None = None
    document: Path | None = None
    note: str | None = None


@dataclass(frozen=True)
class Closing:
    """How a request, or one leg of it, ends."""

    outcome: str
    leg: str | None = None
    results: Sequence[str] = ()
    reason: str | None = None


@dataclass(frozen=True)
class Filter:
    """Which requests a list shows, newest first, a page at a time."""

    kind: str | None = None
    status: str | None = None
    service: str | None = None
    country: str | None = None
    waiting: str | None = None
    their_ref: str | None = None
    due_before: str | None = None
    assigned_to: str | None = None
    limit: int = 50
    after: str | None = None
