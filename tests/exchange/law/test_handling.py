"""What handling codes and markings stop: the whole table, and what isn't known."""

from __future__ import annotations

import itertools

import pytest

from exchange.codes import Handling, Kind, Marking, ServiceType, Side
from exchange.law.handling import Circle, Recipient, Stop, must_be_confirmed, stops

CIRCLE = Circle(owner="dnpj", requester="ofast", requested=frozenset({"dijin"}))
FRIEND = Recipient("dijin", Side.FOREIGN, ServiceType.POLICE)
STRANGER = Recipient("europol", Side.INTERNATIONAL, ServiceType.INTERNATIONAL_ORGANISATION)
OTHER_KINDS = [kind for kind in Kind if kind is not Kind.ROGATORY]


def reasons(
    handling: Handling | None,
    recipient: Recipient,
    kind: Kind = Kind.WANTED,
    marking: Marking | None = None,
    lifted: tuple[Handling, ...] = (),
) -> list[str]:
    return [stop.reason for stop in stops(handling, marking, recipient, CIRCLE, kind, lifted)]


@pytest.mark.parametrize(("type_", "kind"), list(itertools.product(ServiceType, OTHER_KINDS)))
def test_h1_stops_toward_judicial_and_prosecution_only(type_: ServiceType, kind: Kind) -> None:
    judicial = type_ in (ServiceType.JUDICIAL, ServiceType.PROSECUTION)
    found = reasons(Handling.H1, Recipient("x", Side.FOREIGN, type_), kind)
    assert found == (["stopped-h1-judicial"] if judicial else [])


@pytest.mark.parametrize("type_", ServiceType)
def test_h1_stops_any_recipient_in_a_rogatory_request(type_: ServiceType) -> None:
    found = reasons(Handling.H1, Recipient("x", Side.FOREIGN, type_), Kind.ROGATORY)
    assert found == ["stopped-h1-rogatory"]


@pytest.mark.parametrize("handle", ["dnpj", "ofast", "dijin"])
def test_h2_moves_between_owner_requester_and_requested(handle: str) -> None:
    assert reasons(Handling.H2, Recipient(handle, Side.FRENCH, ServiceType.POLICE)) == []


@pytest.mark.parametrize("handle", ["europol", "dnpj2", "", None])
def test_h2_stops_toward_anybody_else(handle: str | None) -> None:
    assert reasons(Handling.H2, Recipient(handle, Side.FRENCH, ServiceType.POLICE)) == ["stopped-h2"]


def test_without_an_owner_an_unnamed_recipient_is_not_taken_for_him() -> None:
    nobody = Circle(owner=None, requester=None)
    assert not nobody.holds(None)
    assert stops(Handling.H2, None, Recipient(None), nobody, None) == (Stop("stopped-h2", Handling.H2),)


@pytest.mark.parametrize("side", [Side.FOREIGN, Side.INTERNATIONAL, None])
def test_special_france_never_leaves_for_a_foreign_service(side: Side | None) -> None:
    found = reasons(None, Recipient("dijin", side), marking=Marking.DR_SF, lifted=tuple(Handling))
    assert found == ["stopped-special-france"]


def test_special_france_may_go_to_a_french_service() -> None:
    assert reasons(None, Recipient("dnpj", Side.FRENCH), marking=Marking.DR_SF) == []


@pytest.mark.parametrize("marking", [marking for marking in Marking if marking is not Marking.DR_SF])
def test_no_other_marking_stops_by_itself(marking: Marking) -> None:
    assert reasons(None, STRANGER, marking=marking) == []


@pytest.mark.parametrize("handling", [Handling.H0, Handling.H3, None])
def test_h0_and_h3_never_stop_by_themselves(handling: Handling | None) -> None:
    for recipient, kind in itertools.product((FRIEND, STRANGER, Recipient(None)), Kind):
        assert reasons(handling, recipient, kind) == []
    assert must_be_confirmed(handling) is (handling is Handling.H3)


def test_a_recorded_consent_lifts_its_own_code_only() -> None:
    court = Recipient("tribunal", Side.FRENCH, ServiceType.JUDICIAL)
    assert reasons(Handling.H1, court, lifted=(Handling.H1,)) == []
    assert reasons(Handling.H1, court, lifted=(Handling.H2,)) == ["stopped-h1-judicial"]
    assert reasons(Handling.H2, STRANGER, lifted=(Handling.H2,)) == []
    assert reasons(Handling.H2, STRANGER, lifted=(Handling.H1,)) == ["stopped-h2"]


def test_h1_stops_toward_a_recipient_of_whom_nothing_is_known() -> None:
    assert reasons(Handling.H1, Recipient("someone")) == ["stopped-h1-judicial"]


def test_every_reason_that_stops_is_told_when_there_are_several() -> None:
    found = reasons(Handling.H2, STRANGER, marking=Marking.DR_SF)
    assert found == ["stopped-special-france", "stopped-h2"]
