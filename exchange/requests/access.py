"""How a verb comes to what it works on: the role, then the key, then its rows; refusals are logged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from exchange.requests.dossier import Dossier, open_dossier
from exchange.requests.keyholding import NoKey
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.vault import NoGrant


@contextmanager
def working(session: Session, op: str) -> Iterator[Journal]:
    """Give a unit of work for a verb; raise NotAuthorised, logged, for want of the role or of a key."""
    session.authorise(op)
    with _refusals_logged(session, op), session.unit() as journal:
        yield journal


@contextmanager
def editing(session: Session, ref: str, op: str) -> Iterator[tuple[Journal, Dossier]]:
    """Give a unit and the open request to change in it; raise NotAuthorised, logged."""
    with working(session, op) as journal:
        yield journal, open_dossier(session, journal.rows, ref)


@contextmanager
def reading(session: Session, op: str) -> Iterator[Reader]:
    """Give a snapshot for a look, which is for the caller to log; raise NotAuthorised, logged."""
    session.authorise(op)
    with _refusals_logged(session, op), session.reading() as rows:
        yield rows


@contextmanager
def looking(session: Session, ref: str, op: str = "request.consulted") -> Iterator[tuple[Reader, Dossier]]:
    """Give a snapshot and the open request to read in it; the look itself is for the caller to log."""
    with reading(session, op) as rows:
        yield rows, open_dossier(session, rows, ref)


@contextmanager
def _refusals_logged(session: Session, op: str) -> Iterator[None]:
    """Log what was refused for want of a key, once the transaction that met it is over."""
    try:
        yield
    except NoKey as missing:
        session.refuse("no-access", op, missing.on)
    except NoGrant:
        session.refuse("no-grant", op)
