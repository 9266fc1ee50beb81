"""Whether a departure may go, to whom, by which way, about which leg: all that is decided first.

Nothing leaves on a guess: no channel where neither the leg nor a compared card or key gives one, no
sealed file for a partner who is stopped, nothing that its conditions of use stop (`law.handling`).
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.codes import Channel, Handling, Kind, LegStatus, Marking, Nature, ServiceType, Side, parse_code
from exchange.directory.model import Service
from exchange.directory.services import find_service, service_of
from exchange.errors import Refused
from exchange.law.handling import Circle, Recipient, Stop, must_be_confirmed, stops
from exchange.law.transfers import Asked, Transfer, TransferBasis
from exchange.requests.dossier import Dossier
from exchange.requests.leg_rows import find_leg, refuse_closed
from exchange.requests.machine import TO_REQUESTED
from exchange.requests.model import Leg
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.partners import Addressee, addressee_of
from exchange.transmission.transferring import transfer_for

_TELLS_REQUESTER = ("answered", "partly-answered", "refused", "withdrawn")


@dataclass(frozen=True)
class Plan:
    """A departure that may go. `adds_leg` says that its service is asked here for the first time."""

    service: Service
    nature: Nature
    channel: Channel
    leg: Leg | None
    adds_leg: bool
    addressee: Addressee | None
    transfer: Transfer | None
    warnings: tuple[str, ...]

    @property
    def confirms(self) -> bool:
        """Say whether the text of its restrictions is to be shown and confirmed."""
        return "conditions-to-confirm" in self.warnings

    @property
    def is_dispatch(self) -> bool:
        """Say whether a sealed file is made, rather than a paper to carry."""
        return self.channel is Channel.DISPATCH


def plan_send(session: Session, rows: Reader, dossier: Dossier, new: NewDispatch) -> Plan:
    """Decide a departure; raise Refused with the reason where it can't go, NotFound, Tampered."""
    service = find_service(rows, new.to)
    nature = _nature(dossier, service, new)
    leg = _leg(rows, dossier, service, new)
    asks = nature in TO_REQUESTED and not _is_requester(dossier, service)
    if leg is not None and leg.status == LegStatus.CLOSED and asks:
        raise Refused("leg-closed", ref=dossier.request.ref, leg=leg.number)
    stopped = stops_on_the_way(rows, dossier, service)
    if stopped:
        raise Refused(stopped[0].reason, handle=service.handle)
    said = Asked(new.transfer_basis, new.transfer_reason, new.transfer_authorisation, new.guarantees)
    transfer = transfer_for(session, rows, dossier, service, leg, said)
    asked = _channel_asked(new, service, leg)
    channel, addressee = Channel.DISPATCH, None
    if asked in (None, Channel.DISPATCH):
        addressee = _sealed_to(session, rows, service, new, asked)
    else:
        channel = asked
    adds = leg is None and nature is not Nature.FOR_INFORMATION and not _is_requester(dossier, service)
    if adds:
        refuse_closed(dossier)
    warnings = ["leg-added"] if adds else []
    if leg and nature in TO_REQUESTED and service.id not in (leg.service, dossier.request.requesting_service):
        warnings.append("leg-other-service")
    handling = Handling(dossier.request.handling) if dossier.request.handling else None
    if must_be_confirmed(handling):
        warnings.append("conditions-to-confirm")
    if transfer is not None and transfer.basis is TransferBasis.ASSESSMENT and transfer.reason is None:
        warnings.append("transfer-assessed")
    return Plan(service, nature, channel, leg, adds, addressee, transfer, tuple(warnings))


def _nature(dossier: Dossier, service: Service, new: NewDispatch) -> Nature:
    if new.nature:
        return parse_code(Nature, new.nature, "nature")
    return Nature.ANSWER if _is_requester(dossier, service) else Nature.REQUEST


def _is_requester(dossier: Dossier, service: Service) -> bool:
    return service.id == dossier.request.requesting_service


def _leg(rows: Reader, dossier: Dossier, service: Service, new: NewDispatch) -> Leg | None:
    if new.leg:
        return find_leg(rows, dossier, new.leg)[0]
    legs = sorted(dossier.legs.values(), key=lambda leg: leg.number)
    asked = [leg for leg in legs if leg.service == service.id]
    if not asked and _is_requester(dossier, service):
        # What the requester is told is about the one leg, or the first that has news for him.
        asked = legs if len(legs) == 1 else [leg for leg in legs if leg.status in _TELLS_REQUESTER][:1]
    if len(asked) > 1:
        raise Refused("leg-ambiguous", handle=service.handle, numbers=", ".join(str(x.number) for x in asked))
    return asked[0] if asked else None


def _channel_asked(new: NewDispatch, service: Service, leg: Leg | None) -> Channel | None:
    """Return the channel given, or the one of the leg that asks this service."""
    asked = None
    if new.channel:
        asked = parse_code(Channel, new.channel, "channel")
    elif leg is not None and leg.channel and leg.service == service.id and not new.phrase:
        asked = Channel(leg.channel)
    if new.phrase and asked not in (None, Channel.DISPATCH):
        raise Refused("phrase-without-dispatch", channel=str(asked))
    return asked


def _sealed_to(
    session: Session, rows: Reader, service: Service, new: NewDispatch, asked: Channel | None
) -> Addressee | None:
    """Return whom a dispatch is sealed to, None where a phrase seals it; a stopped partner gets neither."""
    addressee = addressee_of(session, rows, service)
    if new.phrase:
        return None
    if addressee is None:
        reason = "channel-missing" if asked is None else "service-without-key"
        raise Refused(reason, handle=service.handle)
    return addressee


def stops_on_the_way(rows: Reader, dossier: Dossier, service: Service) -> tuple[Stop, ...]:
    """Return what in the request's handling code or marking stops it on its way to `service`."""
    request = dossier.request
    circle = Circle(
        owner=None,
        requester=service_of(rows, request.requesting_service).handle,
        requested=frozenset(service_of(rows, leg.service).handle for leg in dossier.legs.values()),
    )
    return stops(
        Handling(request.handling) if request.handling else None,
        Marking(request.marking) if request.marking else None,
        Recipient(service.handle, Side(service.side), ServiceType(service.type)),
        circle,
        Kind(request.kind),
    )
