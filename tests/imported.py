"""The program, imported whole: once in a process that forks others, not in each of those."""

from __future__ import annotations

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
