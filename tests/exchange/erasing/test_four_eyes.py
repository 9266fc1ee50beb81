"""Erasing under four eyes: one proposes, another does, and what changed meanwhile was not agreed on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import NotAuthorised, NotFound, Proposed, Refused
from tests.exchange.requests.cases import ask
from tests.world import BOGOTA, OFFICER, World, admit_head


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[World]:
    """Give a post of four eyes with its head and an officer."""
    with World.new(tmp_path, replace(BOGOTA, four_eyes=True)) as made:
        made.add(OFFICER, "officer")
        made.activate(OFFICER)
        desk = made.desk()
        desk.grants.give(OFFICER, "general")
        yield made


def proposed(world: World, ref: str, ground: str = "court-order") -> int:
    """Let the officer propose an erasure; return the proposal's number."""
    with pytest.raises(Proposed) as waiting:
        world.desk(OFFICER).erasing.erase(ref, ground)
    return waiting.value.n


def test_an_officer_proposes_and_the_head_erases_on_the_ground_proposed(pair: World) -> None:
    ref = ask(pair.desk(), text="à effacer").ref
    n = proposed(pair, ref)
    head = pair.desk()
    assert head.requests.show(ref)[0].text == "à effacer"
    head.choose(purpose=None, proposal=n)
    done = head.erasing.erase(ref)
    assert (done.ground, done.status) == ("court-order", "erased")
    entry = pair.entries()[done.log_index]
    assert entry.x == {"ground": "court-order", "proposed": n}
    head.store.check()


def test_nobody_erases_by_a_proposal_of_his_own_or_of_something_else(pair: World) -> None:
    desk = pair.desk()
    ref, other = ask(desk, text="à effacer").ref, ask(desk).ref
    n = proposed(pair, ref)
    head = pair.desk()
    head.choose(purpose=None, proposal=n)
    with pytest.raises(Refused, match="proposal-other"):
        head.erasing.erase(other, "court-order")
    with pytest.raises(Refused, match="proposal-other"):
        head.erasing.erase(ref, "entered-in-error")
    officer = pair.desk(OFFICER)
    officer.choose(purpose=None, proposal=n)
    with pytest.raises(NotAuthorised):
        officer.erasing.erase(ref)
    admit_head(pair)
    head.choose(purpose=None, proposal=None)
    with pytest.raises(Proposed) as waiting:
        head.erasing.erase(ref, "court-order")
    head.choose(purpose=None, proposal=waiting.value.n)
    with pytest.raises(Refused, match="proposal-own"):
        head.erasing.erase(ref)
    assert head.requests.show(ref)[0].text == "à effacer"


def test_new_content_stops_a_proposed_erasure_and_says_so(pair: World) -> None:
    desk = pair.desk()
    ref = ask(desk, text="à effacer").ref
    n = proposed(pair, ref)
    desk.requests.note(ref, "une victime s'est manifestée")
    assert desk.session.stopped == [ref]
    desk.choose(purpose=None, proposal=n)
    with pytest.raises(Refused, match="proposal-gone"):
        desk.erasing.erase(ref, "court-order")


def test_a_proposal_lapses_after_seven_days(pair: World) -> None:
    ref = ask(pair.desk()).ref
    n = proposed(pair, ref)
    pair.clock.advance(days=8)
    head = pair.desk()
    head.choose(purpose=None, proposal=n)
    with pytest.raises(Refused, match=r"proposal-lapsed|proposal-gone"):
        head.erasing.erase(ref, "court-order")


def test_a_proposal_that_is_not_there_is_said_before_a_ground_is_asked(pair: World) -> None:
    head = pair.desk()
    ref = ask(head).ref
    head.choose(purpose=None, proposal=999)
    with pytest.raises(Refused, match="proposal-gone"):
        head.erasing.erase(ref)


def test_the_head_alone_still_needs_nobody_before_a_second_member_is_active(tmp_path: Path) -> None:
    with World.new(tmp_path, replace(BOGOTA, four_eyes=True)) as world:
        desk = world.desk()
        ref = ask(desk).ref
        assert desk.erasing.erase(ref, "court-order").status == "erased"
        with pytest.raises(NotFound, match="request-erased"):
            desk.requests.show(ref)
