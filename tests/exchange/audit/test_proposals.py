"""Proposals: what waits for a second member, and nothing that can't be done any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Conflict, NotAuthorised, Proposed, Refused, Tampered
from tests.exchange.directory.test_trusting import QUITO, trust
from tests.exchange.requests.cases import ask
from tests.exchange.store.filled import store_of
from tests.world import AUDITOR, BOGOTA, INVESTIGATOR, OFFICER, ROLES, World, first_passphrase_of


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Give a post of four eyes in which the head, an officer, an investigator and an auditor are active."""
    with World.new(tmp_path_factory.mktemp("four"), replace(BOGOTA, four_eyes=True)) as made:
        _admit(made, OFFICER)
        made.desk().grants.give(OFFICER, "general")
        for handle in (INVESTIGATOR, AUDITOR):
            n = _proposed(made, handle)
            head = made.desk()
            head.choose(purpose=None, proposal=n)
            head.members.add(handle, "Nom", ROLES[handle], first_passphrase_of(handle))
            made.activate(handle)
    return made


@pytest.fixture
def eyes(four: World, tmp_path: Path) -> Iterator[World]:
    """Give a copy of that post."""
    with World.copied(four, tmp_path) as made:
        yield made


def _admit(world: World, handle: str) -> None:
    world.add(handle, ROLES[handle])
    world.activate(handle)


def _proposed(world: World, handle: str, role: str = "") -> int:
    """Let the officer propose a new member; return the proposal's number."""
    with pytest.raises(Proposed) as waiting:
        world.desk(OFFICER).members.add(handle, "Nom", role or ROLES[handle], first_passphrase_of(handle))
    return waiting.value.n


def erasure(world: World, ref: str) -> int:
    """Let the officer propose an erasure; return the proposal's number."""
    with pytest.raises(Proposed) as waiting:
        world.desk(OFFICER).erasing.erase(ref, "court-order")
    return waiting.value.n


def test_a_proposal_says_the_act_its_object_and_whose_turn_it_is(eyes: World) -> None:
    ref = ask(eyes.desk()).ref
    n = erasure(eyes, ref)
    (seen,) = eyes.desk().proposals.list()
    assert (seen.n, seen.op, seen.type, seen.ref) == (n, "request.erased", "request", ref)
    assert (seen.by, seen.args, seen.own, seen.may) == (OFFICER, {"ground": "court-order"}, False, True)
    assert seen.until[:10] == "2026-11-26"
    (own,) = eyes.desk(OFFICER).proposals.list()
    assert (own.own, own.may) == (True, False)
    (audited,) = eyes.desk(AUDITOR).proposals.list()
    assert (audited.own, audited.may) == (False, False)


def test_a_member_is_named_by_handle_before_he_is_one_and_never_in_the_log(eyes: World) -> None:
    with pytest.raises(Proposed):
        eyes.desk(OFFICER).staffing.role(INVESTIGATOR, "officer")
    with pytest.raises(Proposed):
        eyes.desk(OFFICER).members.add("f.neuf", "Nom", "auditor", "une phrase donnée")
    role, added = eyes.desk().proposals.list()
    assert (role.op, role.handle, role.args) == ("member.role", INVESTIGATOR, {"role": "officer"})
    assert (added.op, added.handle, added.args) == ("member.added", "f.neuf", {"role": "auditor"})
    assert "f.neuf" not in " ".join(map(str, eyes.entries()))


def test_the_trust_in_a_service_names_the_service(eyes: World) -> None:
    with pytest.raises(Proposed):
        trust(eyes.desk(OFFICER), QUITO.make_card(1))
    (seen,) = eyes.desk().proposals.list()
    assert (seen.op, seen.handle) == ("service.trusted", QUITO.make_card(1).handle)


def test_only_who_was_proposed_is_added_and_nothing_is_left_of_the_proposal(eyes: World) -> None:
    n = _proposed(eyes, "f.neuf", "auditor")
    with pytest.raises(Conflict, match="member-exists"):
        _proposed(eyes, AUDITOR, "auditor")
    head = eyes.desk()
    head.choose(purpose=None, proposal=n)
    before = eyes.ops()
    for handle, name, until in (
        ("g.autre", "Nom", None),
        ("f.neuf", "Autre", None),
        ("f.neuf", "Nom", "2027-01-31"),
    ):
        with pytest.raises(Refused, match="proposal-other"):
            head.members.add(handle, name, "auditor", first_passphrase_of(handle), until)
    assert eyes.ops() == before
    store_of(head).check()
    head.members.add("f.neuf", "Nom", "auditor", first_passphrase_of("f.neuf"))
    assert eyes.sql("SELECT count(*) FROM proposed_member") == [(0,)]
    store_of(head).check()


