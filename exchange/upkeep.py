"""What an unlock puts in order: files staged and forgotten, dispatches that a crash kept from leaving.

It also names what every verb needs of the heavy modules, so that importing it beside Argon2id makes the
rest of an unlock quick.
"""

from __future__ import annotations

import importlib

from exchange.codes import TransmissionStatus
from exchange.requests.attachments import sweep
from exchange.requests.indexing import put_index_in_order
from exchange.requests.transmissions import Transmission
from exchange.store.session import Session
from exchange.store.unlocking import open_session

__all__ = ["open_session", "put_in_order"]


def put_in_order(session: Session) -> tuple[int, ...]:
    """Sweep what was staged for nothing, index what is owed, build what was lost; return those numbers."""
    sweep(session)
    put_index_in_order(session)
    with session.reading() as rows:
        if not rows.find(Transmission, limit=1, status=TransmissionStatus.SEALED.value):
            return ()  # and import nothing for it
    releasing = importlib.import_module("exchange.transmission.releasing")
    numbers: tuple[int, ...] = releasing.rebuild_lost(session)
    return numbers
