"""`exchange proposal list`, as it is typed: for people, and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Proposed
from tests.exchange.requests.cases import ask
from tests.tui.clerk import Clerk
from tests.world import BOGOTA, OFFICER, World, admit_head
from tui.cli.calling import verb_of
from tui.cli.words import sentence


@pytest.fixture
def eyes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Clerk]:
    """Give a clerk in a post of four eyes, its head and an officer active."""
    with World.new(tmp_path, replace(BOGOTA, four_eyes=True)) as world:
        world.add(OFFICER, "officer")
        world.activate(OFFICER)
        world.desk().grants.give(OFFICER, "general")
        yield Clerk(world, tmp_path, monkeypatch, capsys)


def test_a_proposal_is_listed_until_another_member_did_it(eyes: Clerk) -> None:
    assert eyes.ok("proposal", "list") == {"items": []}
    ref = ask(eyes.world.desk()).ref
    asked = eyes.run("request", "erase", ref, "--ground", "court-order", who=OFFICER)
    listed = eyes.ok("proposals")["items"]
    assert [(one["ref"], one["by"], one["may"]) for one in listed] == [(ref, OFFICER, True)]
    assert str(listed[0]["n"]) in asked.out
    told = eyes.run("proposal", "list")
    assert told.code == 0 and "--proposed" in told.err
    for words in (ref.lower(), OFFICER, "order of a court", "request erased"):
        assert words in told.out.lower(), told.out
    done = eyes.run("request", "erase", ref, "--proposed", str(listed[0]["n"]), "--json")
    assert json.loads(done.out)["status"] == "erased"
    assert eyes.ok("proposal", "list") == {"items": []}


def test_a_role_and_new_keys_are_proposed_by_one_head_and_given_by_another(eyes: Clerk) -> None:
    admit_head(eyes.world)
    with eyes.world.desk() as desk, pytest.raises(Proposed) as asked:
        desk.staffing.role(OFFICER, "head")
    eyes.world.lock_all()
    words = ("member", "role", OFFICER, "--role")
    assert eyes.refused(1, *words, "investigator", "--proposed", str(asked.value.n)) == "proposal-other"
    assert eyes.refused(1, *words, "head", "--proposed", str(asked.value.n)) == "proposal-own"


@pytest.mark.parametrize(
    "named", ["request erase", "service trust", "service key", "member add", "member role", "member renew"]
)
def test_each_verb_of_four_eyes_takes_a_proposal(named: str) -> None:
    assert verb_of(sentence(tuple(named.split()))).four_eyes
