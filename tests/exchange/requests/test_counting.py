"""How many wait for whom: what the desk counts is what the lists show."""

from __future__ import annotations

from exchange.requests.inputs import Closing, Filter
from tests.exchange.requests.cases import ask, event
from tests.world import OFFICER, Seat, World


def counted(desk: Seat) -> dict[str, int]:
    return {"them": desk.waiting.them, "us": desk.waiting.us}


def listed(desk: Seat) -> dict[str, int]:
    return {who: len(desk.requests.list(Filter(waiting=who, limit=100)).items) for who in ("them", "us")}


def test_a_request_waits_once_whatever_the_number_of_its_legs(desk: Seat) -> None:
    for services in (("dijin", "policia-es"), ("dijin", "policia-es", "fiscalia-ec"), ("dijin",)):
        ref = ask(desk, *services).ref
        for number in range(1, len(services)):
            event(desk, ref, "acknowledged", leg=str(number))
    assert counted(desk) == listed(desk) == {"them": 2, "us": 3}


def test_what_was_closed_waits_for_nobody(desk: Seat) -> None:
    ref = ask(desk, "dijin", "policia-es").ref
    event(desk, ref, "acknowledged")
    assert counted(desk) == {"them": 1, "us": 1}
    desk.requests.close(ref, Closing("withdrawn", reason="sans objet"))
    assert counted(desk) == listed(desk) == {"them": 0, "us": 0}


def test_another_compartment_is_counted_by_those_who_hold_it(world: World, desk: Seat) -> None:
    desk.compartments.add("affaire")
    event(desk, ask(desk, "dijin", compartment="affaire").ref, "acknowledged")
    assert counted(desk) == {"them": 1, "us": 0}
    assert counted(world.desk(OFFICER)) == {"them": 0, "us": 0}
