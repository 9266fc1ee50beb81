"""The register: one gapless series a year for both directions, and the one way into it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from enum import Enum
from zoneinfo import ZoneInfo

from exchange.clock import to_millis
from exchange.codes import ORAL, Channel, Direction, LegStatus, Move, Nature, TransmissionStatus
from exchange.directory.places import compartment_named
from exchange.ids import new_id
from exchange.requests.arrivals import keep_unfiled
from exchange.requests.dossier import Dossier
from exchange.requests.happening import asked_since, happened
from exchange.requests.leg_rows import find_leg, moved, refresh
from exchange.requests.machine import FROM_REQUESTED, TABLE, TO_REQUESTED, TO_REQUESTER
from exchange.requests.model import Leg, LegContent
from exchange.requests.spoken import follow_spoken
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Value
from exchange.store.sealed import new_row
from exchange.store.session import Session


@dataclass(frozen=True)
class Plain:
    """The plain columns of a transmission to be entered."""

    direction: Direction
    status: TransmissionStatus
    nature: Nature
    channel: Channel
    service_from: str | None = None
    service_to: str | None = None
    request: str | None = None
    leg: str | None = None
    answers: str | None = None
    sent_at: int | None = None
    received_at: int | None = None


def enter(
    session: Session,
    journal: Journal,
    plain: Plain,
    content: TransmissionContent,
    *,
    dossier: Dossier | None,
    compartment: str | None = None,
    ident: str | None = None,
) -> Transmission:
    """Insert a transmission under the next number of the year: the one way into the register.

    With a dossier it is one of its rows; without, it stands under its compartment. `log_index` is
    that of the next entry, which the caller appends.
    """
    now = session.clock()
    year = now.astimezone(ZoneInfo(session.post.zone)).year
    columns: dict[str, Value] = {
        **_plain_columns(plain),
        "year": year,
        "number": journal.next_number(f"register-{year}"),
        "registered_at": to_millis(now),
        "log_index": journal.size,
        "belongs_to": None,
        "witness_size": None,
    }
    if dossier is not None:
        return dossier.insert(
            journal, Transmission, content, ident, compartment=dossier.request.compartment, **columns
        )
    place = compartment or compartment_named(session, journal.rows, None)
    version, _ = session.vault.compartment_key(place)
    row = new_row(
        Transmission,
        ident or new_id(now),
        place,
        version,
        compartment=place,
        **columns,
    )
    return keep_unfiled(session, journal, row, content)


def follow_message(
    journal: Journal, dossier: Dossier, leg: Leg | None, plain: Plain, cause: str, *, named: bool
) -> tuple[Leg | None, tuple[str, ...]]:
    """Let a message move the leg that it is about; return that with what the member should know of it.

    `named` says that the member himself said which leg it is.
    """
    warnings = tuple(_unexpected(dossier, leg, plain, named=named))
    moved_leg = move_leg(journal, dossier, leg, plain, cause, named=named) if leg else None
    return moved_leg, warnings


def move_leg(
    journal: Journal, dossier: Dossier, leg: Leg, plain: Plain, cause: str, *, named: bool = False
) -> Leg:
    """Let a message do to a leg what its nature says, where that is possible from its status.

    What was said aloud is owed in writing; what is written may be what was owed.
    """
    leg = _moved(journal, dossier, leg, plain, cause, named=named)
    owing = dossier.unseal(leg, LegContent).unwritten_since is not None
    return follow_spoken(journal, dossier, leg) if owing or plain.channel in ORAL else leg


def _moved(journal: Journal, dossier: Dossier, leg: Leg, plain: Plain, cause: str, *, named: bool) -> Leg:
    move = _move(dossier, leg, plain, named=named)
    if move is None or move not in TABLE[LegStatus(leg.status)]:
        return leg
    _, content = find_leg(journal.rows, dossier, leg.id)
    at = plain.received_at or plain.sent_at or to_millis(dossier.session.clock())
    if move is Move.CLARIFICATION_ANSWERED:
        since = asked_since(journal.rows, dossier, leg)
        if since is None and leg.status != LegStatus.CLARIFICATION:
            return leg
        at = max(at, since or at)
    return refresh(journal, dossier, leg, moved(leg, content, move, at, cause=cause))


def as_typed(
    journal: Journal, dossier: Dossier, leg: Leg | None, plain: Plain, given: str, *, named: bool
) -> Plain:
    """Return a message with the moment that `given` means for its leg; raise Refused for one too early."""
    move = _move(dossier, leg, plain, named=named) if leg else None
    if leg is None or move is None or move not in TABLE[LegStatus(leg.status)]:
        return plain
    at = happened(journal.rows, dossier, leg, move, plain.received_at or plain.sent_at or 0, given)
    incoming = plain.direction is Direction.IN
    return replace(plain, received_at=at) if incoming else replace(plain, sent_at=at)


def leg_of_service(dossier: Dossier, service: str | None) -> Leg | None:
    """Return the one leg of the request that asks this service, if there is exactly one."""
    found = [leg for leg in dossier.legs.values() if leg.service == service]
    return found[0] if len(found) == 1 else None


def _move(dossier: Dossier, leg: Leg, plain: Plain, *, named: bool) -> Move | None:
    """Return what a message does to its leg: by whose it is, else on the word of who named the leg.

    An officer writes under his own name, an INTERPOL office or a ministry for the service that is asked.
    What the requester says is never the answer of a service that he had asked.
    """
    other = plain.service_from if plain.direction is Direction.IN else plain.service_to
    requesters = other == dossier.request.requesting_service and other != leg.service
    requested = other == leg.service or (named and not requesters)
    if plain.direction is Direction.IN:
        return FROM_REQUESTED.get(plain.nature) if requested else None
    move = TO_REQUESTED.get(plain.nature) if requested else None
    if requesters or (named and other is None):
        return move or TO_REQUESTER.get(plain.nature)
    return move


def _unexpected(dossier: Dossier, leg: Leg | None, plain: Plain, *, named: bool) -> Iterator[str]:
    """Say where a message moves a leg that asks another service, or an answer moves none."""
    answers = plain.direction is Direction.IN and plain.nature in FROM_REQUESTED
    other = plain.service_from if plain.direction is Direction.IN else plain.service_to
    if leg is None:
        if answers and dossier.legs and other != dossier.request.requesting_service:
            yield "answer-without-leg"
        return
    move = _move(dossier, leg, plain, named=named)
    if move not in TABLE[LegStatus(leg.status)]:
        if answers:
            yield "leg-not-moved"
    elif other not in (None, leg.service, dossier.request.requesting_service):
        yield "leg-other-service"


def _plain_columns(plain: Plain) -> dict[str, Value]:
    return {name: value.value if isinstance(value, Enum) else value for name, value in asdict(plain).items()}
