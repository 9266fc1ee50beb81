"""How many wait for whom: counted from plain columns, for the desk's foot; nothing of it is content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from exchange.codes import Channel, Direction, Kind, LegStatus, TransmissionStatus, WaitsFor
from exchange.log.roles import Role
from exchange.requests.listed import BOTH, EVERYTHING
from exchange.requests.model import Listing
from exchange.requests.transmissions import Transmission
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

CAP: Final = 1000
"""No more are counted: `1000` means that many or more."""

_LISTING: Final = table_of(Listing)
_TRANSMISSION: Final = table_of(Transmission)
_REQUESTS: Final = sa.select(sa.func.count()).select_from(
    sa.select(_LISTING.c.request)
    .where(
        _LISTING.c.facet == EVERYTHING,
        _LISTING.c.by_due == 0,
        _LISTING.c.compartment == sa.bindparam("place", None, type_=sa.String),
        _LISTING.c.kind.in_(tuple(Kind)),  # each kind and status is a look into the index
        _LISTING.c.status.in_(tuple(LegStatus)),
        _LISTING.c.waits.in_((sa.bindparam("waits", None, type_=sa.String), BOTH)),
    )
    .limit(CAP)
    .subquery()
)
_SENT: Final = sa.select(sa.func.count()).select_from(
    sa.select(_TRANSMISSION.c.id)
    .where(
        _TRANSMISSION.c.direction == Direction.OUT.value,
        _TRANSMISSION.c.channel == Channel.DISPATCH.value,
        _TRANSMISSION.c.status == TransmissionStatus.SENT.value,
        _TRANSMISSION.c.compartment == sa.bindparam("place", None, type_=sa.String),
    )
    .limit(CAP)
    .subquery()
)


@dataclass(frozen=True)
class Waiting:
    """How many requests wait for them and for us, how many dispatches for a receipt; at most 1000 each."""

    them: int
    us: int
    without_receipt: int


def waiting(session: Session) -> Waiting:
    """Return how many wait, of what this member's compartments hold."""
    session.authorise("request.listed")
    if session.member.role is Role.INVESTIGATOR:
        return Waiting(0, 0, 0)
    with session.reading() as rows:
        return Waiting(
            them=_count(session, rows, _REQUESTS, waits=WaitsFor.THEM.value),
            us=_count(session, rows, _REQUESTS, waits=WaitsFor.US.value),
            without_receipt=_count(session, rows, _SENT),
        )


def _count(session: Session, rows: Reader, statement: sa.Select[Any], **values: str) -> int:
    """Count in each compartment that the member holds."""
    found = (rows.values(statement, place=place, **values)[0][0] for place in session.vault.compartments)
    return min(sum(int(str(one)) for one in found), CAP)
