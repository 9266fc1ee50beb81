"""Requests of each kind, as small as they can be, and what tests ask of the desk again and again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from exchange.errors import NotFound
from exchange.requests.inputs import NewEvent, NewLeg, NewRequest
from exchange.requests.opening import Opened
from tests.world import Seat

PASSPORT: Final[Mapping[str, str]] = {"type": "passport", "number": "AR412907", "country": "COL"}
ROSERO: Final[Mapping[str, str]] = {"family": "ROSERO", "born": "1980-05-17", "nationality": "COL"}
DRUGS: Final = NewRequest(kind="trafficking", requester="ofast", title="Conteneur au départ de Buenaventura")
WANTED: Final = NewRequest(kind="wanted", requester="dnpj", title="Mandat d'arrêt")
FRAUD: Final = NewRequest(
    kind="document-fraud", requester="dnpaf", title="Passeport douteux", documents=(PASSPORT,)
)
MIGRATION: Final = NewRequest(kind="illegal-immigration", requester="oltim", title="Filière")
ROGATORY: Final = NewRequest(
    kind="rogatory",
    requester="bepi",
    title="Commission rogatoire internationale",
    type="cri",
    fields={"commission.magistrate": "Mme Roux"},
)
KINDS: Final = (DRUGS, WANTED, FRAUD, MIGRATION, ROGATORY)


def ask(desk: Seat, *services: str, new: NewRequest = DRUGS, **also: object) -> Opened:
    """Open a request to services that are added to the directory: `dijin` (CO), `policia-es` (ES)."""
    for handle in services:
        try:
            desk.services.show(handle)
        except NotFound:
            country = handle.rpartition("-")[2].upper() if "-" in handle else "CO"
            desk.services.add(handle, handle.upper(), country, "police")
    return desk.requests.open(replace(new, to=services, **also))  # type: ignore[arg-type]


def event(desk: Seat, ref: str, code: str, at: str = "now", leg: str = "1", **also: str) -> None:
    """Record an event of a leg."""
    desk.legs.event(ref, leg, NewEvent(code, at, **also))  # type: ignore[arg-type]


def add(desk: Seat, ref: str, service: str) -> None:
    """Ask one more service that is in the directory."""
    desk.legs.add(ref, NewLeg(service))
