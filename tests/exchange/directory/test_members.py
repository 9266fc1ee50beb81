"""Members: a provisional slot opens one verb; activated, the keys are the member's own."""

from __future__ import annotations

import pytest

from exchange.desk import Desk
from exchange.errors import Conflict, ExchangeError, Invalid, Locked, NotAuthorised, Refused
from tests.exchange.requests.cases import ask
from tests.world import HEAD, OFFICER, Seat, World, first_passphrase_of, passphrase_of

NEW = "e.morel"


def test_a_provisional_member_may_do_nothing_but_activate(world: World) -> None:
    world.add(NEW, "officer")
    before = world.ops()
    desk = world.desk(NEW, first_passphrase_of(NEW))
    for name in ("requests", "legs", "attachments", "transmissions", "services", "cards", "grants"):
        with pytest.raises(NotAuthorised, match="not-activated"):
            getattr(desk, name)
    assert world.ops() == before


def test_activation_replaces_keys_and_passphrase(world: World) -> None:
    world.add(NEW, "officer")
    (first,) = world.sql("SELECT wrapped FROM key_wrap WHERE kind = 'log' ORDER BY rowid DESC LIMIT 1")
    world.activate(NEW)
    assert world.ops()[-1] == "member.keyed"
    with pytest.raises(Locked, match="wrong-passphrase"):
        world.desk(NEW, first_passphrase_of(NEW))
    assert world.desk(NEW).session.member.handle == NEW
    assert first not in world.sql("SELECT wrapped FROM key_wrap")
    with pytest.raises(Refused, match="already-active"):
        world.desk(NEW).members.activate("une autre phrase")


def test_the_desk_that_activated_serves_every_area_at_once(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    world.add(NEW, "officer")
    desk.grants.give(NEW, "general")
    fresh = world.desk(NEW, first_passphrase_of(NEW))
    assert fresh.provisional
    fresh.members.activate(passphrase_of(NEW))
    assert not fresh.provisional
    fresh.requests.note(ref, "dès le premier jour")
    assert [note.text for note in fresh.requests.show(ref)[0].notes] == ["dès le premier jour"]
    assert fresh.log.verify().size and fresh.due()
    with pytest.raises(Refused, match="already-active"):
        fresh.members.activate("une autre phrase encore")


def test_a_grant_given_before_activation_still_opens_after_it(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin").ref
    world.add(NEW, "officer")
    desk.grants.give(NEW, "general")
    world.activate(NEW)
    assert world.desk(NEW).requests.show(ref)[0].item.ref == ref


def test_a_new_passphrase_opens_and_the_old_one_no_more(world: World, desk: Seat) -> None:
    ref = ask(desk).ref
    desk.members.passphrase("une phrase toute neuve")
    world.lock(desk)
    with pytest.raises(Locked, match="wrong-passphrase"):
        world.desk()
    assert world.desk(HEAD, "une phrase toute neuve").requests.show(ref)[0].item.ref == ref


def test_a_new_seed_keeps_everything_open_and_signs_with_another_key(world: World, desk: Seat) -> None:
    ref = ask(desk).ref
    before = desk.session.vault.keys.sign.vkey
    sheet = desk.members.renew_seed("une phrase toute neuve").sheet
    desk.requests.note(ref, "encore là")
    world.lock(desk)
    again = world.desk(HEAD, "une phrase toute neuve")
    assert again.session.vault.keys.sign.vkey != before
    assert [note.text for note in again.requests.show(ref)[0].notes] == ["encore là"]
    assert sheet is not None
    old, new = (" ".join(one.words) for one in (world.founded.sheet, sheet))
    with pytest.raises(Locked, match="recovery-sheet-old"):
        Desk.rehearse(world.folder, old, world.settings())
    Desk.rehearse(world.folder, new, world.settings())


def test_who_has_no_sheet_gets_none_with_new_keys(world: World) -> None:
    assert world.desk(OFFICER).members.renew_seed("une phrase toute neuve").sheet is None


@pytest.mark.parametrize("handle", ["", "É", "a b", "a/b", "A.MARTIN", "x" * 41, "../x", "a\n"])
def test_a_handle_of_another_form_is_refused(world: World, desk: Seat, handle: str) -> None:
    before = world.ops()
    with pytest.raises(Invalid, match="handle-form"):
        desk.members.add(handle, "Nom", "officer", "une phrase donnée")
    assert world.ops() == before


def test_a_member_is_added_once_with_a_known_role_and_a_real_day(world: World, desk: Seat) -> None:
    for arguments in ((OFFICER, "officer", None), (NEW, "king", None), (NEW, "officer", "someday")):
        handle, role, until = arguments
        with pytest.raises((Conflict, Invalid)):
            desk.members.add(handle, "Nom", role, "une phrase donnée", until)
    assert NEW not in [member.handle for member in desk.members.list()]


def test_the_list_of_members_says_names_roles_and_status(world: World, desk: Seat) -> None:
    world.add(NEW, "investigator", until="2027-01-31")
    rows = {member.handle: member for member in desk.members.list()}
    assert (rows[HEAD].name, rows[HEAD].role, rows[HEAD].status) == ("Anne Martin", "head", "active")
    assert (rows[NEW].status, rows[NEW].until) == ("provisional", "2027-01-31")


def test_only_heads_and_officers_hold_grants(world: World, desk: Seat) -> None:
    for handle in ("c.petit", "d.leroy"):
        with pytest.raises(Refused, match="role-without-grants"):
            desk.grants.give(handle, "general")
    with pytest.raises(Conflict, match="already-granted"):
        desk.grants.give(OFFICER, "general")
    with pytest.raises(ExchangeError, match="compartment-unknown"):
        desk.grants.give(OFFICER, "secret")


def test_a_public_key_planted_in_a_members_row_gets_no_grant(world: World, desk: Seat) -> None:
    world.add(NEW, "officer")
    world.sql(
        "UPDATE member SET sealed = (SELECT sealed FROM member WHERE handle = 'd.leroy') WHERE handle = ?",
        NEW,
    )
    with pytest.raises(ExchangeError, match="row-altered"):
        desk.grants.give(NEW, "general")


def test_every_entry_names_members_by_id_never_by_name_or_handle(world: World) -> None:
    world.add(NEW, "officer")
    world.activate(NEW)
    said = "".join(str(entry) for entry in world.entries())
    assert NEW not in said and "Nom de" not in said and passphrase_of(NEW) not in said
