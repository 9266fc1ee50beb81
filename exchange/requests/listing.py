"""Lists of requests: newest first, a page at a time by keyset, each page logged before it is shown."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

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
from exchange.requests.dossier import Dossier, open_listed
from exchange.requests.inputs import Filter
from exchange.requests.model import Leg, Request
from exchange.requests.viewing import item_view
from exchange.requests.views import RequestItem
from exchange.store.journal import newest_commitments
from exchange.store.model import KeyWrap
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
        items = tuple(item_view(rows, dossier.request, dossier.content.title, handles) for dossier in shown)
    cursor = _cursor(shown[-1].request) if len(found) > wanted.limit else None
    log_page(session, shown)
    return Page(items, cursor)


def log_page(session: Session, shown: list[Dossier], view: str = "list") -> None:
    """Log the titles that a page shows, unless this session already showed the same page."""
    page = (view, *(f"{dossier.request.id}.{dossier.request.revision}" for dossier in shown))
    if not shown or page in session.shown:
        return
    with session.unit() as journal:
        journal.append(
            "request.listed", why=session.purpose, requests=[d.request.id for d in shown], view=view
        )
    session.shown.add(page)


def _opened(session: Session, rows: Reader, wanted: Filter) -> Iterator[Dossier]:
    """Open requests in order until a page is full (and one more, to know that there is a next)."""
    taken, after = 0, _position(wanted.after)
    conditions = _conditions(session, rows, wanted)
    while taken <= wanted.limit:
        page = rows.query(Request, _statement(conditions, after, wanted.limit + 1))
        newest = newest_commitments(rows, [row.id for row in page])
        for row in page:
            dossier = open_listed(session, rows, row, newest.get(row.id))
            if wanted.their_ref is None or _says(dossier, wanted.their_ref):
                yield dossier
                taken += 1
                if taken > wanted.limit:
                    return
        if len(page) <= wanted.limit:
            return
        after = (page[-1].registered_at, page[-1].id)


def _conditions(session: Session, rows: Reader, wanted: Filter) -> list[sa.ColumnElement[bool]]:
    conditions = [*_plain(session, wanted), *_of_legs(rows, wanted)]
    if session.member.role is Role.INVESTIGATOR:
        conditions.append(_assigned_to(session.member.id))
    else:
        conditions.append(_REQUEST.c.compartment.in_(sorted(session.vault.compartments)))
    if wanted.assigned_to is not None:
        conditions.append(_assigned_to(find_member(rows, wanted.assigned_to).id))
    return conditions


def _statement(
    conditions: list[sa.ColumnElement[bool]], after: tuple[int, str], limit: int
) -> sa.Select[tuple[object, ...]]:
    later = sa.tuple_(_REQUEST.c.registered_at, _REQUEST.c.id) < sa.tuple_(*map(sa.literal, after))
    return (
        sa.select(_REQUEST)
        .where(later, *conditions)
        .order_by(_REQUEST.c.registered_at.desc(), _REQUEST.c.id.desc())
        .limit(limit)
    )


def _plain(session: Session, wanted: Filter) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.kind:
        yield _REQUEST.c.kind == parse_code(Kind, wanted.kind, "kind").value
    if wanted.status:
        yield _REQUEST.c.status == parse_code(LegStatus, wanted.status, "status").value
    if wanted.due_before:
        until = parse_deadline(wanted.due_before, session.clock(), ZoneInfo(session.post.zone)).moment
        yield _REQUEST.c.due_at < to_millis(until)


def _of_legs(rows: Reader, wanted: Filter) -> Iterator[sa.ColumnElement[bool]]:
    if wanted.waiting:
        waits = parse_code(WaitsFor, wanted.waiting, "waiting").value
        yield _REQUEST.c.id.in_(sa.select(_LEG.c.owner).where(_LEG.c.waits_for == waits))
    if wanted.service:
        ident = find_service(rows, wanted.service).id
        asked = _REQUEST.c.id.in_(sa.select(_LEG.c.owner).where(_LEG.c.service == ident))
        yield sa.or_(_REQUEST.c.requesting_service == ident, asked)
    if wanted.country:
        there = sa.select(_SERVICE.c.id).where(_SERVICE.c.country == parse_country(wanted.country, "country"))
        asked = _REQUEST.c.id.in_(sa.select(_LEG.c.owner).where(_LEG.c.service.in_(there)))
        yield sa.or_(_REQUEST.c.requesting_service.in_(there), asked)


def _assigned_to(member: str) -> sa.ColumnElement[bool]:
    wraps = sa.select(_WRAP.c.object_id).where(_WRAP.c.kind == "request", _WRAP.c.member == member)
    return _REQUEST.c.id.in_(wraps)


def _says(dossier: Dossier, text: str) -> bool:
    return any(text.casefold() in ref.casefold() for ref in dossier.content.their_refs)


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
