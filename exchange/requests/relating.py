"""Relating two requests, merging duplicates, and taking a merger back.

A relation is a row of both requests, each as it is seen from that side, with an entry on each, so that
neither can lose it unseen. Between two requests there is one: said again, from whichever side, it is
refused; said otherwise, it is corrected, and its former revision kept. A request that is merged into
another keeps its reference and its content: it is closed as superseded, names the one that goes on, and
is open again once the merger is taken back.
"""

from __future__ import annotations

from exchange.codes import LegStatus, Outcome, parse_code
from exchange.codes.relations import Merger, Relation, Standing, seen_from_other
from exchange.errors import Conflict, Invalid, NotFound, Refused
from exchange.requests.access import working
from exchange.requests.arrests import are_kept, running_arrests
from exchange.requests.closing import close_whole, reopen_whole
from exchange.requests.dossier import Dossier, open_dossier
from exchange.requests.erasures import Erasure
from exchange.requests.mergers import merged_into, refuse_merged
from exchange.requests.model import RelationContent, RequestRelation
from exchange.requests.references import parse_reference
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session

Known = tuple[RequestRelation, RelationContent]


def relate(session: Session, ref: str, other: str, as_: str | None = None) -> RequestView:
    """Say how a request stands to another: the same matter, where nothing else was said of them."""
    said = parse_code(Relation, as_, "relation") if as_ is not None else None
    op = "request.related"
    with working(session, op) as journal:
        first, second = _both(session, journal.rows, ref, other)
        known = _known(journal.rows, first, second)
        if known is None:
            _insert(journal, op, first, second, said or Relation.SAME_MATTER)
        else:
            _correct(journal, op, (first, second), said, known)
        return request_view(session, journal.rows, first)


def merge(session: Session, ref: str, other: str) -> RequestView:
    """Merge a duplicate into the request that goes on, which is returned; the duplicate is closed.

    Raise Refused where an arrest runs on the duplicate that the other doesn't watch over.
    """
    op = "request.merged"
    with working(session, op) as journal:
        first, second = _both(session, journal.rows, ref, other)
        for one in (first, second):
            refuse_merged(journal.rows, one)
        arrests = running_arrests(journal.rows, second)
        if not are_kept(arrests, running_arrests(journal.rows, first)):
            raise Refused("arrest-runs", ref=second.request.ref, other=first.request.ref)
        legs = tuple(leg.id for leg in second.legs.values() if leg.status != LegStatus.CLOSED)
        closed = second.request.status != LegStatus.CLOSED
        if closed:
            close_whole(journal, second, Outcome.SUPERSEDED, None)
        _insert(journal, op, first, second, Merger.ABSORBED, closed=closed, legs=legs)
        return request_view(session, journal.rows, first)


def unmerge(session: Session, ref: str, reason: str | None = None) -> RequestView:
    """Take back the merger of a duplicate, which is returned: open again where the merger closed it."""
    op = "request.unmerged"
    with working(session, op) as journal:
        second = open_dossier(session, journal.rows, ref)
        found = merged_into(journal.rows, second)
        if found is None:
            raise NotFound("not-merged", ref=ref)
        row, content = found
        first = _unless_erased(session, journal.rows, content)
        facing = _relation(journal.rows, first, second, Merger) if first else None
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
    if parse_reference(ref) == parse_reference(other):
        raise Invalid("related-to-itself", ref=ref)
    return open_dossier(session, rows, ref), open_dossier(session, rows, other)


def _known(rows: Reader, one: Dossier, other: Dossier) -> Known | None:
    """Return how a request stands to another: as merged, whatever else was said of them before."""
    return _relation(rows, one, other, Merger) or _relation(rows, one, other, Relation)


def _relation(rows: Reader, one: Dossier, other: Dossier, kind: type[Merger | Relation]) -> Known | None:
    for row, content in one.find(rows, RequestRelation, RelationContent, "id"):
        if content.other == other.request.id and content.said in set(kind) and not content.ended:
            return row, content
    return None


def _correct(
    journal: Journal, op: str, both: tuple[Dossier, Dossier], said: Relation | None, known: Known
) -> None:
    """Say otherwise how two requests stand to each other; refuse what is said already."""
    first, second = both
    was = known[1].said
    facing = _relation(journal.rows, second, first, Relation)
    if said is None or facing is None or was in (said, *Merger):
        raise Conflict("already-related", ref=first.request.ref, other=second.request.ref, relation=was)
    for one, (row, content), now in ((first, known, said), (second, facing, seen_from_other(said))):
        corrected = one.replace(journal, row, content.model_copy(update={"said": now.value}))
        one.save(journal, op, part=corrected, other=content.other)


def _insert(
    journal: Journal,
    op: str,
    first: Dossier,
    second: Dossier,
    said: Standing,
    *,
    closed: bool = False,
    legs: tuple[str, ...] = (),
) -> None:
    for one, other, seen in ((first, second, said), (second, first, seen_from_other(said))):
        content = RelationContent(
            other=other.request.id,
            ref=other.request.ref,
            said=seen.value,
            closed=closed,
            legs=legs,
        )
        row = one.insert(journal, RequestRelation, content)
        one.save(journal, op, part=row, other=other.request.id)
