"""What a restored backup must not bring back: requests erased since, members revoked since.

The lists of the machine, of the folder of the backup and of where backups go by themselves name them, ids
alone. A request is removed with the entry `backup.restored`, which names it: the decision to erase it was
taken, and logged, in the past that is lost. A member is revoked like any other, his keys replaced.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from exchange.backup.lists import list_in, revoked
from exchange.backup.removing import remove
from exchange.errors import Refused
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.erasures import Erasure
from exchange.requests.keyholding import may_open
from exchange.requests.model import Request
from exchange.staffing.leaving import revoke
from exchange.store.folder import StoreFolder
from exchange.store.gone import NAME, read_gone
from exchange.store.journal import Journal
from exchange.store.model import Member
from exchange.store.session import Session
from exchange.store.state import State


@dataclass(frozen=True)
class Since:
    """What was erased and who was revoked since a backup, by their ids; `told` where any list says so."""

    erased: frozenset[str] = frozenset()
    members: frozenset[str] = frozenset()
    told: bool = False

    def __bool__(self) -> bool:
        """Say whether there is any."""
        return bool(self.erased or self.members)


def gone_since(session: Session, state: State, folders: Iterable[Path]) -> Since:
    """Return what the lists know and the log of the backup doesn't; raise Tampered for a damaged list."""
    places = (state.folder / NAME, *(list_in(folder, session.post.handle) for folder in folders))
    lists = [known for path in places if (known := read_gone(path, session.post.id)) is not None]
    with session.reading() as rows:
        here = frozenset(row.id for row in rows.find(Erasure))
    return Since(
        frozenset[str]().union(*(known.erased for known in lists)) - here,
        frozenset[str]().union(*(known.revoked for known in lists)) - revoked(session),
        told=bool(lists),
    )


def remove_again(session: Session, journal: Journal, idents: Iterable[str]) -> tuple[str, ...]:
    """Remove the requests of these ids that the backup holds; return their ids. The next entry says so."""
    removed = [_opened(session, journal, ident) for ident in sorted(idents)]
    for dossier in removed:
        if dossier is not None:
            remove(session, journal, dossier)
    return tuple(dossier.request.id for dossier in removed if dossier is not None)


def _opened(session: Session, journal: Journal, ident: str) -> Dossier | None:
    request = journal.rows.get(Request, id=ident)
    if request is None:
        return None
    if not may_open(session, journal.rows, request):
        raise Refused("restore-not-held", ref=request.ref)
    return open_row(session, journal.rows, request)


def revoke_again(
    session: Session, folder: StoreFolder, idents: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Revoke the members of these ids whom the backup still knows; return their handles, and whose stay.

    Who alone holds a compartment, or is the last head, as the backup has it, stays a member.
    """
    with session.reading() as rows:
        known = {
            row.id: row.handle for row in rows.find(Member, order=("handle",)) if row.status != "revoked"
        }
    handles = tuple(handle for ident, handle in known.items() if ident in set(idents))
    if session.member.handle in handles:
        raise Refused("restore-revoked", handle=session.member.handle)
    left = tuple(handle for handle in handles if not _is_revoked_again(session, folder, handle))
    return tuple(handle for handle in handles if handle not in left), left


def _is_revoked_again(session: Session, folder: StoreFolder, handle: str) -> bool:
    """Revoke a member; say no for who alone holds a compartment as the backup has it, or is its last head."""
    try:
        revoke(session, folder, handle)
    except Refused as error:
        if error.reason not in ("compartment-headless", "last-head"):
            raise
        return False
    return True
