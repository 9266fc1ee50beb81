"""To whom a request is assigned is what the log says: a wrap put back, or taken away, is tampering."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from exchange.errors import Tampered
from exchange.requests.inputs import Filter, Search
from exchange.store.model import KeyWrap
from exchange.store.rows import changed
from tests.attacks.intruder import Intruder
from tests.exchange.requests.cases import ask
from tests.exchange.store.filled import store_of
from tests.world import INVESTIGATOR, OFFICER, Seat, World

Look = Callable[[Seat, str], object]

HIS: dict[str, Look] = {
    "show": lambda his, ref: his.requests.show(ref),
    "list": lambda his, ref: his.requests.list(),
    "search": lambda his, ref: his.requests.search(Search("conteneur")),
}
THE_HEADS: dict[str, Look] = {
    "show": lambda head, ref: head.requests.show(ref),
    "list": lambda head, ref: head.requests.list(Filter(assigned_to=INVESTIGATOR)),
}


def wraps(world: World) -> list[KeyWrap]:
    """Return the wraps of requests' keys, as they stand."""
    with Intruder(world, OFFICER).rows() as rows:
        return rows.find(KeyWrap, kind="request")


def put(world: World, *planted: KeyWrap) -> None:
    """Write wraps into the store as somebody who has its key."""
    with Intruder(world, OFFICER).rows() as rows:
        for wrap in planted:
            rows.insert(wrap)


@pytest.mark.parametrize("who", ["his", "the head's"])
def test_the_wrap_of_an_assignment_that_ended_is_tampering_when_it_is_put_back(
    world: World, desk: Seat, who: str
) -> None:
    ref = ask(desk, "dijin", text="Un conteneur").ref
    desk.requests.assign(ref, INVESTIGATOR)
    old = wraps(world)
    desk.requests.unassign(ref, INVESTIGATOR)
    put(world, *old)
    seat, looks = (world.desk(INVESTIGATOR), HIS) if who == "his" else (desk, THE_HEADS)
    for look in looks.values():
        with pytest.raises(Tampered):
            look(seat, ref)
    assert desk.requests.list().items[0].ref == ref, "the list names nobody"
    desk.requests.unassign(ref, INVESTIGATOR)
    assert desk.requests.show(ref)[0].assigned == ()
    store_of(desk).check()


def test_an_assignment_whose_wrap_was_deleted_is_missing_not_ended(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    desk.requests.assign(ref, INVESTIGATOR)
    world.sql("DELETE FROM key_wrap WHERE kind = 'request'")
    for seat in (desk, world.desk(INVESTIGATOR)):
        with pytest.raises(Tampered, match="wrap-missing"):
            seat.requests.show(ref)
    assert desk.requests.assign(ref, INVESTIGATOR).assigned == (INVESTIGATOR,)
    assert world.desk(INVESTIGATOR).requests.list().items[0].ref == ref


def test_who_did_other_work_in_between_holds_his_requests_no_more(world: World, desk: Seat) -> None:
    """An assignment ended with the work that it was given for, also for somebody who does it again."""
    ref = ask(desk, "dijin").ref
    desk.requests.assign(ref, INVESTIGATOR)
    old = wraps(world)
    desk.staffing.role(INVESTIGATOR, "auditor")
    desk.staffing.role(INVESTIGATOR, "investigator")
    assert desk.requests.show(ref)[0].assigned == ()
    assert world.desk(INVESTIGATOR).requests.list().items == ()
    put(world, *old)
    with pytest.raises(Tampered, match="key-not-vouched"):
        world.desk(INVESTIGATOR).requests.list()


def test_a_wrap_planted_for_a_member_isnt_made_good_when_he_is_renewed(world: World, desk: Seat) -> None:
    world.add("f.roux", "investigator")
    world.activate("f.roux")
    desk.requests.assign(ask(desk, "dijin").ref, INVESTIGATOR)
    put(world, changed(wraps(world)[0], member=Intruder(world, "f.roux").id))
    with pytest.raises(Tampered, match="key-not-vouched"):
        desk.staffing.renew("f.roux", "une autre phrase donnée")
    assert "member.renewed" not in world.ops()


def test_who_was_renewed_and_taken_off_a_request_gets_no_new_key(world: World, desk: Seat) -> None:
    world.add("f.roux", "investigator")
    world.activate("f.roux")
    ref = ask(desk, "dijin").ref
    for handle in (INVESTIGATOR, "f.roux"):
        desk.requests.assign(ref, handle)
    desk.staffing.renew(INVESTIGATOR, "une autre phrase donnée")
    assert desk.requests.unassign(ref, INVESTIGATOR).assigned == ("f.roux",)
    assert desk.requests.unassign(ref, "f.roux").assigned == ()
    assert wraps(world) == []
