"""What partners hold of our log: every checkpoint that left, and the newest that each cosigned.

The log's own verification and exports ask for it (`audit.live.Above`): no checkpoint that left, and
none that came back cosigned, may ever be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from exchange.audit.export import Witnessed
from exchange.directory.model import Service
from exchange.errors import Tampered
from exchange.log.checkpoint import Checkpoint, parse_checkpoint
from exchange.log.entry import parse_line
from exchange.store.journal import line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.transmission.covers import cover_content
from exchange.transmission.model import SentCover, Witness, WitnessContent
from keys.note import parse_note

_SENT: Final = sa.select(table_of(SentCover)).where(table_of(SentCover).c.sender == sa.bindparam("sender"))
_WITNESS: Final = table_of(Witness)
_COSIGNED: Final = (
    sa.select(_WITNESS)
    .where(_WITNESS.c.sender == sa.bindparam("sender"), _WITNESS.c.size <= sa.bindparam("limit"))
    .order_by(_WITNESS.c.service, _WITNESS.c.size.desc())
)
_KEPT: Final = sa.select(_WITNESS.c.service, _WITNESS.c.size)
_ENTRY: Final = table_of(LogEntry)
_TOLD: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(
        _ENTRY.c.about.in_(sa.select(table_of(Service).c.id)),
        sa.func.instr(_ENTRY.c.line, sa.bindparam("op")) > 0,
    )
    .order_by(_ENTRY.c.n)
)
"""The entries on services that name an operation: the index by object finds them among all."""


def checkpoints_shown(session: Session, rows: Reader) -> Iterator[Checkpoint]:
    """Give every checkpoint of our present origin that a dispatch or receipt showed."""
    for row in rows.select(SentCover, _SENT, sender=session.post.origin):
        yield parse_checkpoint(parse_note(cover_content(session, row).checkpoint.encode("utf-8")).text)


def witnessed(session: Session, rows: Reader, size: int) -> tuple[Witnessed, ...]:
    """Return for each partner the newest checkpoint of ours, up to `size`, that he cosigned, and his card.

    Raise Tampered where one is gone that the log says was kept.
    """
    found = rows.select(Witness, _COSIGNED, sender=session.post.origin, limit=size)
    newest: dict[str, Witness] = {}
    for row in found:
        newest.setdefault(row.service, row)
    key = session.vault.store_row_key()
    contents = [unseal(session.post.id, key, row, WitnessContent) for row in newest.values()]
    _refuse_missing(rows)
    return tuple(
        Witnessed(content.note.encode("utf-8"), content.card.encode("utf-8")) for content in contents
    )


def _refuse_missing(rows: Reader) -> None:
    kept = set(rows.values(_KEPT))
    for n, line in rows.values(_TOLD, op=b'"op":"log.witnessed"'):
        entry = parse_line(line_of(line, int(str(n)))).entry
        if (entry.x.get("service"), entry.x["size"]) not in kept:
            raise Tampered("row-missing", table="witness", name=str(entry.n))
