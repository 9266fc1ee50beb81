"""Lists of requests: a page at a time by keyset, each page logged before it is shown.

The newest come first, or the oldest, or what is due the soonest. What a list finds by its
plain columns is believed only once the request's own row, sealed and vouched for by the log, says the
same; what such a column hides, `store check` finds.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Final

import sqlalchemy as sa

from exchange.clock import to_millis
from exchange.codes import Kind, LegStatus, WaitsFor, parse_code
from exchange.countries import parse_country
from exchange.directory.members import find_member
from exchange.directory.services import find_service, service_of
from exchange.errors import Invalid, Tampered
from exchange.log.roles import Role
from exchange.moments import parse_before, parse_by, parse_deadline
from exchange.requests.cells import Order, Place, Runs, places
from exchange.requests.headlines import Headline, open_page
from exchange.requests.inputs import Filter
from exchange.requests.listed import BOTH, EVERYTHING, WAITING
from exchange.requests.model import Request
from exchange.requests.unbroken import Unbroken
from exchange.requests.views import RequestItem
from exchange.store.model import KeyWrap
from exchange.store.request_keys import assignees
from exchange.store.rows import Reader, Value, table_of
from exchange.store.session import Session

LONGEST_PAGE: Final = 1000
_BATCH: Final = 64
_DIGITS: Final = 15
"""Of a moment in a cursor, in milliseconds: those of the year 2199 have 13."""
_REQUEST: Final = table_of(Request)
_WRAP: Final = table_of(KeyWrap)
_IDENTS: Final = tuple(f"ident_{i}" for i in range(_BATCH))
_NAMED: Final = sa.select(_REQUEST).where(
    _REQUEST.c.id.in_([sa.bindparam(name, type_=sa.String) for name in _IDENTS])
)
_LAST: Final = sa.tuple_(sa.bindparam("last", type_=sa.BigInteger), sa.bindparam("ident", type_=sa.String))
_BY_REGISTRATION: Final = {
    order: sa.select(_REQUEST).where(
        _REQUEST.c.compartment == sa.bindparam("compartment"),
        order.beyond(sa.tuple_(_REQUEST.c.registered_at, _REQUEST.c.id), _LAST),
    )
    for order in (Order.NEWEST, Order.OLDEST)
}
_HIS: Final = sa.select(_WRAP.c.object_id).where(
    _WRAP.c.kind == "request", _WRAP.c.member == sa.bindparam("assigned", type_=sa.String)
)


@dataclass(frozen=True)
class Page:
    """A page of a list, and the cursor of the next one."""

    items: tuple[RequestItem, ...]
    next: str | None


@dataclass(frozen=True)
class Asked:
    """A filter as the store understands it: ids, codes, moments; None where nothing is asked."""

    compartments: tuple[str, ...]
    kind: str | None
    status: str | None
    waiting: str | None
    service: str | None
    country: str | None
    until: int | None
    assigned: str | None
    review: int | None
    their_ref: str | None
    order: Order
    after: Place
    whole: str | None = None
    """The prefix of the post's references, where the member holds every compartment: none may be left out."""

    @property
    def few(self) -> bool:
        """Whether plain columns choose them: one member's, or those due for a review."""
        return self.assigned is not None or self.review is not None

    @property
    def all(self) -> bool:
        """Whether nothing is asked that leaves out any: the requests' own order finds them."""
        asked = (self.kind, self.status, self.waiting, self.service, self.country, self.until)
        return not self.few and asked == (None,) * len(asked) and len(self.compartments) <= _BATCH


def list_requests(session: Session, wanted: Filter) -> Page:
    """Return one page of the requests that the member may see; the look is logged first."""
    session.authorise("request.listed")
    if not 1 <= wanted.limit <= LONGEST_PAGE:
        raise Invalid("limit-range", given=wanted.limit, limit=LONGEST_PAGE)
    with session.reading() as rows:
        asked = _asked(session, rows, wanted)
        found = list(islice(_opened(session, rows, asked, wanted.limit + 1), wanted.limit + 1))
        handles: dict[str, str] = {}
        shown = found[: wanted.limit]
        items = tuple(one.item(rows, handles) for one in shown)
    cursor = _cursor(shown[-1].request, asked.order) if len(found) > wanted.limit else None
    log_page(session, [one.request for one in shown])
    return Page(items, cursor)


