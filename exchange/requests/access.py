"""How a verb comes to a request: the role, then the key, then its rows; every refusal is logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from exchange.requests.dossier import Dossier, NoKey, open_dossier
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session


@contextmanager
def editing(session: Session, ref: str, op: str) -> Iterator[tuple[Journal, Dossier]]:
    """Give a unit and the open request to change in it; raise NotAuthorised, logged."""
    session.authorise(op)
    try:
        with session.unit() as journal:
            yield journal, open_dossier(session, journal.rows, ref)
    except NoKey as missing:
        session.refuse("no-access", op, missing.on)


@contextmanager
def looking(session: Session, ref: str, op: str = "request.consulted") -> Iterator[tuple[Reader, Dossier]]:
    """Give a snapshot and the open request to read in it; the look itself is for the caller to log."""
    session.authorise(op)
    try:
        with session.reading() as rows:
            yield rows, open_dossier(session, rows, ref)
    except NoKey as missing:
        session.refuse("no-access", op, missing.on)
