"""Pages of the log for people: newest first, each entry verified before it is shown.

An entry that is shown was checked there and then: its member's signature, and that it stands under
the root of the log's head. The whole log is for `verify`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from exchange.audit.selection import Selection
from exchange.clock import to_text
from exchange.directory.members import handles_by_id
from exchange.directory.model import Service
from exchange.errors import Invalid
from exchange.log.entry import Entry, parse_line
from exchange.store.check import BATCH
from exchange.store.journal import head_of, line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session
from exchange.store.vault import vouched_entry

LONGEST_PAGE: Final = 1000
_ENTRY: Final = table_of(LogEntry)
_BEFORE: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.n < sa.bindparam("before"), _ENTRY.c.n >= sa.bindparam("first"))
    .order_by(_ENTRY.c.n.desc())
    .limit(BATCH)
)
_ABOUT: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(
        _ENTRY.c.about == sa.bindparam("about_id"),
        _ENTRY.c.n < sa.bindparam("before"),
        _ENTRY.c.n >= sa.bindparam("first"),
    )
    .order_by(_ENTRY.c.n.desc())
    .limit(BATCH)
)


@dataclass(frozen=True)
class EntryView:
    """An entry as people read it: `by` and `to` are handles where the store knows them, else ids."""

    n: int
    at: str
    by: str
    op: str
    duty: str | None
    on: Mapping[str, str] | None
    ref: str | None
    why: str | None
    to: tuple[str, ...]
    c: str | None
    x: Mapping[str, object]


@dataclass(frozen=True)
class LogPage:
    """A page of the log, newest first, and the cursor of the next one."""

    items: tuple[EntryView, ...]
    next: str | None


@dataclass(frozen=True)
class Wanted:
    """Which entries a page shows: a selection, an operation, how many, and below which index."""

    selection: Selection
    request: str | None
    op: str | None
    limit: int
    before: int | None


def page(session: Session, rows: Reader, wanted: Wanted) -> LogPage:
    """Return one page; raise Tampered for an entry that does not hold, Invalid for a page too long."""
    if not 1 <= wanted.limit <= LONGEST_PAGE:
        raise Invalid("limit-range", given=wanted.limit, limit=LONGEST_PAGE)
    found: list[int] = []
    for n in _matching(rows, wanted):
        found.append(n)
        if len(found) > wanted.limit:
            break
    shown = found[: wanted.limit]
    entries = [vouched_entry(rows, n, session.roster).entry for n in shown]
    handles = handles_of(rows)
    items = tuple(_view(entry, handles) for entry in entries)
    return LogPage(items, str(shown[-1]) if len(found) > wanted.limit else None)


def _matching(rows: Reader, wanted: Wanted) -> Iterator[int]:
    before = head_of(rows).size if wanted.before is None else wanted.before
    if wanted.selection.last is not None:
        before = min(before, wanted.selection.last + 1)
    first = wanted.selection.first or 0
    marks = _marks(wanted)
    while True:
        batch = _batch(rows, wanted, before, first)
        for n, line in batch:
            if all(mark in line for mark in marks) and _taken(line, wanted):
                yield n
        if len(batch) < BATCH:
            return
        before = batch[-1][0]


def _batch(rows: Reader, wanted: Wanted, before: int, first: int) -> Sequence[tuple[int, bytes]]:
    if wanted.request is None:
        found = rows.values(_BEFORE, before=before, first=first)
    else:
        found = rows.values(_ABOUT, about_id=wanted.request, before=before, first=first)
    return [(int(str(n)), line_of(line, int(str(n)))) for n, line in found]


def _marks(wanted: Wanted) -> list[bytes]:
    """Return what a canonical line that matches must hold: cheaper than reading its JSON."""
    marks = [] if wanted.op is None else [f'"op":"{wanted.op}"'.encode()]
    members = wanted.selection.members
    return marks + [f'"by":"{member}"'.encode() for member in members or () if len(members or ()) == 1]


def _taken(line: bytes, wanted: Wanted) -> bool:
    entry = parse_line(line).entry
    return wanted.selection.takes(entry) and (wanted.op is None or entry.op == wanted.op)


def handles_of(rows: Reader) -> dict[str, str]:
    """Return the handle of each member and service by its id, a member's earlier ids included."""
    return handles_by_id(rows) | {row.id: row.handle for row in rows.find(Service)}


def _view(entry: Entry, handles: Mapping[str, str]) -> EntryView:
    return EntryView(
        n=entry.n,
        at=to_text(entry.at),
        by=handles.get(entry.by, entry.by),
        op=entry.op,
        duty=entry.lg,
        on=entry.on,
        ref=entry.on.get("ref") if entry.on else None,
        why=entry.why,
        to=tuple(handles.get(item, item) for item in entry.to),
        c=entry.c,
        x=entry.x,
    )
