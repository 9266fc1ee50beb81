"""What a departure would disclose, to whom and on which basis: shown before anything is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.directory.services import service_content
from exchange.requests.access import looking
from exchange.requests.leg_rows import text_of
from exchange.requests.model import Subject
from exchange.store.session import Session
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.planning import plan_send


@dataclass(frozen=True)
class Intended:
    """A departure as it would leave; `sealed` says whether as a file that its recipient alone opens."""

    to: str
    name: str
    country: str
    trust: str
    nature: str
    channel: str
    sealed: bool
    handling: str | None
    marking: str | None
    conditions: str | None
    basis: str | None
    transfer: str | None
    subjects: int
    warnings: tuple[str, ...]


def intended(session: Session, new: NewDispatch) -> Intended:
    """Return what would leave; raise what `send` would refuse. The request is looked at, so it is logged."""
    session.authorise("transmission.sent")
    with looking(session, new.request, "transmission.sent") as (rows, dossier):
        plan = plan_send(session, rows, dossier, new)
        request, text = dossier.request, text_of(rows, dossier)
        found = Intended(
            to=plan.service.handle,
            name=service_content(session, plan.service).names.get("fr", plan.service.handle),
            country=plan.service.country,
            trust=plan.service.trust,
            nature=plan.nature.value,
            channel=plan.channel.value,
            sealed=plan.is_dispatch,
            handling=request.handling,
            marking=request.marking,
            conditions=text.conditions,
            basis=plan.leg.basis if plan.leg else None,
            transfer=plan.transfer.basis.value if plan.transfer and plan.transfer.basis else None,
            subjects=len(rows.find(Subject, owner=request.id)),
            warnings=plan.warnings,
        )
    with session.unit() as journal:
        dossier.consulted(journal)
    return found
