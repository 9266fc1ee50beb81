"""A request, or what a search found, as a row of the list: the columns that can be chosen. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from exchange.requests.searching import Found
from exchange.requests.views import RequestItem
from tui.foreign import line
from tui.speech import Speech
from tui.widgets.row import Column, Layouts, Row

COLUMNS: Final = {
    "kind": Column(12),
    "status": Column(14),
    "due": Column(11),
    "requester": Column(14),
    "received": Column(11),
    "urgency": Column(9),
    "handling": Column(8),
}
"""The columns that can be chosen; reference and title are always there."""

USUAL: Final = ("kind", "status", "due")
WIDE: Final = (*USUAL, "requester")
_REFERENCE, _TITLE = Column(10), Column(0)


def layouts_of(columns: Sequence[str]) -> Layouts:
    """Return the layout of the list with these columns, and of what a search finds."""
    chosen = tuple(COLUMNS[name] for name in columns)
    found = (_REFERENCE, COLUMNS["kind"], COLUMNS["status"], _TITLE)
    return {"": (_REFERENCE, *chosen, _TITLE), "found": found}


def row_of(speech: Speech, now: datetime, one: RequestItem, columns: Sequence[str]) -> Row:
    """Return a request's row; what is overdue, and what is closed, looks so."""
    cells = (speech.reference(one.ref, now), *(cell(speech, one, name) for name in columns), line(one.title))
    late = one.due_at is not None and one.due_at < now.isoformat()
    look = "closed" if one.status == "closed" else "late" if late else "plain"
    return Row(one.ref, cells, look)


def hit_of(speech: Speech, now: datetime, one: Found) -> Row:
    """Return the row of what a search found: a request, or a message of the register."""
    status = speech.code("leg-status|transmission-status", one.status)
    letter = "D" if one.direction == "out" else "A"
    name = speech.reference(one.ref, now) if one.ref else f"{letter}-{one.number or 0:04d}"
    snippet = next((s.text for s in one.snippets if s.where != "title"), "")
    text = f"{line(one.title)} · {line(snippet)}" if snippet else line(one.title)
    kind = speech.of(f"kind.{one.kind}") if one.kind else speech.of("requests.transmission")
    cells = (name, kind, status, text)
    return Row(one.ref or f"#{(one.received_at or '')[:4]}-{one.number}", cells, layout="found")


def cell(speech: Speech, one: RequestItem, column: str) -> str:
    """Return what a column shows of a request."""
    return {
        "kind": speech.of(f"kind.{one.kind}"),
        "status": speech.code("leg-status", one.status),
        "due": speech.short_limit(one.due_at, one.due_zone),
        "requester": line(one.requester),
        "received": speech.short(one.received_at),
        "urgency": speech.code("urgency", one.urgency),
        "handling": one.handling or "",
    }[column]
