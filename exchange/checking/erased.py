"""What was erased, by the log and by the store: each by its entry, and nothing left that could open it."""

from __future__ import annotations

from exchange.errors import Tampered
from exchange.requests.erasures import Erasure, entry_of
from exchange.requests.model import Request
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader


def known(rows: Reader, request: str) -> bool:
    """Say whether the store knows that a request was erased, as the log does."""
    return rows.get(Erasure, id=request) is not None


def check_erasure(rows: Reader, row: Erasure) -> None:
    """Compare an erasure with its entry; raise Tampered also where the request or a key to it is there."""
    entry_of(rows, row)
    wrapped = rows.find(KeyWrap, limit=1, kind="request", object_id=row.id)
    if rows.get(Request, id=row.id) is not None or wrapped:
        raise Tampered("erased-still-there", ref=row.ref)
