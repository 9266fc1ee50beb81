"""What the log's area asks of the areas above it, answered from their tables."""

from __future__ import annotations

from functools import partial

from exchange.audit.live import Above
from exchange.requests.model import Request
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.witnesses import checkpoints_shown, witnessed


def above(session: Session) -> Above:
    """Return the answers, for one session."""
    return Above(_request_id, partial(checkpoints_shown, session), partial(witnessed, session))


def _request_id(rows: Reader, ref: str) -> str | None:
    row = rows.get(Request, ref=ref)
    return None if row is None else row.id
