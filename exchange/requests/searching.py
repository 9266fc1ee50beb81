"""Searching: what a member may open, newest first, a page at a time, each page logged before it is shown.

Whoever holds index keys asks the index, then opens what it names: words are looked for again in what was
opened, phrases for the first time. An investigator holds none: his own requests are opened and looked
through. Within a page the best stand first; pages follow each other from new to old.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Final

from exchange.directory.services import service_of
from exchange.errors import Invalid
from exchange.requests import searched
from exchange.requests.access import reading
from exchange.requests.dossier import Dossier
from exchange.requests.headlines import item_view
from exchange.requests.indexing import count_owed, settle
from exchange.requests.inputs import Search
from exchange.requests.search_filters import resolved
from exchange.requests.search_index import Cut, vocabularies
from exchange.requests.search_run import NOTHING_BELOW, Hit, Run
from exchange.requests.suggesting import Suggestion, instead, lexicon_of, suggestions
from exchange.requests.views import moment
from exchange.search.matching import Snippet
from exchange.search.query import Query, parse_query
from exchange.store.check import Progress
from exchange.store.rows import Reader
from exchange.store.session import Session

OPERATION: Final = searched.OPERATION
LONGEST_PAGE: Final = 200


@dataclass(frozen=True)
class Found:
    """One hit: a request, or with a register number and no reference a message that no request holds."""

    id: str
    ref: str | None
    title: str
    score: int
    kind: str | None
    status: str
    requester: str | None
    received_at: str | None
    due_at: str | None
    snippets: tuple[Snippet, ...]
    number: int | None = None
    direction: str | None = None


@dataclass(frozen=True)
class Results:
    """A page of results; `unindexed` requests are not found by their newest words yet.

    Where nothing holds: words that may have been meant, and the query with some of them that finds something.
    """

    items: tuple[Found, ...]
    next: str | None
    did_you_mean: tuple[Suggestion, ...] = ()
    cut: tuple[Cut, ...] = ()
    unindexed: int = 0
    instead: str | None = None


def search(session: Session, asked: Search, progress: Progress | None = None) -> Results:
    """Return one page of what holds; what is owed to the index is done first; the look is logged first."""
    session.authorise(OPERATION)
    if not 1 <= asked.limit <= LONGEST_PAGE:
        raise Invalid("limit-range", given=asked.limit, limit=LONGEST_PAGE)
    query, below = parse_query(asked.terms, session.folder), _position(asked.after)
    page = _page(session, query, below, asked.limit)
    if page.results.unindexed and not session.read_only:
        for problem in settle(session, progress):
            raise problem
        page = _page(session, query, below, asked.limit)
    _log(session, query, page)
    return page.results


def complete(session: Session, begun: str, limit: int = 20) -> tuple[str, ...]:
    """Return the most frequent words that begin so, folded; logged as a search."""
    session.authorise(OPERATION)
    words = session.folder.words(begun)
    if not words:
        return ()
    with reading(session, OPERATION) as rows:
        lexicon = lexicon_of(session, rows)
        often = {word: lexicon.frequency(word) for word in lexicon.beginning(words[-1])}
        found = sorted((word for word in often if often[word]), key=lambda word: (-often[word], word))
        page = Page(Results((), None), (), lexicon.first, "completion")
    _log(session, parse_query(f"{words[-1]}*", session.folder), page)
    return tuple(found[:limit])


@dataclass(frozen=True)
class Page:
    """Results with what their log entry says: what they show, and the first request opened for them."""

    results: Results
    hits: tuple[Hit, ...]
    first: Dossier | None
    view: str = "search"

    @property
    def shown(self) -> dict[str, list[str]]:
        """The ids that are shown, of requests and of arrivals."""
        requests = [hit.candidate.ident for hit in self.hits if hit.candidate.kind == "request"]
        others = [hit.candidate.ident for hit in self.hits if hit.candidate.kind != "request"]
        return {"requests": requests, "arrivals": others}


def _page(session: Session, query: Query, below: int, limit: int) -> Page:
    with reading(session, OPERATION) as rows:
        shape, values = resolved(session, rows, query)
        run = Run(session, rows, query, shape, values, vocabularies(session, rows))
        hits = run.hits(below, limit + 1)
        shown = sorted(hits[:limit], key=lambda hit: (-hit.look.score, -hit.candidate.row))
        handles: dict[str, str] = {}
        meant = () if hits or below < NOTHING_BELOW else suggestions(session, rows, query)
        results = Results(
            items=tuple(_found(rows, hit, handles) for hit in shown),
            next=_cursor(hits[limit - 1].candidate.row) if len(hits) > limit else None,
            did_you_mean=meant,
            cut=tuple(run.cuts),
            unindexed=count_owed(session, rows),
            instead=instead(query, meant, run.holds),
        )
        return Page(results, tuple(shown), run.first)


def _found(rows: Reader, hit: Hit, handles: dict[str, str]) -> Found:
    if isinstance(hit.opened, Dossier):
        item = item_view(rows, hit.opened.request, hit.opened.content, handles)
        return Found(
            id=item.id,
            ref=item.ref,
            title=item.title,
            score=hit.look.score,
            kind=item.kind,
            status=item.status,
            requester=item.requester,
            received_at=item.received_at,
            due_at=item.due_at,
            snippets=hit.look.snippets(),
        )
    row, content = hit.opened
    return Found(
        id=row.id,
        ref=None,
        title=content.subject,
        score=hit.look.score,
        kind=None,
        status=row.status,
        requester=service_of(rows, row.service_from).handle if row.service_from else content.from_text,
        received_at=moment(row.received_at or row.sent_at),
        due_at=None,
        snippets=hit.look.snippets(),
        number=row.number,
        direction=row.direction,
    )


def _log(session: Session, query: Query, page: Page) -> None:
    """Log what a page shows, unless this session showed it already, unchanged, for the same query."""
    shown = (f"{hit.candidate.ident}.{hit.revision}" for hit in page.hits)
    key = (OPERATION, page.view, str(query.form), *shown)
    if key in session.shown:
        return
    with session.unit() as journal:
        keeper = searched.narrowest(session, journal.rows)
        if keeper is None and page.first is not None:
            keeper = searched.of_request(page.first)
        searched.log_search(session, journal, query.text, keeper, page.shown, page.view)
    session.shown.add(key)


def _cursor(row: int) -> str:
    return base64.urlsafe_b64encode(str(row).encode()).decode()


def _position(cursor: str | None) -> int:
    if cursor is None:
        return NOTHING_BELOW
    try:
        return min(int(base64.urlsafe_b64decode(cursor).decode("ascii")), NOTHING_BELOW - 1)
    except (ValueError, binascii.Error):
        raise Invalid("cursor-form", given=cursor[:40]) from None
