"""Another role: the keys that it holds given, those that it doesn't taken away and replaced."""

from __future__ import annotations

import pytest

from exchange.desk import Desk
from exchange.errors import Conflict, Invalid, Locked, NotAuthorised, Refused
from tests.exchange.requests.cases import ask
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.store.filled import FIRST, store_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, Seat, World


def seeds(world: World, handle: str) -> set[str]:
    """Return the kinds of the post's seeds that are wrapped to a member."""
    found = world.sql(
        "SELECT kind FROM key_wrap JOIN member ON member.id = key_wrap.member WHERE member.handle = ?"
        " AND kind IN ('log', 'office', 'card')",
        handle,
    )
    return {str(kind) for (kind,) in found}


def kinds_made(world: World, op: str) -> list[str]:
    """Return the kinds of the keys that the newest entry of an operation made."""
    keys = [entry.x["keys"] for entry in world.entries() if entry.op == op][-1]
    assert isinstance(keys, list)
    return [str(key["kind"]) for key in keys if isinstance(key, dict)]


def test_an_officer_who_becomes_head_gets_the_cards_seed(world: World, desk: Seat) -> None:
    done = desk.staffing.role(OFFICER, "head")
    assert (done.member.role, done.card, done.keys.store) == ("head", None, None)
    assert seeds(world, OFFICER) == {"log", "office", "card"}
    his = world.desk(OFFICER)
    his.compartments.add("autre")
    his.staffing.revoke(AUDITOR)
    assert his.cards.show().shown.serial == 2


def test_a_head_who_becomes_officer_loses_the_cards_key_and_a_new_one_is_made(
    world: World, desk: Seat
) -> None:
    done = desk.staffing.role(DEPUTY, "officer")
    assert done.card is not None
    assert done.card.compare
    assert kinds_made(world, "post.rekeyed") == ["card"]
    assert seeds(world, DEPUTY) == {"log", "office"}
    assert "compartment.rekeyed" not in world.ops()
    world.lock_all()
    store_of(world.desk()).check()
    world.desk(AUDITOR).log.verify()


def test_who_becomes_auditor_loses_office_and_compartments(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="le texte").ref
    done = desk.staffing.role(OFFICER, "auditor")
    assert (done.member.role, done.keys.resealed) == ("auditor", 1)
    assert kinds_made(world, "post.rekeyed") == ["office"]
    assert kinds_made(world, "compartment.rekeyed") == ["compartment", "index"]
    world.lock_all()
    with pytest.raises(NotAuthorised):
        world.desk(OFFICER).requests.show(ref)
    assert world.desk(OFFICER).log.verify().size
    store_of(world.desk()).check()


def test_an_investigator_who_becomes_officer_loses_the_requests_assigned_to_him(
    world: World, desk: Seat
) -> None:
    ask(desk, "dijin", text="le texte")
    desk.requests.assign(FIRST, INVESTIGATOR)
    assert desk.staffing.role(INVESTIGATOR, "officer").keys.resealed == 1
    assert world.sql("SELECT key_version FROM request") == [(2,)]
    assert world.sql("SELECT count(*) FROM rekey_due") == [(0,)]
    with pytest.raises(NotAuthorised, match="no-access"):
        world.desk(INVESTIGATOR).requests.show(FIRST)
    assert seeds(world, INVESTIGATOR) == {"log", "office"}
    store_of(desk).check()


def test_a_head_who_steps_down_has_no_recovery_sheet_any_more(world: World, desk: Seat) -> None:
    sheet = world.desk(DEPUTY).members.new_sheet("fr")
    desk.staffing.role(DEPUTY, "officer")
    words = " ".join(sheet.words)
    with pytest.raises(Locked, match="recovery-sheet-old"):
        Desk.rehearse(world.folder, words, desk._settings)


@pytest.mark.parametrize(
    ("handle", "role", "kind"),
    [(OFFICER, "officer", Conflict), (HEAD, "officer", Refused), (OFFICER, "roi", Invalid)],
)
def test_a_role_that_cannot_be_given_changes_nothing(
    world: World, desk: Seat, handle: str, role: str, kind: type[Exception]
) -> None:
    before = world.ops()
    with pytest.raises(kind):
        desk.staffing.role(handle, role)
    assert world.ops() == before


def test_a_desk_left_open_goes_on_neither_with_the_old_role_nor_with_the_new(
    world: World, desk: Seat
) -> None:
    his = world.desk(OFFICER)
    desk.staffing.role(OFFICER, "head")
    with pytest.raises(NotAuthorised, match="keys-or-role-changed"):
        his.requests.list()
