"""What the log's area asks of the areas above it, answered from their tables."""

from __future__ import annotations

from collections.abc import Iterator

from exchange.audit.export import Witnessed
from exchange.audit.live import Above
from exchange.log.checkpoint import Checkpoint, parse_checkpoint, parse_checkpoint_note
from exchange.requests.model import Request
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.transmission.model import SentCover, SentCoverContent, Witness, WitnessContent


def above(session: Session) -> Above:
    """Return the answers, for one session."""

    def checkpoints(rows: Reader) -> Iterator[Checkpoint]:
        for row in rows.find(SentCover, sender=session.post.origin):
            content = unseal(session.post.id, session.vault.store_row_key(), row, SentCoverContent)
            yield parse_checkpoint(parse_checkpoint_note(content.checkpoint.encode("utf-8")).text)

    def witnessed(rows: Reader, size: int) -> tuple[Witnessed, ...]:
        found = rows.find(Witness, order=("id",), sender=session.post.origin)
        contents = [
            unseal(session.post.id, session.vault.store_row_key(), row, WitnessContent)
            for row in found
            if row.size <= size
        ]
        return tuple(Witnessed(item.note.encode("utf-8"), item.card.encode("utf-8")) for item in contents)

    return Above(_request_id, checkpoints, witnessed)


def _request_id(rows: Reader, ref: str) -> str | None:
    row = rows.get(Request, ref=ref)
    return None if row is None else row.id