def test_who_was_proposed_is_forgotten_once_nobody_may_add_him(eyes: World) -> None:
    _proposed(eyes, "f.neuf", "auditor")
    eyes.clock.advance(days=8)
    _proposed(eyes, "g.autre", "auditor")
    assert eyes.sql("SELECT count(*) FROM proposed_member") == [(1,)]
    store_of(eyes.desk()).check()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("DELETE FROM proposed_member", "row-missing"),
        ("UPDATE proposed_member SET log_index = 1", "row-altered"),
    ],
)
def test_who_was_proposed_can_not_be_changed_unseen(eyes: World, change: str, reason: str) -> None:
    _proposed(eyes, "f.neuf", "auditor")
    eyes.sql(change)
    with pytest.raises(Tampered, match=reason):
        store_of(eyes.desk()).check()


def test_what_was_done_or_changed_or_lapsed_waits_no_more(eyes: World) -> None:
    desk = eyes.desk()
    done, changed, late = (ask(desk).ref for _ in range(3))
    numbers = [erasure(eyes, ref) for ref in (done, changed, late)]
    desk.choose(purpose=None, proposal=numbers[0])
    desk.erasing.erase(done)
    desk.requests.note(changed, "du nouveau")
    assert [one.n for one in desk.proposals.list()] == [numbers[2]]
    eyes.clock.advance(days=8)
    assert desk.proposals.list() == ()


def test_what_was_proposed_by_a_clock_far_ahead_is_proposed_anew(eyes: World) -> None:
    ref = ask(eyes.desk()).ref
    eyes.clock.advance(days=3650)
    n = erasure(eyes, ref)
    eyes.clock.advance(days=-3642)
    desk, before = eyes.desk(), eyes.ops()
    desk.choose(purpose=None, proposal=n)
    assert [(one.n, one.may) for one in desk.proposals.list()] == [(n, False)]
    with pytest.raises(Refused, match="proposal-ahead"):
        desk.erasing.erase(ref, "court-order")
    assert eyes.ops() == before
    again = erasure(eyes, ref)
    desk.choose(purpose=None, proposal=again)
    desk.erasing.erase(ref, "court-order")


def test_what_nobody_else_could_do_is_not_proposed(eyes: World) -> None:
    head, before = eyes.desk(), eyes.ops()
    with pytest.raises(Refused, match="proposal-nobody"):
        head.members.add("f.neuf", "Nom", "auditor", first_passphrase_of("f.neuf"))
    with pytest.raises(Refused, match="proposal-nobody"):
        head.staffing.role(INVESTIGATOR, "officer")
    assert eyes.ops() == before
    assert eyes.sql("SELECT count(*) FROM proposed_member") == [(0,)]


def test_what_somebody_proposed_who_left_waits_no_more(eyes: World) -> None:
    head = eyes.desk()
    with pytest.raises(Proposed) as waiting:
        eyes.desk(OFFICER).staffing.role(INVESTIGATOR, "officer")  # so that two remain who may propose
    head.choose(purpose=None, proposal=waiting.value.n)
    head.staffing.role(INVESTIGATOR, "officer")
    ref = ask(head).ref
    n = erasure(eyes, ref)
    head.choose(purpose=None, proposal=None)
    head.staffing.revoke(OFFICER)
    assert head.proposals.list() == ()
    head.choose(purpose=None, proposal=n)
    with pytest.raises(Refused, match="proposal-gone"):
        head.erasing.erase(ref, "court-order")


def test_an_investigator_reads_no_proposals_and_the_refusal_is_logged(eyes: World) -> None:
    with pytest.raises(NotAuthorised, match="role-may-not"):
        eyes.desk(INVESTIGATOR).proposals.list()
    assert eyes.ops()[-1] == "access.refused"


def test_a_post_without_four_eyes_has_none(tmp_path: Path) -> None:
    with World.bogota(tmp_path) as world:
        assert world.desk().proposals.list() == ()
