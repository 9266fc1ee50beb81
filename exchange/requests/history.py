"""The history of a request: who changed what and when, each entry with its place in the log.

What an amendment changed stands beside it, as it was and as it became.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from exchange.clock import to_text
from exchange.errors import Tampered
from exchange.log.entry import Entry as LogLine
from exchange.requests.access import looking
from exchange.requests.dossier import Dossier
from exchange.requests.model import RequestRevision, RevisionContent
from exchange.requests.views import ChangeView
from exchange.store.journal import check_included, entry_at
from exchange.store.model import LogEntry, Member
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

_ENTRY: Final = table_of(LogEntry)
_CHANGES: Final = (
    sa.select(_ENTRY.c.n)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.commits == 1)
    .order_by(_ENTRY.c.n)
)
_TOLD: Final = (
    "number",
    "code",
    "status",
    "was",
    "outcome",
    "ground",
    "reason",
    "channel",
    "direction",
    "withdrawn",
)
"""Fields of an entry that say more of what was done: codes and numbers, nothing to look up."""


@dataclass(frozen=True)
class Entry:
    """One change of a request: its entry in the log, the version that it made, what it amended."""

    log_index: int
    at: str
    by: str
    op: str
    version: int
    details: Mapping[str, str | int | bool]
    changes: tuple[ChangeView, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class History:
    """The changes of a request, from its opening on."""

    ref: str
    version: int
    items: tuple[Entry, ...]


def history(session: Session, ref: str) -> History:
    """Return the history of a request; the look is logged first."""
    with looking(session, ref) as (rows, dossier):
        found = entries_since(rows, dossier, 0)
    with session.unit() as journal:
        dossier.consulted(journal)
    return History(ref, dossier.request.revision, found)


def entries_since(rows: Reader, dossier: Dossier, version: int) -> tuple[Entry, ...]:
    """Return the changes that made the versions after one."""
    revisions = {
        row.log_index: content for row, content in dossier.find(rows, RequestRevision, RevisionContent)
    }
    handles = {member.id: member.handle for member in rows.find(Member)}
    lines = [_line(rows, int(str(n))) for (n,) in rows.values(_CHANGES, about=dossier.request.id)]
    if [line.x.get("rev") for line in lines] != list(range(1, dossier.request.revision + 1)):
        raise Tampered("request-altered", ref=dossier.request.ref)
    return tuple(_entry(line, revisions.get(line.n), handles) for line in lines[version:])


def _line(rows: Reader, n: int) -> LogLine:
    signed = entry_at(rows, n)
    check_included(rows, n, signed.leaf)
    return signed.entry


def _entry(line: LogLine, revision: RevisionContent | None, handles: Mapping[str, str]) -> Entry:
    told = {name: line.x[name] for name in _TOLD if name in line.x}
    return Entry(
        log_index=line.n,
        at=to_text(line.at),
        by=handles.get(line.by, line.by),
        op=line.op,
        version=int(str(line.x["rev"])),
        details={name: value for name, value in told.items() if isinstance(value, str | int)},
        changes=tuple(ChangeView(one.field, one.old, one.new) for one in revision.changes)
        if revision
        else (),
        reason=revision.reason if revision else None,
    )
