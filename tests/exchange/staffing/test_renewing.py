"""A lost passphrase: a new seed and id, the same handle and grants, the earlier entries still his."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.audit.checks import Verdict
from exchange.audit.inputs import Selection
from exchange.audit.verify import verify_export
from exchange.errors import Locked, NotAuthorised, Proposed, Refused
from tests.exchange.requests.cases import ask
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.store.filled import FIRST, log_of, store_of
from tests.world import BOGOTA, HEAD, INVESTIGATOR, OFFICER, Seat, World, first_passphrase_of, passphrase_of

AGAIN = "la phrase donnée une seconde fois"


def renewed(world: World, desk: Seat, handle: str) -> Seat:
    """Renew a member and let him activate; return his desk."""
    done = desk.staffing.renew(handle, AGAIN)
    assert (done.handle, done.status) == (handle, "provisional")
    with pytest.raises(Locked, match="wrong-passphrase"):
        world.desk(handle)
    fresh = world.desk(handle, AGAIN)
    fresh.members.activate(passphrase_of(handle))
    world.lock(fresh)
    return world.desk(handle)


def test_a_renewed_officer_holds_what_he_held(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="le texte").ref
    world.desk(OFFICER).requests.note(ref, "de lui")
    old = world.opened(OFFICER).slot.member
    his = renewed(world, desk, OFFICER)
    assert his.session.member.id != old
    shown = his.requests.show(ref)[0]
    assert (shown.text, shown.notes[0].author) == ("le texte", OFFICER)
    assert [row.handle for row in desk.members.list()].count(OFFICER) == 1
    assert his.cards.export().data
    store_of(desk).check()


def test_a_renewed_investigator_keeps_his_requests(world: World, desk: Seat) -> None:
    ask(desk, "dijin", text="le texte")
    desk.requests.assign(FIRST, INVESTIGATOR)
    his = renewed(world, desk, INVESTIGATOR)
    assert his.requests.show(FIRST)[0].assigned == (INVESTIGATOR,)
    assert [item.ref for item in his.requests.list().items] == [FIRST]
    desk.requests.unassign(FIRST, INVESTIGATOR)
    with pytest.raises(NotAuthorised):
        his.requests.show(FIRST)
    store_of(desk).check()


def test_his_earlier_entries_are_found_and_exported_under_his_handle(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    ref = ask(desk, "dijin").ref
    world.desk(OFFICER).requests.note(ref, "avant")
    his = renewed(world, desk, OFFICER)
    his.requests.note(ref, "après")
    notes = desk.log.show(member=OFFICER, op="request.noted").items
    assert [row.by for row in notes] == [OFFICER, OFFICER]
    whole = tmp_path / "whole.zip"
    for wanted in (Selection(), Selection(member=OFFICER)):
        with whole.open("wb") as sink:
            exported = log_of(desk).export(sink, wanted)
        assert verify_export(whole).verdict is not Verdict.FAILED
    with whole.open("wb") as sink:
        assert log_of(desk).export(sink, Selection(size=exported.size)).entries == exported.entries


def test_who_lost_his_first_passphrase_too_is_renewed_before_he_activated(world: World, desk: Seat) -> None:
    world.add("f.roux", "officer")
    desk.grants.give("f.roux", "general")
    desk.staffing.renew("f.roux", "une autre phrase donnée")
    his = renewed(world, desk, "f.roux")
    assert his.session.vault.compartments
    store_of(desk).check()


def test_a_head_renews_only_whom_he_can_give_everything_back(world: World, desk: Seat) -> None:
    theirs = world.desk(DEPUTY)
    theirs.compartments.add("stupéfiants", (OFFICER,))
    with pytest.raises(Refused, match="renew-needs-grants"):
        desk.staffing.renew(OFFICER, AGAIN)
    with pytest.raises(Refused, match="compartment-headless"):
        desk.staffing.renew(DEPUTY, AGAIN)
    with pytest.raises(Refused, match="own-membership"):
        desk.staffing.renew(HEAD, AGAIN)
    assert world.desk(OFFICER).requests.list().items == ()


def test_a_new_seed_of_ones_own_keeps_every_version_of_every_key(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="le texte").ref
    world.lock(desk)
    desk = world.desk()
    desk.staffing.revoke(OFFICER)
    desk.members.renew_seed("une phrase toute nouvelle")
    world.lock_all()
    fresh = world.desk(HEAD, "une phrase toute nouvelle")
    assert fresh.requests.show(ref)[0].text == "le texte"
    assert len(fresh.session.vault.retired_offices) == 1
    store_of(fresh).check()


@pytest.fixture
def guarded(tmp_path: Path) -> World:
    """Give a post that chose four eyes, with two heads and an officer."""
    world = World.new(tmp_path / "four", replace(BOGOTA, four_eyes=True))
    world.add(DEPUTY, "head")
    world.activate(DEPUTY)
    return world


def test_four_eyes_renew_and_change_roles_by_two(guarded: World) -> None:
    with guarded as world:
        one, two = world.desk(), world.desk(DEPUTY)
        with pytest.raises(Proposed) as asked:
            one.members.add("f.roux", "F", "officer", first_passphrase_of("f.roux"))
        two.choose(purpose=None, proposal=asked.value.n)
        two.members.add("f.roux", "F", "officer", first_passphrase_of("f.roux"))
        acts: tuple[Callable[[Seat], object], ...] = (
            lambda desk: desk.staffing.role("f.roux", "auditor"),
            lambda desk: desk.staffing.renew("f.roux", AGAIN),
        )
        for act in acts:
            with pytest.raises(Proposed) as asked:
                act(one)
            one.choose(purpose=None, proposal=asked.value.n)
            with pytest.raises(Refused, match="proposal-own"):
                act(one)
            one.choose(purpose=None, proposal=None)
            two.choose(purpose=None, proposal=asked.value.n)
            act(two)
        assert [row.role for row in one.members.list() if row.handle == "f.roux"] == ["auditor"]
        one.log.verify()
