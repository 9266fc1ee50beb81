"""From a reference to the row of its request: there, erased, never given out, or gone."""

from __future__ import annotations

import re
from typing import Final

from exchange.errors import Invalid, NotFound, Tampered
from exchange.log.entry import parse_line
from exchange.requests.erasures import refuse_erased
from exchange.requests.model import Request
from exchange.store.journal import check_included, counters_of, head_of, line_of
from exchange.store.model import LogEntry, Post
from exchange.store.rows import Reader

REFERENCE: Final = re.compile(r"[A-Z0-9]{1,8}-\d{4}-\d{5,9}")


def find_request(rows: Reader, ref: str) -> Request:
    """Return the row of a reference; raise Tampered where it was given out and is no longer there.

    One that was erased is NotFound; one that was given out in a past that no backup held, too: a restore
    skipped it.
    """
    wanted = ref.strip().upper()
    if not REFERENCE.fullmatch(wanted):
        raise Invalid("reference-form", given=ref[:40])
    row = rows.get(Request, ref=wanted)
    if row is None:
        refuse_erased(rows, wanted)
        prefix, year, number = wanted.rsplit("-", 2)
        given_out = 1 <= int(number) <= _given_out(rows, int(year))
        post = rows.get(Post, prefix=prefix) if given_out else None
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


def _given_out(rows: Reader, year: int) -> int:
    return counters_of(head_of(rows)).get(f"reference-{year}", 0)
