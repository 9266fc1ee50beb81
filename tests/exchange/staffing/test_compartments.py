"""Compartments beyond the first: who lacks the key sees nothing of what stands in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from exchange.errors import Conflict, Invalid, NotAuthorised, NotFound, Refused
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import DRUGS, ask
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.store.filled import store_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, Seat, World

SECRET = "stupéfiants"
HIDDEN = replace(DRUGS, compartment=SECRET, text="le texte")


def test_a_compartment_is_held_by_its_maker_and_those_named(world: World, desk: Seat) -> None:
    made = desk.compartments.add(SECRET, (OFFICER, HEAD, OFFICER))
    assert (made.holders, made.held, made.version) == ((HEAD, OFFICER), True, 1)
    entries = world.entries()[-2:]
    assert [entry.op for entry in entries] == ["compartment.added", "grant.given"]
    listed = world.desk(DEPUTY).compartments.list()
    assert [(one.compartment, one.held) for one in listed] == [("general", True), (SECRET, False)]
    assert {(one.compartment, one.handle) for one in desk.grants.list()} >= {
        (SECRET, HEAD),
        (SECRET, OFFICER),
    }


@pytest.mark.parametrize("handle", [DEPUTY, AUDITOR, INVESTIGATOR])
def test_who_lacks_the_grant_gets_exit_4_and_sees_nothing_in_lists(
    world: World, desk: Seat, handle: str
) -> None:
    desk.compartments.add(SECRET)
    ref = ask(desk, "dijin", new=HIDDEN).ref
    other = world.desk(handle)
    size = len(world.entries())
    with pytest.raises(NotAuthorised) as caught:
        other.requests.show(ref)
    assert caught.value.exit == 4
    with pytest.raises(NotAuthorised):
        other.requests.note(ref, "?")
    assert [entry.op for entry in world.entries()[size:]] == ["access.refused"] * 2
    if handle == DEPUTY:
        assert other.requests.list().items == ()
        assert other.due("9999d").items == ()
        with pytest.raises(NotAuthorised, match="no-grant"):
            other.grants.give(OFFICER, SECRET)


def test_an_arrival_stands_in_the_compartment_that_it_was_registered_in(world: World, desk: Seat) -> None:
    desk.compartments.add(SECRET, (OFFICER,))
    new = NewTransmission(direction="in", channel="email", subject="discret", compartment=SECRET)
    desk.transmissions.record(new)
    assert world.desk(OFFICER).transmissions.show("1").subject == "discret"
    other = world.desk(DEPUTY)
    assert other.transmissions.list().items == ()
    with pytest.raises(NotAuthorised, match="no-grant"):
        other.transmissions.show("1")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("", Invalid), ("x" * 61, Invalid), ("a\nb", Invalid), ("general", Conflict), ("GENERAL", Conflict)],
)
def test_a_name_that_cannot_be_a_compartments_is_refused(
    world: World, desk: Seat, name: str, kind: type[Exception]
) -> None:
    before = world.ops()
    with pytest.raises(kind):
        desk.compartments.add(name)
    assert world.ops() == before


@pytest.mark.parametrize("handle", [AUDITOR, INVESTIGATOR, "nobody"])
def test_a_compartment_is_made_for_heads_and_officers_alone(world: World, desk: Seat, handle: str) -> None:
    before = world.ops()
    with pytest.raises((Refused, NotFound)):
        desk.compartments.add(SECRET, (handle,))
    assert world.ops() == before
    assert len(desk.compartments.list()) == 1


def test_a_grant_withdrawn_closes_the_compartment_and_its_keys_are_replaced(world: World, desk: Seat) -> None:
    desk.compartments.add(SECRET, (OFFICER,))
    ref = ask(desk, "dijin", new=HIDDEN).ref
    his = world.desk(OFFICER)
    assert his.requests.show(ref)[0].text == "le texte"
    done = desk.staffing.withdraw(OFFICER, SECRET)
    assert (done.resealed, done.left, done.store) == (1, 0, None)
    with pytest.raises(NotAuthorised, match="no-access"):  # also at the desk that he has open
        his.requests.show(ref)
    assert desk.requests.show(ref)[0].text == "le texte"
    entry = next(entry for entry in world.entries() if entry.op == "grant.withdrawn")
    keys = entry.x["keys"]
    assert isinstance(keys, list)
    assert [(key["kind"], key["version"]) for key in keys if isinstance(key, dict)] == [
        ("compartment", 2),
        ("index", 2),
    ]
    store_of(desk).check()
    desk.grants.give(OFFICER, SECRET)
    assert his.requests.show(ref)[0].text == "le texte"


@pytest.mark.parametrize(
    ("handle", "place", "reason"),
    [
        (AUDITOR, "general", "role-without-grants"),
        (OFFICER, SECRET, "not-granted"),
        (HEAD, SECRET, "own-grant"),
        (OFFICER, "nowhere", "compartment-unknown"),
    ],
)
def test_a_grant_that_cannot_be_withdrawn_stays(
    world: World, desk: Seat, handle: str, place: str, reason: str
) -> None:
    desk.compartments.add(SECRET)
    before = world.ops()
    with pytest.raises((Refused, NotFound), match=reason):
        desk.staffing.withdraw(handle, place)
    assert world.ops() == before


def test_the_last_head_of_a_compartment_is_not_taken_out_of_the_post(world: World, desk: Seat) -> None:
    theirs = world.desk(DEPUTY)
    theirs.compartments.add(SECRET, (OFFICER,))
    verbs: tuple[Callable[[], object], ...] = (
        lambda: desk.staffing.revoke(DEPUTY),
        lambda: desk.staffing.role(DEPUTY, "auditor"),
    )
    for verb in verbs:
        with pytest.raises(Refused, match="compartment-headless") as caught:
            verb()
        assert caught.value.arguments["compartments"] == SECRET
    theirs.grants.give(HEAD, SECRET)
    assert desk.staffing.revoke(DEPUTY).member.status == "revoked"


def test_a_compartment_that_the_revoking_head_lacks_is_rekeyed_by_one_who_holds_it(
    world: World, desk: Seat
) -> None:
    theirs = world.desk(DEPUTY)
    theirs.compartments.add(SECRET, (OFFICER,))
    ref = ask(theirs, "dijin", new=HIDDEN).ref
    world.lock(theirs)
    desk.staffing.revoke(OFFICER)
    stale = desk.session.roster.holdings.stale
    assert {kind for kind, _ in stale} == {"compartment", "index"}
    theirs = world.desk(DEPUTY)  # unlocking replaces the keys, and seals the request anew
    assert theirs.session.roster.holdings.stale == frozenset()
    assert "compartment.rekeyed" in world.ops()
    assert world.sql("SELECT compartment_version, key_version FROM request") == [(2, 2)]
    assert theirs.requests.show(ref)[0].text == "le texte"
    store_of(theirs).check()
