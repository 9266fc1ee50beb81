"""The ground on which a departure may leave the European Union and Schengen, from what the store knows.

What was said for the last departure of the same request to the same service holds for the next one,
until something else is said.
"""

from __future__ import annotations

from collections.abc import Iterator

from exchange.codes import SubjectType
from exchange.directory.model import Service
from exchange.law.counting import day_of
from exchange.law.model import Basis
from exchange.law.transfers import FRANCE, Asked, Case, Transfer, is_inside, transfer_law, transfer_of
from exchange.requests.dossier import Dossier
from exchange.requests.model import Leg, Subject, SubjectContent
from exchange.requests.transmissions import TransferContent, Transmission, TransmissionContent
from exchange.store.rows import Reader
from exchange.store.session import Session


def transfer_for(
    session: Session, rows: Reader, dossier: Dossier, service: Service, leg: Leg | None, said: Asked
) -> Transfer | None:
    """Return the ground of a departure to a third country, None elsewhere; raise Refused, Invalid."""
    day = day_of(session.clock(), session.post.zone)
    case = Case(
        handle=service.handle,
        country=service.country,
        day=day,
        instruments=tuple(_instruments(rows, dossier, service.country, leg, session)),
        host=service.country in session.post.content.hosts,
        origin=dossier.service(rows, dossier.request.requesting_service).country,
        names_persons=_names_persons(rows, dossier, service.country),
    )
    return transfer_of(case, _completed(rows, dossier, service, said))


def content_of(transfer: Transfer | None) -> TransferContent | None:
    """Return what a departure keeps of its ground."""
    if transfer is None:
        return None
    return TransferContent(
        basis=transfer.basis.value if transfer.basis else None,
        instrument=transfer.instrument,
        reason=transfer.reason,
        authorisation=transfer.authorisation,
        guarantees=transfer.guarantees.value if transfer.guarantees else None,
    )


def _completed(rows: Reader, dossier: Dossier, service: Service, said: Asked) -> Asked:
    """Return what is said of this departure, completed by what was said of the last one to this service."""
    before = TransferContent()
    if not is_inside(service.country):
        before = _last(rows, dossier, service) or before
    same = said.basis is None
    usual = (
        before.basis
        if before.reason or before.basis not in ("adequacy", "instrument", "assessment")
        else None
    )
    return Asked(
        basis=said.basis if not same else usual,
        reason=said.reason or (before.reason if same else None),
        authorisation=said.authorisation or before.authorisation,
        guarantees=said.guarantees or before.guarantees,
    )


def _last(rows: Reader, dossier: Dossier, service: Service) -> TransferContent | None:
    sent = [
        content.transfer
        for row, content in dossier.find(rows, Transmission, TransmissionContent, "year", "number")
        if row.direction == "out" and row.service_to == service.id and content.transfer is not None
    ]
    return sent[-1] if sent else None


def _names_persons(rows: Reader, dossier: Dossier, country: str) -> bool:
    if country not in transfer_law().death_penalty:
        return False
    found = dossier.find(rows, Subject, SubjectContent, "number")
    return any(row.type == SubjectType.PERSON for row, _ in found)


def _instruments(
    rows: Reader, dossier: Dossier, country: str, leg: Leg | None, session: Session
) -> Iterator[str]:
    """Give the bases that bind France and the country: the leg's own, then those made for that state."""
    if is_inside(country):
        return
    law, day = dossier.law(rows), day_of(session.clock(), session.post.zone)

    def binds(basis: Basis) -> bool:
        return basis.instrument and basis.holds_on(day) and basis.binds(country) and basis.binds(FRANCE)

    own = law.basis(leg.basis, day) if leg is not None and leg.basis else None
    if own is not None and binds(own):
        yield own.code
    for basis in law.in_force(day):
        if basis.states is not None and "police" in basis.subjects and basis is not own and binds(basis):
            yield basis.code
