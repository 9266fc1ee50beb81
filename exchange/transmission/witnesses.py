"""What partners hold of our log: every checkpoint that left, and the newest that each cosigned.

The log's own verification and exports ask for it (`audit.live.Above`): no checkpoint that left may
ever be forgotten.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from exchange.audit.export import Witnessed
from exchange.log.checkpoint import Checkpoint, parse_checkpoint
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


def checkpoints_shown(session: Session, rows: Reader) -> Iterator[Checkpoint]:
    """Give every checkpoint of our present origin that a dispatch or receipt showed."""
    for row in rows.select(SentCover, _SENT, sender=session.post.origin):
        yield parse_checkpoint(parse_note(cover_content(session, row).checkpoint.encode("utf-8")).text)


def witnessed(session: Session, rows: Reader, size: int) -> tuple[Witnessed, ...]:
    """Return for each partner the newest checkpoint of ours, up to `size`, that he cosigned, and his card."""
    found = rows.select(Witness, _COSIGNED, sender=session.post.origin, limit=size)
    newest: dict[str, Witness] = {}
    for row in found:
        newest.setdefault(row.service, row)
    key = session.vault.store_row_key()
    contents = [unseal(session.post.id, key, row, WitnessContent) for row in newest.values()]
    return tuple(
        Witnessed(content.note.encode("utf-8"), content.card.encode("utf-8")) for content in contents
    )
