"""The verbs on the log, as the desk offers them: show, verify, checkpoint, export.

Reading the log is for heads, officers and auditors; an investigator reads what he signed himself.
Nothing that leaves is given out before what it says of the log is on this machine's disk.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO, Final, TypeVar

from exchange.audit import inputs
from exchange.audit.export import Witnessed
from exchange.audit.exporting import Exported, Order, export, refuse_empty, repeated
from exchange.audit.live import Above, LogReport, StoredLog, verify_live
from exchange.audit.selection import Selection
from exchange.audit.showing import LogPage, Wanted, page
from exchange.audit.witnesses import parse_full
from exchange.directory.members import find_member, former_ids
from exchange.errors import Invalid, NotFound
from exchange.log.checkpoint import sign_checkpoint
from exchange.log.entry import parse_line
from exchange.log.operations import OPERATIONS, may
from exchange.log.roles import READS_LOG
from exchange.log.shapes import is_ref
from exchange.moments import parse_deadline
from exchange.store.check import Progress
from exchange.store.journal import counters_of, head_of
from exchange.store.rows import Reader
from exchange.store.session import Session
from keys.encoding import b64
from keys.qr import drawn

VERIFYING: Final = "store.checked"


Bound = TypeVar("Bound", int, datetime)


@dataclass(frozen=True)
class CheckpointView:
    """A signed checkpoint: the note to give out, and what it says."""

    note: str
    origin: str
    size: int
    root: str

    def qr(self) -> str:
        """Return the note as a QR code, with its shortest signature alone: one of ML-DSA fits into none.

        Such a note is still a whole one (c2sp.org/signed-note): who has the short key verifies it.
        """
        text, between, signatures = self.note.partition("\n\n")
        return drawn(f"{text}{between}{min(signatures.splitlines(), key=len)}\n", "l")


class Log:
    """The verbs on the log."""

    def __init__(self, session: Session, above: Above = Above()) -> None:  # noqa: B008  (a value)
        self._session = session
        self._above = above

    def show(
        self,
        *,
        request: str | None = None,
        member: str | None = None,
        op: str | None = None,
        since: str | None = None,
        until: str | None = None,
        first: int | None = None,
        last: int | None = None,
        limit: int = 50,
        after: str | None = None,
    ) -> LogPage:
        """Return a page of entries, newest first; raise NotAuthorised (logged), NotFound, Tampered.

        `since` and `until` are days of the post's zone (both included) or moments; `after` is the
        cursor of the page before. An investigator reads what he signed himself.
        """
        session = self._session.working
        if not may(session.member.role, READS_LOG) and member != session.member.handle:
            session.refuse("role-may-not", "log.show", role=session.member.role.value)
        if op is not None and op not in OPERATIONS:
            raise Invalid("unknown-operation", given=op[:60])
        session.catch_up()
        asked = inputs.Selection(since, until, first, last, request, member)
        with session.reading() as rows:
            selection, on = self._selected(rows, asked)
            return page(session, rows, Wanted(selection, on["id"] if on else None, op, limit, _cursor(after)))

    def verify(self, progress: Progress | None = None) -> LogReport:
        """Verify the live log, whole; raise Tampered with the first wrong entry, or what differs."""
        session = self._session
        session.authorise(VERIFYING)
        session.catch_up()
        with session.reading() as rows:
            return verify_live(session, rows, self._above, progress)

    def checkpoint(self) -> CheckpointView:
        """Sign a checkpoint of the log as it stands; this machine never forgets that it did."""
        session = self._session.working
        session.authorise(READS_LOG)
        session.catch_up()
        with session.reading() as rows:
            head = head_of(rows)
            found = StoredLog(rows, session.post.origin, head.size).checkpoint
        session.state.saw(found.size, found.root, counters_of(head))
        session.state.settle()
        note = sign_checkpoint(found, session.vault.log, int(session.clock().timestamp()))
        return _view(note.render())

    def witnessed(self) -> CheckpointView:
        """Return the newest of our checkpoints that a partner cosigned; raise NotFound for none."""
        session = self._session.working
        session.authorise(READS_LOG)
        with session.reading() as rows:
            found = self._above.witnessed(rows, head_of(rows).size)
        if not found:
            raise NotFound("checkpoint-never-witnessed")
        return _view(max(found, key=_size_of).checkpoint)

    def export(
        self,
        sink: BinaryIO,
        wanted: inputs.Selection = inputs.Selection(),  # noqa: B008  (a value)
        progress: Progress | None = None,
    ) -> Exported:
        """Log an export, then write it; raise Refused, having logged nothing, for what can't be."""
        session = self._session
        session.authorise(READS_LOG)
        session.catch_up()
        with session.reading() as rows:
            if wanted.size is not None:
                if replace(wanted, size=None) != inputs.Selection():
                    raise Invalid("export-size-alone", size=wanted.size)
                order = repeated(session, rows, wanted.size)
            else:
                order = Order(*self._selected(rows, wanted))
                refuse_empty(session, rows, order)
        return export(session, self._above, order, sink, progress)

    def _selected(self, rows: Reader, asked: inputs.Selection) -> tuple[Selection, dict[str, str] | None]:
        """Return what is asked for as ids, indexes and moments, and the request as an entry's object."""
        session = self._session
        on = None if asked.request is None else self._request(rows, asked.request)
        since = session.moment(asked.since) if asked.since else None
        until = session.moment(asked.until, parse_deadline) if asked.until else None
        if _crossed(since, until) or _crossed(asked.first, asked.last):
            raise Invalid("range-crossed")
        found = Selection(
            first=asked.first,
            last=asked.last,
            since=since,
            until=until,
            requests=None if on is None else frozenset({on["id"]}),
            members=None if asked.member is None else _ids_of(rows, asked.member),
        )
        return found, on

    def _request(self, rows: Reader, ref: str) -> dict[str, str]:
        """Return a request as an entry's object; one that was erased is found in the log itself."""
        if not is_ref(ref):
            raise Invalid("reference-form", given=ref[:40])
        ident = self._above.request_id(rows, ref) or _logged_id(rows, ref)
        if ident is None:
            raise NotFound("request-unknown", ref=ref)
        return {"type": "request", "id": ident, "ref": ref}


def _ids_of(rows: Reader, handle: str) -> frozenset[str]:
    """Return the id of a member, and those that he had before he was renewed."""
    row = find_member(rows, handle)
    return frozenset((*former_ids(row), row.id))


def _crossed(first: Bound | None, last: Bound | None) -> bool:
    return first is not None and last is not None and first > last


def _logged_id(rows: Reader, ref: str) -> str | None:
    mark = f'"ref":"{ref}"'.encode()
    for line in StoredLog(rows, "", head_of(rows).size).lines(0, head_of(rows).size):
        if mark in line:
            on = parse_line(line).entry.on
            if on is not None and on.get("ref") == ref:
                return on["id"]
    return None


def _cursor(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 16):
        raise Invalid("cursor-form", given=text[:40])
    return int(text)


def _view(note: bytes) -> CheckpointView:
    found = parse_full(note).checkpoint
    return CheckpointView(note.decode("utf-8"), found.origin, found.size, b64(found.root))


def _size_of(item: Witnessed) -> int:
    return parse_full(item.checkpoint).checkpoint.size
