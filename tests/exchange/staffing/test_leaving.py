"""Leaving the post: refused at once, and nothing new can be read with what was held."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Conflict, ExchangeError, Locked, NotAuthorised, NotFound, Refused, Tampered
from exchange.staffing.leaving import revoke
from exchange.store.engine import Database
from exchange.store.model import KeyWrap
from exchange.store.rows import changed
from exchange.transmission.inputs import NewTransmission
from keys.seal import RowKey
from tests.attacks.intruder import Intruder, append_raw
from tests.exchange.requests.cases import ask
from tests.exchange.staffing.conftest import DEPUTY
from tests.exchange.staffing.departed import Departed
from tests.exchange.store.filled import FIRST, store_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, Seat, World

ARRIVAL = NewTransmission(direction="in", channel="email", subject="arrivée", text="bonjour")


def fill(desk: Seat, tmp_path: Path) -> None:
    """Write a request assigned to the investigator, and an arrival with a file that nobody has sorted."""
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8" * 40)
    ref = ask(desk, "dijin", text="le texte").ref
    desk.attachments.add(ref, file)
    desk.requests.assign(ref, INVESTIGATOR)
    desk.transmissions.record(replace(ARRIVAL, attach=(file,)))


def test_a_revoked_officer_is_refused_and_everyone_else_reads_on(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    fill(desk, tmp_path)
    done = desk.staffing.revoke(OFFICER)
    assert (done.member.status, done.keys.resealed, done.keys.left, done.keys.store) == (
        "revoked",
        3,
        0,
        True,
    )
    assert done.card is not None
    assert (done.card.serial, done.card.compare) == (2, False)
    world.lock_all()
    with pytest.raises(Locked, match="member-without-slot"):
        world.desk(OFFICER)
    for handle in (HEAD, DEPUTY, INVESTIGATOR):
        assert world.desk(handle).requests.show(FIRST)[0].text == "le texte"
    assert world.desk(DEPUTY).transmissions.show("1").subject == "arrivée"
    store_of(world.desk()).check()
    world.desk(AUDITOR).log.verify()


@pytest.mark.parametrize("handle", [OFFICER, INVESTIGATOR, DEPUTY])
def test_who_left_opens_nothing_new_with_all_that_he_took(world: World, handle: str, tmp_path: Path) -> None:
    desk = world.desk()
    fill(desk, tmp_path)
    world.lock_all()
    left = Departed.with_all_of(world, handle)
    assert left.opens(world, left.store) == 1
    copy = World(world.copy_store(tmp_path / "copy"), world.state, world.founded, world.clock)
    desk = world.desk()
    desk.staffing.revoke(handle)
    desk.services.add("nouveau", "Nouveau", "CO", "police")
    world.lock_all()
    left.opens_nothing()
    with (
        pytest.raises(Tampered, match="store-unreadable"),
        Database(world.folder / "exchange.db", left.store).reading(),
    ):
        pass
    [(row,)] = world.sql("SELECT sealed FROM service WHERE handle = 'nouveau'")
    with pytest.raises(Exception, match="does-not-open"):
        RowKey(left.store).open(bytes(row), b"")  # type: ignore[call-overload]
    assert left.opens(copy, left.store) == 1  # his old copy stays readable to him: the documents say so


def test_who_left_signs_nothing_more(world: World, desk: Seat) -> None:
    spy = Intruder(world, OFFICER)
    desk.staffing.revoke(OFFICER)
    world.lock_all()
    head = Intruder(world, HEAD)
    with head.rows() as rows:
        on = {"type": "service", "id": spy.post}
        n = append_raw(rows, spy, "service.added", on, by=spy.id, x={"service": spy.post}).entry.n
    with pytest.raises(ExchangeError) as caught:
        world.desk()
    assert (caught.value.reason, caught.value.arguments["index"]) == ("log-member-revoked", n)


def test_an_open_desk_of_who_was_revoked_stops_at_once_and_others_go_on(world: World, desk: Seat) -> None:
    ref = ask(desk, "dijin", text="le texte").ref
    his, hers, theirs = world.desk(OFFICER), world.desk(DEPUTY), world.desk(INVESTIGATOR)
    desk.requests.assign(ref, INVESTIGATOR)
    done = desk.staffing.revoke(OFFICER)
    assert done.keys.store is False  # three desks have the file open: it keeps its key until they are closed
    for verb in (lambda: his.requests.show(ref), his.requests.list, lambda: his.requests.note(ref, "?")):
        with pytest.raises(NotAuthorised, match="member-revoked"):
            verb()
    assert hers.requests.show(ref)[0].text == "le texte"
    hers.requests.note(ref, "vu")
    assert theirs.requests.show(ref)[0].notes[0].text == "vu"
    assert hers.cards.show().shown.serial == 2
    store_of(hers).check()


def test_the_files_key_is_replaced_once_the_other_desks_are_closed(world: World, desk: Seat) -> None:
    other = world.desk(AUDITOR)
    before = world.store_key()
    desk.staffing.revoke(OFFICER)
    assert world.store_key() == before
    with pytest.raises(Conflict, match="store-busy"):
        desk.staffing.rekey()
    world.lock(other)
    assert desk.staffing.rekey().store is True
    assert world.store_key() != before
    assert ("store", desk.session.post.id) not in desk.session.roster.holdings.stale
    assert desk.services.list()


@pytest.mark.parametrize(
    ("handle", "reason", "kind"),
    [
        ("nobody", "member-unknown", NotFound),
        (HEAD, "own-membership", Refused),
    ],
)
def test_a_revocation_that_cannot_be_changes_nothing(
    world: World, desk: Seat, handle: str, reason: str, kind: type[ExchangeError]
) -> None:
    before = world.ops()
    with pytest.raises(kind, match=reason):
        desk.staffing.revoke(handle)
    assert world.ops() == before


def test_an_officer_is_not_told_that_he_is_the_last_head(world: World) -> None:
    with pytest.raises(Refused, match="own-membership"):
        world.desk(OFFICER).staffing.role(OFFICER, "head")


def test_the_last_head_can_neither_leave_nor_step_down(world: World, desk: Seat) -> None:
    desk.staffing.revoke(DEPUTY)
    with pytest.raises(Conflict, match="member-left"):
        desk.staffing.revoke(DEPUTY)
    with pytest.raises(Refused, match="last-head"):
        desk.staffing.revoke(HEAD)
    with pytest.raises(Refused, match="last-head"):
        desk.staffing.role(HEAD, "officer")


@pytest.mark.parametrize("handle", [OFFICER, INVESTIGATOR, AUDITOR])
def test_only_a_head_changes_who_works_at_the_post(world: World, handle: str) -> None:
    desk = world.desk(handle)
    size = len(world.entries())
    for verb in (
        lambda: desk.staffing.revoke(DEPUTY),
        lambda: desk.staffing.withdraw(OFFICER, "general"),
        lambda: desk.compartments.add("secret"),
        desk.staffing.rekey,
    ):
        with pytest.raises(NotAuthorised, match="role-may-not"):
            verb()
    assert [entry.op for entry in world.entries()[size:]] == ["access.refused"] * 4


def test_a_wrap_planted_for_who_left_is_found_and_gets_no_new_key(world: World, desk: Seat) -> None:
    desk.staffing.revoke(OFFICER)
    member = next(row.id for row in desk.members.list() if row.handle == OFFICER)
    world.lock_all()
    spy = Intruder(world, HEAD)
    with spy.rows() as rows:
        row = rows.find(KeyWrap, kind="compartment", member=spy.id)[0]
        rows.insert(changed(row, member=member))
    with pytest.raises(Tampered, match="key-not-vouched"):
        store_of(world.desk()).check()


def test_the_store_of_yesterday_does_not_let_him_in_again(world: World, desk: Seat, tmp_path: Path) -> None:
    world.lock_all()
    shutil.copy(world.folder / "keyring.json", tmp_path / "keyring.json")
    desk = world.desk()
    desk.staffing.revoke(OFFICER)
    world.lock_all()
    shutil.copy(tmp_path / "keyring.json", world.folder / "keyring.json")
    with pytest.raises(ExchangeError) as caught:
        world.desk(OFFICER)
    assert caught.value.exit in (3, 4, 5)


def test_a_request_taken_off_the_list_of_what_is_due_is_missed(
    world: World, desk: Seat, tmp_path: Path
) -> None:
    fill(desk, tmp_path)
    revoke(desk.session, desk.staffing._folder, INVESTIGATOR)  # cut short before anything was sealed anew
    assert world.sql("SELECT count(*) FROM rekey_due") == [(1,)]
    world.lock_all()
    world.sql("DELETE FROM rekey_due")
    with pytest.raises(Tampered, match="rekey-due-missing"):
        store_of(world.desk()).check()
