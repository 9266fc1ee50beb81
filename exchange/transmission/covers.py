"""The covers of our dispatches and receipts: kept with the checkpoint that they show, proven again at will.

The checkpoint is that of the log which ends with the cover's own entry, signed in the transaction
that appends it: what a partner was shown is never forgotten, and a file that was lost is built again
under the same one.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from exchange.directory.cards import own_card
from exchange.errors import NotAuthorised
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from exchange.store.journal import Journal, entry_at, node_at
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from exchange.transmission.build import Cover
from exchange.transmission.cover import Form, cover_hash
from exchange.transmission.model import SentCover, SentCoverContent
from exchange.transmission.prove import LogAt, prove_cover
from exchange.transmission.seen import seen_by
from keys.identity import OfficeKeys
from keys.note import parse_note

_SENT: Final = table_of(SentCover)
_LAST: Final = sa.select(sa.func.max(_SENT.c.sequence)).where(
    _SENT.c.sender == sa.bindparam("sender"), _SENT.c.service == sa.bindparam("service")
)


class CoverKind(StrEnum):
    """What a cover of ours is of."""

    DISPATCH = "dispatch"
    RECEIPT = "receipt"


def office_of(session: Session) -> OfficeKeys:
    """Return the office keys, which sign what leaves; raise NotAuthorised without them."""
    if session.vault.office is None:
        raise NotAuthorised("office-key-missing")
    return session.vault.office


def next_sequence(session: Session, rows: Reader, service: str) -> int:
    """Return the next number toward a service, counted under our present origin."""
    ((last,),) = rows.values(_LAST, sender=session.post.origin, service=service)
    return 1 + int(str(last)) if last is not None else 1


def keep_cover(
    session: Session,
    journal: Journal,
    kind: CoverKind,
    transmission: str,
    entry: int,
    service: str,
    *,
    recipient: str | None = None,
    sequence: int | None = None,
) -> SentCover:
    """Keep the cover of the entry just appended, with the checkpoint of the log that ends with it."""
    checkpoint = Checkpoint(session.post.origin, journal.size, journal.edge.root())
    note = sign_checkpoint(checkpoint, session.vault.log, int(session.clock().timestamp())).render()
    row = new_row(
        SentCover,
        transmission,
        session.post.id,
        kind=kind.value,
        sender=session.post.origin,
        service=service,
        recipient=recipient,
        sequence=sequence,
        cover=cover_hash(entry_at(journal.rows, entry).line),
        entry=entry,
        size=checkpoint.size,
    )
    content = SentCoverContent(checkpoint=note.decode("utf-8"))
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    journal.rows.insert(row)
    return row


def cover_content(session: Session, sent: SentCover) -> SentCoverContent:
    """Return the content of a cover's row."""
    return unseal(session.post.id, session.vault.store_row_key(), sent, SentCoverContent)


def prove(session: Session, rows: Reader, form: Form, sent: SentCover, origin: str | None) -> Cover:
    """Return the cover of a dispatch or receipt of ours, proven under the checkpoint kept with it."""
    note = cover_content(session, sent).checkpoint.encode("utf-8")
    return prove_cover(
        form,
        entry_at(rows, sent.entry).line,
        sent.entry,
        LogAt(
            parse_checkpoint(parse_note(note).text), note, lambda level, index: node_at(rows, level, index)
        ),
        seen_by(session, rows, sent.service, origin),
        office=office_of(session),
        card=own_card(session),
        at_seconds=int(session.clock().timestamp()),
    )
