"""What `kind:`, `status:`, `from:`, `before:` and the other names of a query mean in SQL.

A value that means nothing is refused with its place in the query; alternatives of one name are one
condition. They hold for requests and for messages that no request holds alike.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import cache
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from exchange.clock import to_millis
from exchange.codes import Kind, LegStatus, TransmissionStatus, WaitsFor, parse_code
from exchange.codes.parsing import find_code, unknown_code
from exchange.countries import parse_country
from exchange.directory.model import Service
from exchange.directory.services import find_service
from exchange.errors import Invalid, NotFound
from exchange.moments import parse_by, parse_deadline, parse_moment
from exchange.requests.model import Leg, Request
from exchange.requests.transmissions import Transmission
from exchange.search.query import Filter, Query, QueryError
from exchange.store.rows import Reader, Value, table_of
from exchange.store.session import Session
from exchange.store.words import WordRow

Shape: TypeAlias = tuple[tuple[str, int], ...]
"""Which conditions there are, each with how many alternatives."""

REQUEST: Final = table_of(Request)
MESSAGE: Final = table_of(Transmission)
ROW: Final = table_of(WordRow)
_LEG: Final = table_of(Leg)
_SERVICE: Final = table_of(Service)
_AT: Final = sa.func.coalesce(REQUEST.c.received_at, MESSAGE.c.received_at, MESSAGE.c.sent_at)

Bound: TypeAlias = list[sa.BindParameter[str]]


def resolved(session: Session, rows: Reader, query: Query) -> tuple[Shape, dict[str, Value]]:
    """Return the query's conditions and their values; raise QueryError where one means nothing."""
    found: defaultdict[str, list[Value]] = defaultdict(list)
    for one in query.filters:
        try:
            found[one.name].append(_MEANINGS[one.name](session, rows, one))
        except (Invalid, NotFound) as error:
            raise QueryError(error.reason, query.text, one.start, one.end, **error.arguments) from None
    values = {f"{name}_{place}": one for name, several in found.items() for place, one in enumerate(several)}
    return tuple(sorted((name, len(several)) for name, several in found.items())), values


@cache
def conditions(shape: Shape) -> tuple[sa.ColumnElement[bool], ...]:
    """Return the clauses of some conditions."""
    return tuple(_CLAUSES[name](_bound(name, count)) for name, count in shape)


def _bound(name: str, count: int) -> Bound:
    return [sa.bindparam(f"{name}_{place}") for place in range(count)]


def _kind(session: Session, rows: Reader, one: Filter) -> Value:
    return parse_code(Kind, one.value, "kind").value


def _status(session: Session, rows: Reader, one: Filter) -> Value:
    found = find_code(one.value, LegStatus) or find_code(one.value, TransmissionStatus)
    if found is None:
        raise unknown_code(one.value, dict.fromkeys((*LegStatus, *TransmissionStatus)), "status")
    return found.value


def _service(session: Session, rows: Reader, one: Filter) -> Value:
    return find_service(rows, one.value.lower()).id


def _country(session: Session, rows: Reader, one: Filter) -> Value:
    return parse_country(one.value, "country")


def _before(session: Session, rows: Reader, one: Filter) -> Value:
    return to_millis(parse_moment(one.value, session.clock(), ZoneInfo(session.post.zone)).moment)


def _after(session: Session, rows: Reader, one: Filter) -> Value:
    return to_millis(parse_deadline(one.value, session.clock(), ZoneInfo(session.post.zone)).moment)


def _waiting(session: Session, rows: Reader, one: Filter) -> Value:
    return parse_code(WaitsFor, one.value, "waiting").value


def _due(session: Session, rows: Reader, one: Filter) -> Value:
    return to_millis(parse_by(one.value, session.clock(), ZoneInfo(session.post.zone)).moment)


_MEANINGS: Final[Mapping[str, Callable[[Session, Reader, Filter], Value]]] = {
    "kind": _kind,
    "status": _status,
    "service": _service,
    "from": _service,
    "to": _service,
    "country": _country,
    "waiting": _waiting,
    "due": _due,
    "before": _before,
    "after": _after,
}


def _asked(services: Bound | sa.Select[tuple[str]]) -> sa.ColumnElement[bool]:
    legs = sa.select(_LEG.c.owner).where(_LEG.c.service.in_(services))
    return sa.or_(REQUEST.c.id.in_(legs), MESSAGE.c.service_to.in_(services))


def _asking(services: Bound | sa.Select[tuple[str]]) -> sa.ColumnElement[bool]:
    return sa.or_(REQUEST.c.requesting_service.in_(services), MESSAGE.c.service_from.in_(services))


def _either(services: Bound | sa.Select[tuple[str]]) -> sa.ColumnElement[bool]:
    return sa.or_(_asking(services), _asked(services))


def _waits(codes: Bound) -> sa.ColumnElement[bool]:
    return REQUEST.c.id.in_(sa.select(_LEG.c.owner).where(_LEG.c.waits_for.in_(codes)))


def _of_country(countries: Bound) -> sa.ColumnElement[bool]:
    return _either(sa.select(_SERVICE.c.id).where(_SERVICE.c.country.in_(countries)))


_CLAUSES: Final[Mapping[str, Callable[[Bound], sa.ColumnElement[bool]]]] = {
    "kind": REQUEST.c.kind.in_,
    "status": lambda codes: sa.or_(REQUEST.c.status.in_(codes), MESSAGE.c.status.in_(codes)),
    "service": _either,
    "from": _asking,
    "to": _asked,
    "country": _of_country,
    "waiting": _waits,
    "due": lambda moments: sa.and_(*(moment > REQUEST.c.due_at for moment in moments)),
    "before": lambda moments: sa.and_(*(moment > _AT for moment in moments)),
    "after": lambda moments: sa.and_(*(moment <= _AT for moment in moments)),
}
