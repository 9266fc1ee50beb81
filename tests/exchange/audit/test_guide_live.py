"""VERIFY.md on the log of a post where much changed hands; its tables beside those of the verifier."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from exchange.errors import Proposed
from exchange.log import four_eyes, key_making
from exchange.requests.inputs import NewRequest
from tests.exchange.audit.test_guide import TEXT, blocks, run
from tests.exchange.staffing.conftest import DEPUTY
from tests.world import BOGOTA, HEAD, World, first_passphrase_of, passphrase_of

ROUX, AGAIN = "f.roux", "la phrase donnée une seconde fois"
LAST = "une phrase que le chef a prise après"


def by_two(world: World, act: Callable[..., object]) -> None:
    """Let one head propose an act, and the other do it."""
    one, two = world.desk(), world.desk(DEPUTY)
    try:
        act(one)
    except Proposed as asked:
        two.choose(purpose=None, proposal=asked.n)
        act(two)
    world.lock_all()


def a_post_with_a_past(place: Path) -> World:
    """Make one: four eyes, a member renewed, demoted, revoked, a compartment, keys replaced, an erasure."""
    world = World.new(place, replace(BOGOTA, four_eyes=True))
    world.add(DEPUTY, "head")
    world.activate(DEPUTY)
    by_two(world, lambda desk: desk.members.add(ROUX, "F. Roux", "officer", first_passphrase_of(ROUX)))
    world.activate(ROUX)
    by_two(world, lambda desk: desk.staffing.renew(ROUX, AGAIN))
    world.desk(ROUX, AGAIN).members.activate(passphrase_of(ROUX))
    by_two(world, lambda desk: desk.staffing.role(ROUX, "investigator"))
    desk = world.desk()
    desk.compartments.add("affaire")
    for compartment in ("affaire", "general"):
        desk.grants.give(DEPUTY, compartment)
    asked = NewRequest(kind="wanted", requester="dnpj", title="Recherche", compartment="affaire")
    ref = desk.requests.open(asked).ref
    desk.requests.assign(ref, ROUX)
    desk.requests.unassign(ref, ROUX)
    desk.staffing.withdraw(DEPUTY, "affaire")
    erased = desk.requests.open(replace(asked, compartment="general")).ref
    by_two(world, lambda desk: desk.erasing.erase(erased, "entered-in-error"))
    world.desk().members.renew_seed(LAST)
    world.lock_all()
    world.desk(HEAD, LAST).staffing.revoke(ROUX)
    return world


def test_the_guide_holds_on_a_post_where_much_has_changed_hands(tmp_path: Path) -> None:
    export, work = tmp_path / "log.zip", tmp_path / "work"
    work.mkdir()
    with a_post_with_a_past(tmp_path / "post") as world, export.open("xb") as sink:
        desk = world.desk(HEAD, LAST)
        desk.log.export(sink)
        there = {row.op for row in desk.log.show(limit=200).items}
    assert there >= {"proposed", "member.renewed", "member.role", "grant.withdrawn", "request.erased"}
    assert run(blocks("full"), export, work)[-1] == "9."


def test_the_tables_of_the_printed_replay_are_those_of_the_verifier() -> None:
    (makes,) = re.findall(r"^MAKES = (\{(?:.*\n)*?.*\})$", TEXT, re.MULTILINE)
    printed = {op: tuple(kinds.split()) for op, kinds in ast.literal_eval(makes).items()}
    assert printed == key_making._MAKES
    (changing,) = re.findall(r'CHANGING = .*set\("""((?:.*\n)*?.*)"""', TEXT)
    assert set(changing.split()) == four_eyes._CHANGING
