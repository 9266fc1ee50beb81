"""What would have stopped a message that left by another way before it was recorded: told afterwards.

A departure that is recorded has happened: refusing it would leave it out of the register.
"""

from __future__ import annotations

from collections.abc import Iterator

from exchange.codes import Direction
from exchange.directory.services import service_of
from exchange.errors import Refused
from exchange.law.transfers import Asked
from exchange.requests.dossier import Dossier
from exchange.requests.model import Leg
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.planning import stops_on_the_way
from exchange.transmission.register import Plain
from exchange.transmission.transferring import transfer_for


def told_late(
    session: Session, rows: Reader, dossier: Dossier, leg: Leg | None, plain: Plain
) -> Iterator[str]:
    """Give the warnings on a departure to a service of the directory: conditions of use, transfer."""
    if plain.direction is not Direction.OUT or plain.service_to is None:
        return
    service = service_of(rows, plain.service_to)
    if stops_on_the_way(rows, dossier, service):
        yield "left-against-conditions"
    try:
        transfer_for(session, rows, dossier, service, leg, Asked())
    except Refused:
        yield "left-without-ground"
