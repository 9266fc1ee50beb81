"""What the store knows of a sender, as the checks of a file ask it: `known.Receiver` over one snapshot."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Final

import sqlalchemy as sa

from exchange.directory.model import Service
from exchange.log.merkle import root_at
from exchange.store.journal import node_at
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.transmission.cover import recipient_hash
from exchange.transmission.known import Partner, SeenLog, SentDispatch
from exchange.transmission.model import ReceivedCover, SentCover, SentCoverContent
from exchange.transmission.partners import partner_of
from exchange.transmission.seen import note_of, seen_log

_RECEIVED: Final = table_of(ReceivedCover)
_NUMBERS: Final = sa.select(_RECEIVED.c.sequence, _RECEIVED.c.cover).where(
    _RECEIVED.c.origin == sa.bindparam("origin")
)


class KnownStore:
    """The receiving post's memory, as one snapshot or transaction shows it."""

    def __init__(self, session: Session, rows: Reader) -> None:
        self._session = session
        self._rows = rows

    def partner_of_origin(self, origin: str) -> Partner | None:
        """Return the partner with a compared card of that origin, present or earlier."""
        row = self._rows.get(Service, origin=origin)
        if row is not None:
            return partner_of(self._session, self._rows, row)
        namesake = self.partner_of_handle(origin.partition("/")[0])
        if namesake is not None and any(card.origin == origin for card in namesake.superseded):
            return namesake
        return None

    def partner_of_handle(self, handle: str) -> Partner | None:
        """Return the partner whose compared card has that handle."""
        row = self._rows.get(Service, handle=handle)
        return partner_of(self._session, self._rows, row) if row is not None else None

    def seen_log(self, origin: str) -> SeenLog:
        """Return what was proven of that origin's log."""
        return seen_log(self._session, self._rows, origin)

    def seen_numbers(self, origin: str) -> Mapping[int, str]:
        """Return the cover hash of each dispatch received from that origin, by number."""
        found = self._rows.values(_NUMBERS, origin=origin)
        return {int(str(number)): str(cover) for number, cover in found}

    def checkpoint_note(self, origin: str, size: int) -> bytes | None:
        """Return the checkpoint of that size as its origin signed it."""
        return note_of(self._session, self._rows, origin, size)

    def checkpoint_of_number(self, origin: str, number: int) -> bytes | None:
        """Return the checkpoint that came with a dispatch of that origin."""
        row = self._rows.get(ReceivedCover, origin=origin, sequence=number)
        return None if row is None else self.checkpoint_note(origin, row.size)

    def is_our_recipient(self, recipient: str) -> bool:
        """Say whether a cover names one of our office's recipients, present or retired."""
        vault = self._session.vault
        offices = (vault.office, *vault.retired_offices)
        return recipient in {recipient_hash(str(office.age.recipient)) for office in offices if office}

    def our_root(self, origin: str, size: int) -> bytes | None:
        """Return the root of our log at a size that we showed to a partner."""
        if origin not in {ours for _, ours in self._session.roster.origins}:
            return None
        if not self._rows.find(SentCover, limit=1, sender=origin, size=size):
            return None
        return root_at(size, lambda level, index: node_at(self._rows, level, index))

    def lost_root(self, origin: str, size: int) -> bool:
        """Say whether what we showed at that size went with a store that was lost."""
        origins = self._session.roster.origins
        return any(ours == origin and size > n for (_, ours), (n, _) in pairwise(origins))

    def sent_dispatch(self, cover: str) -> SentDispatch | None:
        """Return the dispatch of ours with that cover line, and the receipts that came for it."""
        row = self._rows.get(SentCover, cover=cover, kind="dispatch")
        if row is None:
            return None
        key = self._session.vault.store_row_key()
        content = unseal(self._session.post.id, key, row, SentCoverContent)
        return SentDispatch(row.id, row.service, frozenset(content.receipts))
