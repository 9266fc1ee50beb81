"""What takes a process long the first time, done while this is imported: `tests.warm` begins from here.

The program is imported whole, and a store used once (models, statements).
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path
from typing import Final

import alembic.command
import alembic.config

import exchange.audit.area
import exchange.backup.restoring
import exchange.checking.above
import exchange.erasing.area
import exchange.founding
import exchange.requests.importing
import exchange.requests.listing
import exchange.requests.opening
import exchange.staffing.area
import exchange.store.sheet
import exchange.transmission.receipt
import exchange.transmission.receiving
import exchange.transmission.recording
import exchange.transmission.sending
import exchange.upkeep
from exchange.requests.inputs import NewRequest
from tests.world import BOGOTA, World

IMPORTED: Final = (
    alembic.command,
    alembic.config,
    exchange.audit.area,
    exchange.backup.restoring,
    exchange.checking.above,
    exchange.erasing.area,
    exchange.founding,
    exchange.requests.importing,
    exchange.requests.listing,
    exchange.requests.opening,
    exchange.staffing.area,
    exchange.store.sheet,
    exchange.transmission.receipt,
    exchange.transmission.receiving,
    exchange.transmission.recording,
    exchange.transmission.sending,
    exchange.upkeep,
)
"""Imported here once, not in each child."""


def _rehearse() -> None:
    with tempfile.TemporaryDirectory() as place, World.new(Path(place), BOGOTA) as world:
        world.desk().requests.open(NewRequest("wanted", "dnpj", "Une recherche"))
    gc.collect()
    gc.freeze()


_rehearse()
