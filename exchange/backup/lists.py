"""The lists of what must not come back, kept true to the log in every place that is in reach."""

from __future__ import annotations

from pathlib import Path

from exchange.requests.erasures import Erasure
from exchange.store.gone import NAME, Gone, add_gone
from exchange.store.session import Session


def list_in(folder: Path, handle: str) -> Path:
    """Return where a folder of backups holds a post's list."""
    return folder / f"{handle}.{NAME}"


def keep_lists(session: Session) -> None:
    """Write the lists in the state folder and beside the store."""
    for path in (session.state.folder / NAME, session.database.path.parent / NAME):
        keep_list(session, path)


def keep_list(session: Session, path: Path) -> Gone:
    """Add to one list what the store knows; nothing is written where it knows nothing new."""
    with session.reading() as rows:
        erased = frozenset(row.id for row in rows.find(Erasure))
    return add_gone(path, session.post.id, erased, revoked(session))


def revoked(session: Session) -> frozenset[str]:
    """Return the ids of the members whom the log says are revoked."""
    members = session.roster.members.newest.values()
    return frozenset(member.id for member in members if member.until is not None)
