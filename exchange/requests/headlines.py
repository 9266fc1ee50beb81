"""What a list opens of a request: its own row, by its key, compared with the newest entry about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from exchange.directory.services import service_of
from exchange.errors import Tampered
from exchange.requests.keyholding import refuse_unproven, request_key
from exchange.requests.model import Request, RequestContent
from exchange.requests.views import RequestItem, moment
from exchange.store.journal import vouched_commitment
from exchange.store.newest import newest_commitments
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.store.vouched import Committed
from keys.seal import RowKey


class Headline(NamedTuple):
    """A request's own row, opened, with its key; `items`: what lists showed of it, by its requester."""

    request: Request
    content: RequestContent
    key: RowKey
    secret: bytes
    items: dict[str, RequestItem]

    def item(self, rows: Reader, handles: dict[str, str]) -> RequestItem:
        """Return what a list shows of it; `handles` keeps those of services already looked up."""
        row = self.request
        handle = _handle(rows, row, handles)
        found = self.items.get(handle)
        if found is None:
            found = self.items[handle] = item_view(rows, row, self.content, handles)
        return found


def open_page(session: Session, rows: Reader, page: Sequence[Request]) -> Iterator[Headline]:
    """Open requests for a list; what was opened before, and no entry spoke of since, is as it was."""
    kept = {row.id: found for row in page if (found := _kept(session, row)) is not None}
    newest = newest_commitments(rows, [row.id for row in page if row.id not in kept])
    for row in page:
        yield kept.get(row.id) or open_listed(session, rows, row, newest.get(row.id))


def open_listed(session: Session, rows: Reader, row: Request, newest: Committed | None) -> Headline:
    """Open one request; `newest`: what the newest entry about it says. Raise NoKey, Tampered."""
    kept = _kept(session, row)
    if kept is not None and newest == (row.commitment, row.revision):
        return kept
    secret = request_key(session, rows, row)
    key = session.vault.row_key(row.id, row.key_version, secret)
    content = unseal(session.post.id, key, row, RequestContent)
    if newest != (row.commitment, row.revision):
        vouched_commitment(rows, row.id)  # refuses an entry that isn't the log's
        raise Tampered("request-altered", ref=row.ref)
    refuse_unproven(session, rows, row, content)
    headline = Headline(row, content, key, secret, {})
    session.vouched.keep_opened(row, headline)
    return headline


def _kept(session: Session, row: Request) -> Headline | None:
    """Return what was kept of a request that its compartment opens; one's own wrap is always looked for."""
    return session.vouched.opened(row, Headline) if row.compartment in session.vault.compartments else None


def item_view(rows: Reader, row: Request, content: RequestContent, handles: dict[str, str]) -> RequestItem:
    """Return what a list shows of a request; `handles` keeps those of services already looked up."""
    return RequestItem(
        id=row.id,
        ref=row.ref,
        kind=row.kind,
        status=row.status,
        urgency=row.urgency,
        title=content.title,
        requester=_handle(rows, row, handles),
        direction=row.direction,
        due_at=moment(row.due_at),
        due_zone=content.due_zone,
        follow_up_at=moment(row.follow_up_at),
        received_at=str(moment(row.received_at)),
        handling=row.handling,
        marking=row.marking,
        review_at=moment(row.review_at),
    )


def _handle(rows: Reader, row: Request, handles: dict[str, str]) -> str:
    handle = handles.get(row.requesting_service)
    if handle is None:
        handle = handles[row.requesting_service] = service_of(rows, row.requesting_service).handle
    return handle
