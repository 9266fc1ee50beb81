"""What an unlock puts in order: what a crash left, and keys that somebody who left still knows.

Files staged and forgotten are swept, search terms past their year deleted, dispatches that were kept from
leaving are built again. It also names what every verb needs of the heavy modules, so that importing it
beside Argon2id makes the rest of an unlock quick.
"""

from __future__ import annotations

import importlib
from datetime import datetime

from exchange.backup.lists import revoked
from exchange.codes import ErasureStatus, TransmissionStatus
from exchange.log.roles import Role
from exchange.moments import TOLERANCE
from exchange.noticed import Noticed
from exchange.requests.attachments import sweep
from exchange.requests.erasures import Erasure
from exchange.requests.indexing import put_index_in_order
from exchange.requests.searched import forget_old
from exchange.requests.transmissions import Transmission
from exchange.store.log_times import latest_time
from exchange.store.model import Member, RekeyDue
from exchange.store.session import Session
from exchange.store.unlocking import open_session

__all__ = ["notice", "open_session", "put_in_order"]


def put_in_order(session: Session) -> tuple[int, ...]:
    """Sweep what was staged for nothing, index what is owed, replace keys that are due, build what was lost.

    Return the register numbers of what was built again.
    """
    sweep(session)
    _finish_erasures(session)
    put_index_in_order(session)
    forget_old(session)
    _replace_keys(session)
    with session.reading() as rows:
        if not rows.find(Transmission, limit=1, status=TransmissionStatus.SEALED.value):
            return ()  # and import nothing for it
    releasing = importlib.import_module("exchange.transmission.releasing")
    numbers: tuple[int, ...] = releasing.rebuild_lost(session)
    return numbers


def notice(session: Session) -> Noticed:
    """Return what is to be told before anything is put in order."""
    failed = session.state.take_failures(session.member.id)
    return Noticed(failed, _overstaying(session), _clock_behind(session))


def _overstaying(session: Session) -> tuple[str, ...]:
    """Return to a head the handles of those whose last day is over: refused, and still to be revoked."""
    if session.member.role is not Role.HEAD:
        return ()
    today = session.today.isoformat()
    with session.reading() as rows:
        found = rows.find(Member, order=("handle",))
    return tuple(row.handle for row in found if row.status != "revoked" and today > (row.until or today))


def _clock_behind(session: Session) -> datetime | None:
    """Return the latest time of the newest entries where this machine's clock is well before it."""
    with session.reading() as rows:
        newest = latest_time(rows)
    return newest if session.clock() < newest - TOLERANCE else None


def _finish_erasures(session: Session) -> None:
    """Go on with erasures that something kept from their end; keep the lists of what must not come back."""
    with session.reading() as rows:
        erasing = rows.find(Erasure, limit=1, status=ErasureStatus.ERASING.value)
        gone = rows.find(Erasure, limit=1) or revoked(session)
    if erasing:
        importlib.import_module("exchange.erasing.finishing").finish(session)
    elif gone:
        importlib.import_module("exchange.backup.automatic").keep_all_lists(session)
        importlib.import_module("exchange.drafts").drop_useless(session)


def _replace_keys(session: Session) -> None:
    """Replace keys that this head may, and seal a few rows anew, so that no verb is kept waiting."""
    if session.roster.holdings.stale and session.member.role is Role.HEAD:
        importlib.import_module("exchange.staffing.replacing").replace_late(session)
    versions = [max(held) for held in session.vault.compartments.values()]
    with session.reading() as rows:
        if max(versions, default=1) == 1 and not rows.find(RekeyDue, limit=1):
            return  # and import nothing for it
    importlib.import_module("exchange.requests.resealing").Resealing(session).run(units=1)
