"""An export of the live log: logged first, then written from a snapshot that ends with its own entry.

An export is repeated by its size: the entry that closed it says who made it and which selection it
had, so that the same member gets the same bytes but for the signatures' times.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from exchange.audit.export import ExportJob, Retired, write_export
from exchange.audit.live import Above, StoredLog
from exchange.audit.picking import pick
from exchange.audit.selection import Selection
from exchange.clock import to_text
from exchange.directory.cards import card_check, own_card
from exchange.directory.members import handles_by_id
from exchange.directory.post_keys import retired_keys
from exchange.errors import Refused
from exchange.log.checkpoint import sign_checkpoint
from exchange.log.entry import Entry
from exchange.log.roster import Roster
from exchange.log.verification import replay
from exchange.store.check import Progress
from exchange.store.journal import entry_at, head_of
from exchange.store.rows import Reader
from exchange.store.session import Session
from keys.canonical import JSON

OPERATION = "log.exported"
WHOLE = Selection()


@dataclass(frozen=True)
class Order:
    """What to export: a selection, the request that it is about, and the size of an export to repeat."""

    selection: Selection
    on: Mapping[str, str] | None = None
    size: int | None = None


@dataclass(frozen=True)
class Exported:
    """An export that was written: the log's size in it, its entries, its files, and its own entry."""

    size: int
    entries: int
    files: int
    manifest: str
    log_index: int | None
    """None in a retired store, which takes no entry more."""

    def summary(self) -> dict[str, str | int | None]:
        """Return the same as a document."""
        return {
            "size": self.size,
            "entries": self.entries,
            "files": self.files,
            "manifest": self.manifest,
            "log_index": self.log_index,
        }


def repeated(session: Session, rows: Reader, size: int) -> Order:
    """Return the order of the export that was made at `size`; raise Refused where this member made none.

    A retired store, to which no export can be added, is exported whole as it stood at its end.
    """
    if not 1 <= size <= head_of(rows).size:
        raise Refused("export-size", size=size)
    entry = entry_at(rows, size - 1).entry
    if session.retired and size == session.size:
        return Order(WHOLE, None, size)
    if entry.op != OPERATION or "size" in entry.x:
        raise Refused("export-size", size=size)
    if entry.by != session.member.id:
        raise Refused("export-signer", size=size)
    return Order(_selection_of(entry), entry.on, size)


def refuse_empty(session: Session, rows: Reader, order: Order) -> None:
    """Raise Refused where the selection holds no entry or too many: nothing is logged for it."""
    if order.selection != WHOLE:
        pick(StoredLog(rows, session.post.origin, head_of(rows).size), order.selection)


def export(
    session: Session, above: Above, order: Order, sink: BinaryIO, progress: Progress | None = None
) -> Exported:
    """Append the entry of the export, then write it to `sink`; in a retired store there is no entry."""
    n = None if session.retired and order.size is not None else _logged(session, order)
    size = session.size if order.size is None else order.size
    with session.reading() as rows:
        source = StoredLog(rows, session.post.origin, size)
        roster = session.roster if order.size is None else replay(source.lines(0, size)).roster
        job = _job(session, above, source, roster, order.selection)
        written = write_export(replace(job, progress=progress), sink)
    return Exported(written.size, written.entries, written.files, written.manifest, n)


def _logged(session: Session, order: Order) -> int:
    chosen, members = order.selection, sorted(order.selection.members or ())
    with session.unit() as journal:
        n = journal.append(
            OPERATION,
            on=order.on,
            why=session.chosen_purpose or "supervision",
            size=order.size,
            first=chosen.first,
            last=chosen.last,
            since=None if chosen.since is None else to_text(chosen.since),
            until=None if chosen.until is None else to_text(chosen.until),
            member=members[0] if len(members) == 1 else None,
            members=members if len(members) > 1 else None,
        )
    session.state.settle()
    return n


def _job(
    session: Session, above: Above, source: StoredLog, roster: Roster, selection: Selection
) -> ExportJob:
    card = own_card(session)
    if roster.card is None or roster.card[1] != card_check(card):
        raise Refused("export-card-changed", size=source.size)
    keys = session.vault.log
    note = sign_checkpoint(source.checkpoint, keys, int(session.clock().timestamp()))
    handles = handles_by_id(source.rows)
    retired = {one.n: Retired(one.checkpoint, one.card) for one in retired_keys(session, source.rows)}
    return ExportJob(
        source=source,
        checkpoint=note.render(),
        card=card,
        members=roster.members_json(handles),
        keys=keys,
        member=session.vault.keys.sign,
        witnessed=above.witnessed(source.rows, source.size),
        retired={n: left for n, left in retired.items() if n < source.size},
        selection=None if selection == WHOLE else selection,
    )


def _selection_of(entry: Entry) -> Selection:
    said = entry.x
    members = said.get("members", [said["member"]] if "member" in said else None)
    return Selection(
        first=_number(said.get("first")),
        last=_number(said.get("last")),
        since=_moment(said.get("since")),
        until=_moment(said.get("until")),
        requests=None if entry.on is None else frozenset({entry.on["id"]}),
        members=frozenset(map(str, members)) if isinstance(members, list | tuple) else None,
    )


def _number(value: JSON) -> int | None:
    return value if isinstance(value, int) else None


def _moment(value: JSON) -> datetime | None:
    return datetime.fromisoformat(value) if isinstance(value, str) else None
