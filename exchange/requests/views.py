"""What callers get of requests: frozen views, with the keys that the command line documents."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from exchange.clock import to_second
from exchange.requests.clock_shapes import ClockView, DelayView


@dataclass(frozen=True)
class LegView:
    """A leg: whom it asks, where it stands, when it is due and why."""

    number: int
    id: str
    to: str
    to_name: str
    country: str
    status: str
    basis: str
    channel: str | None
    clock: str
    due_at: str | None
    due_zone: str | None
    source: str
    cited: Mapping[str, str]
    both: tuple[str, ...]
    started_at: str | None
    suspended_since: str | None
    alarm: str | None
    clocks: tuple[ClockView, ...]
    delay: DelayView | None
    waits_for: str | None
    follow_up_at: str | None
    asked_for: str | None
    basis_reason: str | None
    outcome: str | None
    ground: str | None
    warnings: tuple[str, ...]
    binding: tuple[str, ...]
    open_points: tuple[int, ...]


@dataclass(frozen=True)
class EventView:
    """An event of a leg; `day`, as ISO 8601: that alone was told, where it happened, and `at` lies in it."""

    leg: int | None
    code: str
    at: str
    day: str | None
    place: str | None
    country: str | None
    note: str | None
    withdrawn: bool
    reason: str | None
    length: str | None = None
    because: str | None = None


@dataclass(frozen=True)
class SubjectView:
    """A person or a thing named in a request."""

    number: int
    type: str
    role: str | None
    fields: Mapping[str, str]
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class NoteView:
    """A note, with the log entry that its author signed."""

    author: str
    at: str
    text: str
    log_index: int | None


@dataclass(frozen=True)
class ThreadView:
    """One transmission of a request's thread."""

    transmission: str
    number: int
    year: int
    direction: str
    nature: str
    channel: str
    status: str
    other: str | None
    subject: str
    at: str | None
    log_index: int
    witnessed: int | None


@dataclass(frozen=True)
class ChangeView:
    """One value of a request that changed, by the name that it has where a request is shown."""

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class RelationView:
    """Another request, and how this one stands to it; the mere reference to who may not open both."""

    ref: str
    as_: str | None


@dataclass(frozen=True)
class RequestItem:
    """What a list shows of a request."""

    id: str
    ref: str
    kind: str
    status: str
    urgency: str
    title: str
    requester: str
    direction: str
    due_at: str | None
    due_zone: str | None
    follow_up_at: str | None
    received_at: str
    handling: str | None
    marking: str | None
    review_at: str | None


@dataclass(frozen=True)
class RequestView:
    """A request, whole, as this member may see it."""

    item: RequestItem
    version: int
    log_index: int
    type: str | None
    text: str
    language: str | None
    their_refs: tuple[str, ...]
    agent: str | None
    conditions: str | None
    urgency_reason: str | None
    access: str
    nature: str
    purpose: str
    via: str
    asked_for: str | None
    source: str | None
    cited: Mapping[str, str] | None
    fields: Mapping[str, str]
    points: tuple[tuple[int, str, str], ...]
    outcome: str | None
    results: Mapping[str, int]
    legs: tuple[LegView, ...]
    events: tuple[EventView, ...]
    subjects: tuple[SubjectView, ...]
    notes: tuple[NoteView, ...]
    transmissions: tuple[ThreadView, ...]
    assigned: tuple[str, ...]
    relations: tuple[RelationView, ...]
    erasure: str | None


def moment(millis: int | None) -> str | None:
    """Return a stored moment as RFC 3339 in UTC, to the second."""
    return to_second(millis) if millis is not None else None
