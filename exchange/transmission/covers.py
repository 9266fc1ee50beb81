"""The covers of our dispatches and receipts: kept with the checkpoint that they show, proven again at will.

The checkpoint is that of the log which ends with the cover's own entry, signed in the transaction
that appends it: what a partner was shown is never forgotten, and a file that was lost is built again
under the same one. Where the keys of the log were replaced meanwhile, our card no longer bears the keys
that signed it: the cover is shown again under a checkpoint of today, which is kept beside the first.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

import sqlalchemy as sa

from exchange.directory.cards import own_card
from exchange.errors import NotAuthorised, Tampered
from exchange.ids import new_id
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, sign_checkpoint
from exchange.store.journal import Journal, entry_at, node_at
from exchange.store.rows import Reader, changed, table_of
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
    """What a cover of ours is of; `again`: one of these, shown again under a newer checkpoint."""

    DISPATCH = "dispatch"
    RECEIPT = "receipt"
    AGAIN = "again"


def office_of(session: Session) -> OfficeKeys:
    """Return the office keys, which sign what leaves; raise NotAuthorised without them."""
    if session.vault.office is None:
        raise NotAuthorised("office-key-missing")
    return session.vault.office


def next_sequence(session: Session, rows: Reader, service: str) -> int:
    """Return the next number toward a service, counted under our present origin."""
    ((last,),) = rows.values(_LAST, sender=session.post.origin, service=service)
    return 1 + int(str(last)) if last is not None else 1


def number_seen(rows: Reader, sent: SentCover) -> int | None:
    """Return the number under which a partner has a dispatch: a cancelled one's, if still free."""
    number = entry_at(rows, sent.entry).entry.x.get("sequence")
    if sent.sequence is not None or not isinstance(number, int):
        return sent.sequence
    same = rows.find(SentCover, limit=1, sender=sent.sender, service=sent.service, sequence=number)
    return None if same else number


def take_number_back(session: Session, journal: Journal, transmission: str) -> None:
    """Let a dispatch that was cancelled, and arrived all the same, have its number again, if still free."""
    sent = journal.rows.get(SentCover, id=transmission)
    number = None if sent is None else number_seen(journal.rows, sent)
    if sent is not None and number != sent.sequence:
        kept = cover_content(session, sent)
        sent = changed(sent, revision=sent.revision + 1, sequence=number)
        journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), sent, kept))


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


def show_again(session: Session, transmission: str) -> None:
    """Keep a checkpoint of today for a cover whose own was signed by keys that were replaced since."""
    with session.reading() as rows:
        sent = rows.get(SentCover, id=transmission)
        if sent is None or _shown(session, rows, sent) is not None:
            return
    with session.unit() as journal:
        checkpoint = Checkpoint(session.post.origin, journal.size, journal.edge.root())
        note = sign_checkpoint(checkpoint, session.vault.log, int(session.clock().timestamp())).render()
        row = new_row(
            SentCover,
            new_id(session.clock()),
            session.post.id,
            kind=CoverKind.AGAIN.value,
            sender=session.post.origin,
            service=sent.service,
            cover=again(sent.cover, checkpoint.size),
            entry=sent.entry,
            size=checkpoint.size,
        )
        content = SentCoverContent(checkpoint=note.decode("utf-8"))
        journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, content))


def again(cover: str, size: int) -> str:
    """Return what tells the row of a cover that is shown again from that of the first time."""
    return f"{cover}@{size}"


def _shown(session: Session, rows: Reader, sent: SentCover) -> bytes | None:
    """Return the newest checkpoint kept for a cover that the log's present keys signed; None without one."""
    note = cover_content(session, sent).checkpoint.encode("utf-8")
    closed = sent.sender != session.post.origin and sent.kind == CoverKind.DISPATCH
    if closed or _is_todays(session, note):
        return note  # a dispatch bears its number under the origin that it names, be it closed
    later = rows.find(SentCover, order=("-size",), kind=CoverKind.AGAIN.value, entry=sent.entry)
    notes = (cover_content(session, row).checkpoint.encode("utf-8") for row in later)
    return next((one for one in notes if _is_todays(session, one)), None)


def _is_todays(session: Session, note: bytes) -> bool:
    return any(line.is_by(session.vault.log.sign.vkey) for line in parse_note(note).lines)


def cover_content(session: Session, sent: SentCover) -> SentCoverContent:
    """Return the content of a cover's row."""
    return unseal(session.post.id, session.vault.store_row_key(), sent, SentCoverContent)


def prove(session: Session, rows: Reader, form: Form, sent: SentCover, origin: str | None) -> Cover:
    """Return the cover of a dispatch or receipt of ours, proven under the checkpoint kept with it.

    After `show_again`: raise Tampered where none is of the log's present keys.
    """
    note = _shown(session, rows, sent)
    if note is None:
        raise Tampered("row-altered", table="sent_cover", id=sent.id)
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
