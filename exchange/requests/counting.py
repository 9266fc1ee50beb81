"""How many wait for whom: counted from plain columns, for the desk's foot; nothing of it is content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import sqlalchemy as sa

from exchange.codes import Channel, Direction, TransmissionStatus, WaitsFor
from exchange.log.roles import Role
from exchange.requests.model import Leg, Request
from exchange.requests.transmissions import Transmission
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

CAP: Final = 1000
"""No more are counted: `1000` means that many or more."""

_LEG: Final = table_of(Leg)
_REQUEST: Final = table_of(Request)
_TRANSMISSION: Final = table_of(Transmission)
_LEGS: Final = sa.select(sa.func.count()).select_from(
    sa.select(_LEG.c.id)
    .join(_REQUEST, _REQUEST.c.id == _LEG.c.owner)
    .where(
        _LEG.c.waits_for == sa.bindparam("waits", None, type_=sa.String),
        _LEG.c.status.not_in(("closed", "returned")),
        _REQUEST.c.compartment == sa.bindparam("place", None, type_=sa.String),
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
    """How many legs wait for them and for us, how many dispatches for their receipt; at most 1000 each."""

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
            them=_count(session, rows, _LEGS, waits=WaitsFor.THEM.value),
            us=_count(session, rows, _LEGS, waits=WaitsFor.US.value),
            without_receipt=_count(session, rows, _SENT),
        )


def _count(session: Session, rows: Reader, statement: sa.Select[Any], **values: str) -> int:
    """Count in each compartment that the member holds."""
    found = (rows.values(statement, place=place, **values)[0][0] for place in session.vault.compartments)
    return min(sum(int(str(one)) for one in found), CAP)
