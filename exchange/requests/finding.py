"""From a reference to the row of its request: there, never given out, or gone."""

from __future__ import annotations

import re
from typing import Final

from exchange.errors import Invalid, NotFound, Tampered
from exchange.requests.model import Request
from exchange.store.journal import counters_of, head_of
from exchange.store.model import Post
from exchange.store.rows import Reader

REFERENCE: Final = re.compile(r"[A-Z0-9]{1,8}-\d{4}-\d{5,9}")


def find_request(rows: Reader, ref: str) -> Request:
    """Return the row of a reference; Tampered where it was given out and is no longer there."""
    wanted = ref.strip().upper()
    if not REFERENCE.fullmatch(wanted):
        raise Invalid("reference-form", given=ref[:40])
    row = rows.get(Request, ref=wanted)
    if row is None:
        prefix, year, number = wanted.rsplit("-", 2)
        given_out = 1 <= int(number) <= _given_out(rows, int(year))
        if given_out and rows.get(Post, prefix=prefix):
            raise Tampered("request-missing", ref=wanted)
        raise NotFound("request-unknown", ref=wanted)
    return row


def _given_out(rows: Reader, year: int) -> int:
    return counters_of(head_of(rows)).get(f"reference-{year}", 0)
