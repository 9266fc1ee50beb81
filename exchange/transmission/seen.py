"""What was seen of partners' logs, and what they saw of ours: kept for ever, read on demand.

Every proven (size, root) stands in the store and in the state folder outside it, so that a store
that was put back can't forget what its machine saw.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.ids import new_id
from exchange.log.checkpoint import Checkpoint
from exchange.store.journal import Journal
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import new_row, seal, unseal
from exchange.store.session import Session
from exchange.transmission.continuity import TreeHead
from exchange.transmission.cosignature import Cosignature
from exchange.transmission.known import SeenLog
from exchange.transmission.model import (
    PartnerHead,
    PartnerHeadContent,
    SentCover,
    SentCoverContent,
    Witness,
    WitnessContent,
)
from exchange.transmission.prove import SeenBy, sizes_shown
from keys.card import Card
from keys.encoding import b64
from keys.note import Note, parse_note

_HEAD: Final = table_of(PartnerHead)
_SIZES: Final = (
    sa.select(_HEAD.c.size).where(_HEAD.c.origin == sa.bindparam("origin")).order_by(_HEAD.c.size.desc())
)
_SENT: Final = table_of(SentCover)
_SHOWN: Final = sa.select(_SENT.c.size).where(
    _SENT.c.sender == sa.bindparam("sender"), _SENT.c.service == sa.bindparam("service")
)


class Roots(Mapping[int, bytes]):
    """The roots of a partner's log by size: rows opened when they are asked for, then the state folder."""

    def __init__(self, session: Session, rows: Reader, origin: str) -> None:
        self._session = session
        self._rows = rows
        self._origin = origin
        self._outside = session.state.partners().get(origin, {})
        self._inside = [int(str(size)) for (size,) in rows.values(_SIZES, origin=origin)]

    def __getitem__(self, size: int) -> bytes:
        row = head_row(self._rows, self._origin, size)
        if row is None:
            return self._outside[size]
        _open(self._session, row)
        if self._outside.get(size, row.root) != row.root:
            raise Tampered("state-differs", origin=self._origin, size=size)
        return row.root

    def __iter__(self) -> Iterator[int]:
        return iter(sorted({*self._inside, *self._outside}))

    def __len__(self) -> int:
        return len({*self._inside, *self._outside})

    @property
    def newest(self) -> int | None:
        """The largest size proven; a proven one is never beyond the newest that came itself."""
        return max((*self._inside[:1], *self._outside), default=None)


def seen_log(session: Session, rows: Reader, origin: str) -> SeenLog:
    """Return what was proven of a partner's log, on this store or on this machine."""
    roots = Roots(session, rows, origin)
    return SeenLog(roots, roots.newest)


def head_row(rows: Reader, origin: str, size: int) -> PartnerHead | None:
    """Return the row of a proven size."""
    return rows.get(PartnerHead, origin=origin, size=size)


def note_of(session: Session, rows: Reader, origin: str, size: int) -> bytes | None:
    """Return the checkpoint of that size as its origin signed it."""
    row = head_row(rows, origin, size)
    note = _open(session, row).note if row else None
    return note.encode("utf-8") if note is not None else None


def remember(
    session: Session, journal: Journal, proven: Iterable[TreeHead], checkpoint: Checkpoint, note: bytes
) -> tuple[TreeHead, ...]:
    """Keep what a file proved, in the caller's unit; return what is new, for the state folder."""
    new: list[TreeHead] = []
    for head in dict.fromkeys(proven):
        content = PartnerHeadContent(note=note.decode("utf-8") if head.size == checkpoint.size else None)
        known = head_row(journal.rows, checkpoint.origin, head.size)
        if known is None:
            _insert(session, journal, checkpoint.origin, head, content)
            new.append(head)
        elif content.note is not None and _open(session, known).note is None:
            journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), known, content))
    return tuple(new)


def keep_outside(session: Session, origin: str, heads: Iterable[TreeHead]) -> None:
    """Keep proven heads in the state folder, after the commit that kept them in the store."""
    for head in heads:
        session.state.saw_partner(origin, head.size, head.root)


def recall(session: Session, journal: Journal, outside: Mapping[str, Mapping[int, bytes]]) -> None:
    """Keep, in a restored store, what this machine saw of partners' logs since its backup was made."""
    for origin, pairs in outside.items():
        for size, root in pairs.items():
            known = head_row(journal.rows, origin, size)
            if known is None:
                _insert(session, journal, origin, TreeHead(size, root), PartnerHeadContent())
            elif known.root != root:
                raise Tampered("state-differs", origin=origin, size=size)


def seen_by(session: Session, rows: Reader, service: str, origin: str | None) -> SeenBy:
    """Return what a partner may have seen of our log, and the largest checkpoint that we verified of his."""
    if origin is None:  # who has no log of his own program keeps nothing of ours to compare with
        return SeenBy()
    sender = session.post.origin
    sizes = [int(str(size)) for (size,) in rows.values(_SHOWN, sender=sender, service=service)]
    log = seen_log(session, rows, origin)
    verified = None if log.newest is None else Checkpoint(origin, log.newest, log.roots[log.newest])
    return SeenBy(sizes_shown(sizes, _cosigned(session, rows, service, origin)), verified)


def _cosigned(session: Session, rows: Reader, service: str, origin: str) -> int | None:
    """Return the largest size of ours that a partner cosigned under this origin of his.

    What he cosigned under another one he may have lost: he restored a backup.
    """
    ours = {"sender": session.post.origin, "service": service}
    for limit in (1, None):  # nearly always the newest is of his present origin
        for row in rows.find(Witness, order=("-size",), limit=limit, **ours):
            content = unseal(session.post.id, session.vault.store_row_key(), row, WitnessContent)
            if Card.parse(content.card.encode("utf-8")).origin == origin:
                return row.size
    return None


def witness(
    session: Session, journal: Journal, service: str, cosignature: Cosignature | None, card: bytes
) -> int | None:
    """Keep a partner's cosignature on a checkpoint of ours; return its size."""
    if cosignature is None:
        return None
    ours = cosignature.checkpoint
    if journal.rows.get(Witness, sender=ours.origin, service=service, size=ours.size) is not None:
        return ours.size
    sent = journal.rows.find(SentCover, limit=1, sender=ours.origin, size=ours.size)
    if not sent:  # what we had sent went with a store that was lost (`check_cosignature`)
        return None
    key = session.vault.store_row_key()
    signed = parse_note(unseal(session.post.id, key, sent[0], SentCoverContent).checkpoint.encode("utf-8"))
    content = WitnessContent(
        note=Note(signed.text, (*signed.lines, cosignature.line)).render().decode("utf-8"),
        card=card.decode("utf-8"),
    )
    row = new_row(
        Witness,
        new_id(session.clock()),
        session.post.id,
        sender=ours.origin,
        service=service,
        size=ours.size,
    )
    journal.rows.insert(seal(session.post.id, key, row, content))
    on = {"type": "service", "id": service}
    journal.append("log.witnessed", on=on, service=service, size=ours.size, root=b64(ours.root))
    return ours.size


def _insert(
    session: Session, journal: Journal, origin: str, head: TreeHead, content: PartnerHeadContent
) -> None:
    ident = new_id(session.clock())
    row = new_row(PartnerHead, ident, session.post.id, origin=origin, size=head.size, root=head.root)
    journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, content))


def _open(session: Session, row: PartnerHead) -> PartnerHeadContent:
    return unseal(session.post.id, session.vault.store_row_key(), row, PartnerHeadContent)