def log_page(session: Session, shown: list[Request], view: str = "list") -> None:
    """Log the titles that a page shows, unless this session already showed the same page."""
    page = (view, *(row.commitment for row in shown))
    if not shown or page in session.shown:
        return
    with session.unit() as journal:
        journal.append("request.listed", why=session.purpose, requests=[row.id for row in shown], view=view)
    session.shown.add(page)


def _asked(session: Session, rows: Reader, wanted: Filter) -> Asked:
    """Return what a filter asks for; raise Invalid or NotFound for what isn't there to ask for."""
    due = wanted.due_before if wanted.due_by is None else wanted.due_by
    order = Order.DUE if due is not None else parse_code(Order, wanted.order, "order")
    until = 2**62 if order is Order.DUE else None
    if due is not None:
        until = to_millis(session.moment(due, parse_before if wanted.due_by is None else parse_by))
    investigator = session.member.role is Role.INVESTIGATOR
    assigned = None if wanted.assigned_to is None else find_member(rows, wanted.assigned_to).id
    if investigator and assigned not in (None, session.member.id):
        assigned = ""  # nobody: he may open none of them
    elif investigator:
        assigned = session.member.id
    elif not session.vault.compartments:
        assigned = ""
    holds_all = session.vault.compartments.keys() == session.roster.holdings.grants.keys()
    return Asked(
        compartments=() if investigator else tuple(sorted(session.vault.compartments)),
        kind=parse_code(Kind, wanted.kind, "kind").value if wanted.kind is not None else None,
        status=parse_code(LegStatus, wanted.status, "status").value if wanted.status is not None else None,
        waiting=parse_code(WaitsFor, wanted.waiting, "waiting").value if wanted.waiting is not None else None,
        service=find_service(rows, wanted.service).id if wanted.service is not None else None,
        country=parse_country(wanted.country, "country") if wanted.country is not None else None,
        until=until,
        assigned=assigned,
        review=to_millis(session.clock()) if wanted.review else None,
        their_ref=wanted.their_ref,
        order=order,
        after=_position(session, wanted, order),
        whole=session.post.prefix if holds_all else None,
    )


def _opened(session: Session, rows: Reader, asked: Asked, count: int) -> Iterator[Headline]:
    """Open the requests asked for, in the order of the list."""
    found = _few(rows, asked) if asked.few else (_all if asked.all else _listed)(rows, asked, count)
    countries: dict[str, str] = {}
    seen: set[str] = set()
    while batch := list(islice(found, min(count, _BATCH))):
        for headline in open_page(session, rows, batch):
            row = headline.request
            if row.id in seen or not _holds(rows, headline, asked, countries):
                if asked.few:
                    continue  # chosen by its plain columns alone
                raise Tampered("listing-altered", ref=row.ref)
            named = asked.assigned if asked.compartments else None  # his own were believed as they opened
            if named and named not in assignees(rows, row.id, session.roster):
                raise Tampered("listing-altered", ref=row.ref)
            seen.add(row.id)
            if asked.their_ref is None or _says(headline, asked.their_ref):
                yield headline


def _all(rows: Reader, asked: Asked, count: int) -> Iterator[Request]:
    """Give the requests of the member's compartments, the newest first."""
    after, size, order = asked.after, min(count, _BATCH), asked.order.sql.format("registered_at", "id")
    unbroken = Unbroken(rows, asked.compartments, from_newest=after == Order.NEWEST.start)
    while True:
        last: dict[str, Value] = {"last": after.at, "ident": after.request}
        runs = [last | {"compartment": name} for name in asked.compartments]
        found = rows.select_merged(Request, _BY_REGISTRATION[asked.order], runs, order, size)
        if asked.whole is not None and asked.order is Order.NEWEST:
            unbroken.follow(found, asked.whole, last=len(found) < size)
        yield from found
        if len(found) < size:
            return
        after = Place(found[-1].registered_at, found[-1].id)


def _listed(rows: Reader, asked: Asked, count: int) -> Iterator[Request]:
    """Give the requests that the listing holds for a filter, in its order."""
    runs = Runs(
        facet=asked.service or asked.country or EVERYTHING,
        order=asked.order,
        compartments=asked.compartments,
        kinds=(asked.kind,) if asked.kind else tuple(Kind),
        statuses=(asked.status,) if asked.status else tuple(LegStatus),
        waits=WAITING if asked.waiting is None else (asked.waiting, BOTH),
        country=asked.country if asked.service else None,
        until=2**62 if asked.until is None else asked.until,
    )
    found = places(rows, runs, asked.after)
    while batch := list(islice(found, min(count, _BATCH))):
        names = [place.request for place in batch]
        # What a batch lacks to its full number is asked again: one statement then does for any batch.
        idents = dict(zip(_IDENTS, (*names, *[names[-1]] * (_BATCH - len(names))), strict=True))
        there = {row.id: row for row in rows.select(Request, _NAMED, **idents)}
        for place in batch:
            row = there.get(place.request)
            if row is None or place.at != (row.due_at if asked.order is Order.DUE else row.registered_at):
                raise Tampered("listing-altered", ref=row.ref if row else place.request)
            yield row


