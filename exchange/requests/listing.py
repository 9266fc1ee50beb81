"""Lists of requests: newest first, a page at a time by keyset, each page logged before it is shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

import sqlalchemy as sa

from exchange.clock import to_millis
from exchange.codes import Kind, LegStatus, WaitsFor, parse_code
from exchange.countries import parse_country
from exchange.directory.members import find_member
from exchange.directory.model import Service
from exchange.directory.services import find_service
from exchange.errors import Invalid
from exchange.log.operations import Role
from exchange.moments import parse_deadline
from exchange.requests.dossier import Listed, open_listed
from exchange.requests.inputs import Filter
from exchange.requests.model import Leg, Request
from exchange.requests.viewing import item_view
from exchange.requests.views import RequestItem
from exchange.store.model import KeyWrap
from exchange.store.newest import newest_commitments
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

_REQUEST: Final = table_of(Request)
_LEG: Final = table_of(Leg)
_SERVICE: Final = table_of(Service)
_WRAP: Final = table_of(KeyWrap)
LONGEST_PAGE: Final = 1000


@dataclass(frozen=True)
class Page:
    """A page of a list, and the cursor of the next one."""

    items: tuple[RequestItem, ...]
    next: str | None


def list_requests(session: Session, wanted: Filter) -> Page:
    """Return one page of the requests that the member may see; the look is logged first."""
    session.authorise("request.listed")
    if not 1 <= wanted.limit <= LONGEST_PAGE:
        raise Invalid("limit-range", given=wanted.limit, limit=LONGEST_PAGE)
    with session.reading() as rows:
        found = list(_opened(session, rows, wanted))
        handles: dict[str, str] = {}
        shown = found[: wanted.limit]
        items = tuple(item_view(rows, listed.request, listed.content.title, handles) for listed in shown)
    cursor = _cursor(shown[-1].request) if len(found) > wanted.limit else None
    log_page(session, [listed.request for listed in shown])
    return Page(items, cursor)


def log_page(session: Session, shown: list[Request], view: str = "list") -> None:
    """Log the titles that a page shows, unless this session already showed the same page."""
    page = (view, *(f"{row.id}.{row.revision}" for row in shown))
    if not shown or page in session.shown:
        return
    with session.unit() as journal:
        journal.append("request.listed", why=session.purpose, requests=[row.id for row in shown], view=view)
    session.shown.add(page)


def _opened(session: Session, rows: Reader, wanted: Filter) -> Iterator[Listed]:
    """Open requests in order until a page is full (and one more, to know that there is a next)."""
    taken, (at, ident) = 0, _position(wanted.after)
    compartments = () if session.member.role is Role.INVESTIGATOR else sorted(session.vault.compartments)
    values: dict[str, str | int] = dict(_asked(session, rows, wanted))
    values |= {f"compartment_{i}": name for i, name in enumerate(compartments)}
    statement = _statement(tuple(name for name in _CONDITIONS if name in values), len(compartments))
    while taken <= wanted.limit:
        page = rows.select(Request, statement, at=at, ident=ident, limit=wanted.limit + 1, **values)
        newest = newest_commitments(rows, [row.id for row in page])
        for row in page:
            listed = open_listed(session, rows, row, newest.get(row.id))
            if wanted.their_ref is None or _says(listed, wanted.their_ref):
                yield listed
                taken += 1
                if taken > wanted.limit:
                    return
        if len(page) <= wanted.limit:
            return
        at, ident = page[-1].registered_at, page[-1].id


def _asked(session: Session, rows: Reader, wanted: Filter) -> Iterator[tuple[str, str | int]]:
    """Give the conditions that a filter asks for, by their names in the table, with their values."""
    if wanted.kind:
        yield "kind", parse_code(Kind, wanted.kind, "kind").value
    if wanted.status:
        yield "status", parse_code(LegStatus, wanted.status, "status").value
    if wanted.due_before:
        yield "due_before", to_millis(session.moment(wanted.due_before, parse_deadline))
    if wanted.waiting:
        yield "waiting", parse_code(WaitsFor, wanted.waiting, "waiting").value
    if wanted.service:
        yield "service", find_service(rows, wanted.service).id
    if wanted.country:
        yield "country", parse_country(wanted.country, "country")
    if session.member.role is Role.INVESTIGATOR:
        yield "mine", session.member.id
    if wanted.assigned_to is not None:
        yield "assigned_to", find_member(rows, wanted.assigned_to).id


@cache
def _statement(conditions: tuple[str, ...], compartments: int) -> sa.Select[tuple[object, ...]]:
    """Return the statement of a page under some conditions, in so many compartments; 0 asks for none."""
    place = sa.tuple_(sa.bindparam("at", type_=sa.BigInteger), sa.bindparam("ident", type_=sa.String))
    clauses = [_CONDITIONS[name] for name in conditions]
    clauses.append(sa.tuple_(_REQUEST.c.registered_at, _REQUEST.c.id) < place)
    if "mine" not in conditions:
        held = [sa.bindparam(f"compartment_{i}", type_=sa.String) for i in range(compartments)]
        clauses.append(_REQUEST.c.compartment.in_(held) if held else sa.false())
    return (
        sa.select(_REQUEST)
        .where(*clauses)
        .order_by(_REQUEST.c.registered_at.desc(), _REQUEST.c.id.desc())
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


def _with_leg(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[bool]:
    return _REQUEST.c.id.in_(sa.select(_LEG.c.owner).where(condition))


def _assigned_to(name: str) -> sa.ColumnElement[bool]:
    ours = (_WRAP.c.kind == "request", _WRAP.c.member == sa.bindparam(name))
    return _REQUEST.c.id.in_(sa.select(_WRAP.c.object_id).where(*ours))


_SERVICE_ASKED: Final[sa.BindParameter[str]] = sa.bindparam("service")
_SERVICES_THERE: Final = sa.select(_SERVICE.c.id).where(_SERVICE.c.country == sa.bindparam("country"))
_CONDITIONS: Final[Mapping[str, sa.ColumnElement[bool]]] = {
    "kind": _REQUEST.c.kind == sa.bindparam("kind"),
    "status": _REQUEST.c.status == sa.bindparam("status"),
    "due_before": _REQUEST.c.due_at < sa.bindparam("due_before"),
    "waiting": _with_leg(_LEG.c.waits_for == sa.bindparam("waiting")),
    "service": sa.or_(
        _REQUEST.c.requesting_service == _SERVICE_ASKED, _with_leg(_LEG.c.service == _SERVICE_ASKED)
    ),
    "country": sa.or_(
        _REQUEST.c.requesting_service.in_(_SERVICES_THERE), _with_leg(_LEG.c.service.in_(_SERVICES_THERE))
    ),
    "mine": _assigned_to("mine"),
    "assigned_to": _assigned_to("assigned_to"),
}
"""What a filter may ask for, each by its name, under which its value is bound.

Compiling a statement takes longer than running it, so each combination is compiled once.
"""


def _says(listed: Listed, text: str) -> bool:
    return any(text.casefold() in ref.casefold() for ref in listed.content.their_refs)


def _cursor(row: Request) -> str:
    return base64.urlsafe_b64encode(f"{row.registered_at} {row.id}".encode()).decode()


def _position(cursor: str | None) -> tuple[int, str]:
    if cursor is None:
        return 2**62, "~"
    try:
        at, ident = base64.urlsafe_b64decode(cursor).decode("ascii").split(" ")
        return int(at), ident
    except (ValueError, binascii.Error):
        raise Invalid("cursor-form", given=cursor[:40]) from None
