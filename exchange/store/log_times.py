"""What time the newest entries claim: this machine's clock can be compared with nothing else."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import sqlalchemy as sa

from exchange.log.entry import parse_line
from exchange.store.journal import head_of, line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of

LOOKED_AT: Final = 100
ENOUGH: Final = 10
"""So many entries a clock must have dated before what can't come back is done on its word."""

_ENTRY: Final = table_of(LogEntry)
_NEWEST: Final = sa.select(_ENTRY.c.line).where(_ENTRY.c.n >= sa.bindparam("first")).order_by(_ENTRY.c.n)


def latest_time(rows: Reader) -> datetime:
    """Return the latest time of the newest entries."""
    return _times(rows)[0]


def settled_time(rows: Reader) -> datetime:
    """Return a time that several of the newest entries say was reached; of fewer, what the first says."""
    return _times(rows)[:ENOUGH][-1]


def _times(rows: Reader) -> list[datetime]:
    size = head_of(rows).size
    lines = rows.values(_NEWEST, first=max(0, size - LOOKED_AT))
    found = (parse_line(line_of(line, size - 1)).entry.at for (line,) in lines)
    return sorted(found, reverse=True)
