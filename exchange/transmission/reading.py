"""Reading the register: pages and single transmissions, each look logged before it is shown."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from exchange.codes import Channel, Direction, TransmissionStatus, parse_code
from exchange.directory.services import find_service
from exchange.errors import Invalid
from exchange.log.roles import Role
from exchange.requests.access import reading
from exchange.requests.arrivals import find_transmission, open_unfiled
from exchange.requests.dossier import open_row
from exchange.requests.finding import find_request
from exchange.requests.model import Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session
from exchange.transmission.inputs import RegisterFilter
from exchange.transmission.views import RegisterPage, TransmissionView, view_of, with_message

_TABLE: Final = table_of(Transmission)
_WRAP: Final = table_of(KeyWrap)
LONGEST_PAGE: Final = 1000


def show(session: Session, number: str) -> TransmissionView:
    """Return one transmission; raise NotAuthorised, logged, without the key to it."""
    with reading(session, "request.consulted") as rows:
        row = find_transmission(session, rows, number)
        view = with_message(_view(session, rows, row), open_transmission(session, rows, row))
    _log(session, [row], "transmission")
    return view


def list_transmissions(session: Session, wanted: RegisterFilter) -> RegisterPage:
    """Return a page of the register, newest first: what this member holds the key to."""
    if not 1 <= wanted.limit <= LONGEST_PAGE:
        raise Invalid("limit-range", given=wanted.limit, limit=LONGEST_PAGE)
    with reading(session, "request.listed") as rows:
        found = rows.query(Transmission, _statement(session, rows, wanted))
        views = [_view(session, rows, row) for row in found[: wanted.limit]]
    shown = found[: wanted.limit]
    more = len(found) > wanted.limit
    _log(session, shown, "register")
    return RegisterPage(tuple(views), f"{shown[-1].year}-{shown[-1].number}" if more else None)


def open_transmission(session: Session, rows: Reader, row: Transmission) -> TransmissionContent:
    """Return the content of a transmission, filed or not."""
    if row.request is None:
        return open_unfiled(session, rows, row)
    request = rows.get(Request, id=row.request)
    if request is None:
        return open_unfiled(session, rows, row)
    return open_row(session, rows, request).unseal(row, TransmissionContent)


def _view(session: Session, rows: Reader, row: Transmission) -> TransmissionView:
    return view_of(rows, row, open_transmission(session, rows, row))


def _log(session: Session, shown: list[Transmission], view: str) -> None:
    page = (view, *(f"{row.id}.{row.revision}" for row in shown))
    if not shown or page in session.shown:
        return
    requests = sorted({row.request for row in shown if row.request})
    arrivals = [row.id for row in shown if not row.request]
    with session.unit() as journal:
        journal.append("request.listed", why=session.purpose, requests=requests, arrivals=arrivals, view=view)
    session.shown.add(page)


def _opened_by(session: Session) -> sa.ColumnElement[bool]:
    """Return what a member holds the key to: an investigator what is filed in his own requests."""
    if session.member.role is not Role.INVESTIGATOR:
        return _TABLE.c.compartment.in_(sorted(session.vault.compartments))
    own = _WRAP.c.kind == "request", _WRAP.c.member == session.member.id
    return _TABLE.c.request.in_(sa.select(_WRAP.c.object_id).where(*own))


def _statement(session: Session, rows: Reader, wanted: RegisterFilter) -> sa.Select[tuple[object, ...]]:
    conditions: list[sa.ColumnElement[bool]] = [_opened_by(session)]
    if wanted.direction:
        conditions.append(_TABLE.c.direction == parse_code(Direction, wanted.direction, "direction").value)
    if wanted.status:
        conditions.append(_TABLE.c.status == parse_code(TransmissionStatus, wanted.status, "status").value)
    if wanted.channel:
        conditions.append(_TABLE.c.channel == parse_code(Channel, wanted.channel, "channel").value)
    if wanted.service:
        ident = find_service(rows, wanted.service).id
        conditions.append(sa.or_(_TABLE.c.service_from == ident, _TABLE.c.service_to == ident))
    if wanted.request:
        conditions.append(_TABLE.c.request == find_request(rows, wanted.request).id)
    if wanted.after:
        year, number = _position(wanted.after)
        conditions.append(
            sa.tuple_(_TABLE.c.year, _TABLE.c.number) < sa.tuple_(sa.literal(year), sa.literal(number))
        )
    return (
        sa.select(_TABLE)
        .where(*conditions)
        .order_by(_TABLE.c.year.desc(), _TABLE.c.number.desc())
        .limit(wanted.limit + 1)
    )


def _position(cursor: str) -> tuple[int, int]:
    year, _, number = cursor.partition("-")
    if not (year.isdigit() and number.isdigit() and len(cursor) <= 20):
        raise Invalid("cursor-form", given=cursor[:40])
    return int(year), int(number)
