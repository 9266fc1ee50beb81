"""From a reference to the row of its request: there, erased, never given out, or gone."""

from __future__ import annotations

from exchange.errors import NotFound, Tampered
from exchange.log.entry import parse_line
from exchange.requests.erasures import refuse_erased
from exchange.requests.model import Request
from exchange.requests.references import parse_reference
from exchange.store.journal import check_included, counters_of, head_of, line_of
from exchange.store.model import LogEntry, Post
from exchange.store.rows import Reader


def find_request(rows: Reader, ref: str) -> Request:
    """Return the row of a reference; raise Tampered where it was given out and is no longer there.

    One that was erased is NotFound; one that was given out in a past that no backup held, too: a restore
    skipped it.
    """
    reference = parse_reference(ref)
    wanted = str(reference)
    row = rows.get(Request, ref=wanted)
    if row is None:
        refuse_erased(rows, wanted)
        given_out = 1 <= reference.number <= counters_of(head_of(rows)).get(reference.series, 0)
        post = rows.get(Post, prefix=reference.prefix) if given_out else None
        if post is not None and _was_lost(rows, post.id, wanted):
            raise NotFound("request-lost", ref=wanted)
        if post is not None:
            raise Tampered("request-missing", ref=wanted)
        raise NotFound("request-unknown", ref=wanted)
    return row


def _was_lost(rows: Reader, post: str, ref: str) -> bool:
    """Say whether a restore skipped this reference; raise Tampered for an entry that isn't the log's."""
    for row in rows.find(LogEntry, about=post, commits=0):
        signed = parse_line(line_of(row.line, row.n))
        if signed.entry.op != "backup.restored":
            continue
        check_included(rows, row.n, signed.leaf)
        refs = signed.entry.x["refs"]
        if isinstance(refs, list | tuple) and ref in refs:
            return True
    return False