def _few(rows: Reader, asked: Asked) -> Iterator[Request]:
    """Give the requests assigned to a member or due for a review, few as they are, in the list's order."""
    conditions = ("kind", "status", "until", "review", "assigned")
    names = tuple(name for name in conditions if getattr(asked, name) is not None)
    values: dict[str, Value] = {name: getattr(asked, name) for name in names}
    values |= {f"compartment_{i}": name for i, name in enumerate(asked.compartments)}
    statement = _few_statement(asked.order, names, len(asked.compartments))
    after = asked.after
    values |= {"last": after.at, "ident": after.request}
    return iter(rows.select(Request, statement, **values))


@cache
def _few_statement(order: Order, names: tuple[str, ...], compartments: int) -> sa.Select[tuple[object, ...]]:
    """Return the statement of few requests under some conditions; from 0 compartments, in any."""
    c = _REQUEST.c
    at = c.due_at if order is Order.DUE else c.registered_at
    clauses = [c[name] == sa.bindparam(name) for name in names if name in ("kind", "status")]
    clauses.append(order.beyond(sa.tuple_(at, c.id), _LAST))
    if order is Order.DUE:
        clauses.append(at < sa.bindparam("until", type_=sa.BigInteger))
    if compartments:
        held = [sa.bindparam(f"compartment_{i}", type_=sa.String) for i in range(compartments)]
        clauses.append(c.compartment.in_(held))
    if "review" in names:
        clauses.append(c.review_at <= sa.bindparam("review", type_=sa.BigInteger))
    if "assigned" in names:
        clauses.append(c.id.in_(_HIS))
    # Adding nothing keeps SQLite from walking all requests in this order instead of his few.
    places = ((at + 0).desc(), c.id.desc()) if order is Order.NEWEST else (at + 0, c.id)
    return sa.select(_REQUEST).where(*clauses).order_by(*places)


def _holds(rows: Reader, headline: Headline, asked: Asked, countries: dict[str, str]) -> bool:
    """Say whether a request is what was asked for, by what its own row seals and the log vouches for."""
    row, content = headline.request, headline.content
    services = {row.requesting_service, *content.services} if asked.service or asked.country else ()
    return (
        asked.kind in (None, row.kind)
        and (asked.review is None or (row.review_at is not None and row.review_at <= asked.review))
        and asked.status in (None, row.status)
        and (not asked.compartments or row.compartment in asked.compartments)
        and (asked.until is None or (row.due_at is not None and row.due_at < asked.until))
        and (asked.waiting is None or content.waits in (asked.waiting, BOTH))
        and (asked.service is None or asked.service in services)
        and (asked.country is None or asked.country in _countries(rows, services, countries))
    )


def _countries(rows: Reader, services: Iterable[str], known: dict[str, str]) -> Iterator[str]:
    for service in services:
        if service not in known:
            known[service] = service_of(rows, service).country
        yield known[service]


def _says(headline: Headline, text: str) -> bool:
    return any(text.casefold() in ref.casefold() for ref in headline.content.their_refs)


def _cursor(row: Request, order: Order) -> str:
    at = row.due_at if order is Order.DUE else row.registered_at
    return base64.urlsafe_b64encode(f"{order.value} {at} {row.id}".encode()).decode()


def _position(session: Session, wanted: Filter, order: Order) -> Place:
    """Return where a page begins; raise Invalid for a cursor of a list in another order."""
    if wanted.after is None:
        start = order.start
        if wanted.begin is None:
            return start
        return Place(to_millis(session.moment(wanted.begin, parse_deadline)), start.request)
    try:
        named, at, ident = base64.urlsafe_b64decode(wanted.after).decode("ascii").split(" ")
        if named == order and len(at) <= _DIGITS:
            return Place(int(at), ident)
    except (ValueError, binascii.Error):
        pass
    raise Invalid("cursor-form", given=wanted.after[:40])
