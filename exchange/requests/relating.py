"""Relating two requests, merging duplicates, and taking a merger back.

Each relation is a row of both requests, with an entry on each, so that neither can lose it unseen. A
request that is merged into another keeps its reference and its content: it is closed as superseded,
names the one that goes on, and is open again once the merger is taken back.
"""

from __future__ import annotations

from typing import Final

from exchange.codes import LegStatus, Outcome, parse_code
from exchange.codes.relations import Relation
from exchange.errors import Conflict, Invalid, NotFound
from exchange.requests.access import working
from exchange.requests.closing import close_whole, reopen_whole
from exchange.requests.dossier import Dossier, open_dossier
from exchange.requests.erasures import Erasure
from exchange.requests.model import RelationContent, RequestRelation
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session

MERGED: Final = "merged"
"""What a row of a merger says instead of a relation's code; the one that goes on is `first`."""


def relate(session: Session, ref: str, other: str, as_: str | None = None) -> RequestView:
    """Say how a request stands to another; the same matter by default."""
    said = parse_code(Relation, as_, "relation") if as_ is not None else Relation.SAME_MATTER
    op = "request.related"
    with working(session, op) as journal:
        first, second = _both(session, journal.rows, ref, other)
        if _relation(journal.rows, first, second, said.value) is not None:
            raise Conflict("already-related", ref=ref, other=other)
        _insert(journal, op, first, second, said.value)
        return request_view(session, journal.rows, first)


def merge(session: Session, ref: str, other: str) -> RequestView:
    """Merge a duplicate into the request that goes on, which is returned; the duplicate is closed."""
    op = "request.merged"
    with working(session, op) as journal:
        first, second = _both(session, journal.rows, ref, other)
        for one in (first, second):
            if _merged_into(journal.rows, one):
                raise Conflict("already-merged", ref=one.request.ref)
        legs = tuple(leg.id for leg in second.legs.values() if leg.status != LegStatus.CLOSED)
        closed = second.request.status != LegStatus.CLOSED
        if closed:
            close_whole(journal, second, Outcome.SUPERSEDED, None)
        _insert(journal, op, first, second, MERGED, closed=closed, legs=legs)
        return request_view(session, journal.rows, first)


def unmerge(session: Session, ref: str, reason: str | None = None) -> RequestView:
    """Take back the merger of a duplicate, which is returned: open again where the merger closed it."""
    op = "request.unmerged"
    with working(session, op) as journal:
        second = open_dossier(session, journal.rows, ref)
        found = _merged_into(journal.rows, second)
        if found is None:
            raise NotFound("not-merged", ref=ref)
        row, content = found
        first = _unless_erased(session, journal.rows, content)
        facing = _relation(journal.rows, first, second, MERGED) if first else None
        if content.closed and second.request.status == LegStatus.CLOSED:
            reopen_whole(journal, second, reason, content.legs)
        for one, its in ((first, facing), (second, (row, content))):
            if one is not None and its is not None:
                ended = one.replace(journal, its[0], its[1].model_copy(update={"ended": True}))
                one.save(journal, op, part=ended, other=its[1].other)
        return request_view(session, journal.rows, second)


def _unless_erased(session: Session, rows: Reader, content: RelationContent) -> Dossier | None:
    """Return the other request, opened; None where it was erased: a duplicate outlives what went on."""
    if rows.get(Erasure, id=content.other) is not None:
        return None
    return open_dossier(session, rows, content.ref)


def _both(session: Session, rows: Reader, ref: str, other: str) -> tuple[Dossier, Dossier]:
    if ref == other:
        raise Invalid("related-to-itself", ref=ref)
    return open_dossier(session, rows, ref), open_dossier(session, rows, other)


def _relation(
    rows: Reader, one: Dossier, other: Dossier, said: str
) -> tuple[RequestRelation, RelationContent] | None:
    for row, content in one.find(rows, RequestRelation, RelationContent, "id"):
        if (content.other, content.said, content.ended) == (other.request.id, said, False):
            return row, content
    return None


def _merged_into(rows: Reader, dossier: Dossier) -> tuple[RequestRelation, RelationContent] | None:
    """Return the row that says into which request this one was merged, if it is."""
    for row, content in dossier.find(rows, RequestRelation, RelationContent, "id"):
        if content.said == MERGED and not content.first and not content.ended:
            return row, content
    return None


def _insert(
    journal: Journal,
    op: str,
    first: Dossier,
    second: Dossier,
    said: str,
    *,
    closed: bool = False,
    legs: tuple[str, ...] = (),
) -> None:
    for one, other in ((first, second), (second, first)):
        content = RelationContent(
            other=other.request.id,
            ref=other.request.ref,
            said=said,
            first=one is first,
            closed=closed,
            legs=legs,
        )
        row = one.insert(journal, RequestRelation, content)
        one.save(journal, op, part=row, other=other.request.id)
