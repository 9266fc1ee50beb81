"""A member with the store's key plants rows, so that keys are wrapped to him or his keys are believed."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.directory.cards import card_check
from exchange.directory.members import find_member
from exchange.directory.model import Service, ServiceContent
from exchange.directory.services import find_service
from exchange.errors import ExchangeError, Tampered
from exchange.ids import new_id
from exchange.requests.inputs import NewRequest
from exchange.requests.model import Request, RequestContent, RequestText
from exchange.store.model import Compartment, KeyWrap, Member, MemberContent, Post, PostContent
from exchange.store.rows import changed
from exchange.store.sealed import digest, new_row, seal
from keys.canonical import JSON
from keys.encoding import b64
from keys.identity import MemberKeys
from keys.seal import RowKey
from keys.wrap import key_check
from tests.attacks.intruder import Intruder, size_of
from tests.attacks.test_stale_sessions import refused
from tests.exchange.store.filled import store_of
from tests.world import AUDITOR, HEAD, INVESTIGATOR, OFFICER, World

NEW = NewRequest(kind="trafficking", requester="ofast", title="Conteneur")
STRANGER, SECOND = "e.fort", "f.roux"


@pytest.fixture
def world(tmp_path: Path) -> World:
    """Give the post in Bogotá with a second officer, whom nobody granted anything."""
    return World.grown(more_members, tmp_path)


def more_members(world: World) -> None:
    """Add the two."""
    for handle, role in ((STRANGER, "officer"), (SECOND, "investigator")):
        world.add(handle, role)
        world.activate(handle)


def test_a_request_is_not_assigned_to_who_took_anothers_handle(world: World) -> None:
    with world:
        ref = world.desk().requests.open(NEW).ref
        Intruder(world, SECOND).swap_handles(SECOND, INVESTIGATOR)
        error = refused(lambda: world.desk().requests.assign(ref, INVESTIGATOR))
        assert error.reason == "row-altered"
        assert not world.sql("SELECT * FROM key_wrap WHERE kind = 'request'")


def test_a_compartment_is_not_granted_to_who_took_anothers_handle(world: World) -> None:
    with world:
        world.add("g.bon", "officer")
        world.activate("g.bon")
        Intruder(world, STRANGER).swap_handles(STRANGER, "g.bon")
        with pytest.raises(Tampered):
            world.desk().grants.give("g.bon", "general")


def test_a_member_who_gives_himself_a_role_is_found_at_his_next_unlock(world: World) -> None:
    with world:
        Intruder(world, AUDITOR).rename_member(AUDITOR, AUDITOR, role="head")
        assert refused(lambda: world.desk(AUDITOR)).exit == 5
        assert refused(lambda: world.desk().grants.give(AUDITOR, "general")).reason == "row-altered"


def test_a_member_cannot_move_his_own_last_day(world: World) -> None:
    with world:
        world.add("h.court", "officer", until="2026-11-20")
        world.activate("h.court")
        Intruder(world, "h.court").rename_member("h.court", "h.court", until="2099-01-01")
        world.clock.advance(days=30)
        assert refused(lambda: world.desk("h.court")).reason == "row-altered"


def test_a_planted_member_row_gets_no_key(world: World) -> None:
    with world:
        ref = world.desk().requests.open(NEW).ref
        spy, ident = Intruder(world, AUDITOR), new_id(world.clock())
        keys = MemberKeys.from_seed(bytes(32), ident)
        row = new_row(Member, ident, spy.post, handle="x.fantome", role="investigator", status="active")
        content = MemberContent(name="X", vkey=str(keys.sign.vkey), kem=b64(keys.kem_public))
        with spy.rows() as rows:
            rows.insert(spy.reseal(row, content))
        assert refused(lambda: world.desk().requests.assign(ref, "x.fantome")).exit == 5


def test_a_kem_key_swapped_in_a_members_row_gets_no_key(world: World) -> None:
    with world:
        ref = world.desk().requests.open(NEW).ref
        spy = Intruder(world, AUDITOR)
        with spy.rows() as rows:
            row = find_member(rows, INVESTIGATOR)
            content = spy.open_row(row, MemberContent)
            mine = content.model_copy(update={"kem": b64(spy.keys.kem_public)})
            rows.replace(spy.reseal(row, mine))
        assert refused(lambda: world.desk().requests.assign(ref, INVESTIGATOR)).exit == 5


@pytest.mark.parametrize("kind", ["log", "office", "card", "compartment", "index"])
def test_a_wrapped_key_of_the_intruders_choice_opens_nothing(world: World, kind: str) -> None:
    """Base mode authenticates nobody: the key in a wrap is believed by the log's check alone."""
    with world:
        spy, head = Intruder(world, AUDITOR), Intruder(world, HEAD)
        with spy.rows() as rows:
            row = rows.find(KeyWrap, kind=kind, member=head.id)[0]
            forged = spy.wrapped(bytes(32), head.keys.kem_public, head.id, kind, row.object_id)
            rows.replace(changed(row, wrapped=forged))
        assert refused(lambda: world.desk(HEAD)).reason == "key-not-vouched"


def test_a_wrap_of_another_member_object_or_version_does_not_open(world: World) -> None:
    with world:
        spy = Intruder(world, AUDITOR)
        officer = Intruder(world, OFFICER).id
        with spy.rows() as rows:
            own = rows.find(KeyWrap, kind="log", member=officer)[0]
            other = rows.find(KeyWrap, kind="office", member=officer)[0]
            rows.replace(changed(own, wrapped=other.wrapped))
        assert refused(lambda: world.desk(OFFICER)).reason == "key-not-opened"


def test_a_second_version_of_a_key_that_no_entry_made_is_refused(world: World) -> None:
    with world:
        spy, head = Intruder(world, AUDITOR), Intruder(world, HEAD)
        with spy.rows() as rows:
            row = rows.find(KeyWrap, kind="compartment", member=head.id)[0]
            forged = spy.wrapped(bytes(32), head.keys.kem_public, head.id, "compartment", row.object_id, 2)
            rows.insert(changed(row, version=2, wrapped=forged))
        assert refused(lambda: world.desk(HEAD)).reason == "key-not-vouched"


def test_an_officer_without_a_grant_cannot_pass_off_his_key_as_a_requests(world: World) -> None:
    """He may sign `request.assigned`; the key that it names must be the one the request began with."""
    with world:
        head = world.desk()
        ref = head.requests.open(NEW).ref
        head.requests.assign(ref, INVESTIGATOR)
        forge_request(world, Intruder(world, STRANGER), ref, bytes(32))
        investigator = world.desk(INVESTIGATOR)
        assert refused(lambda: investigator.requests.show(ref)).reason == "key-not-vouched"
        assert refused(investigator.requests.list).reason == "key-not-vouched"
        assert refused(lambda: head.requests.show(ref)).exit == 5


def forge_request(world: World, spy: Intruder, ref: str, key: bytes) -> None:
    """Seal a request of his own under `key` in the place of another, with a wrap and an entry to match."""
    reader = Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        row = rows.get(Request, ref=ref)
        assert row is not None
        rows.delete(RequestText, owner=row.id)
        content = RequestContent(title="Faux", rows=digest(()))
        row = seal(spy.post, RowKey(key), changed(row, revision=row.revision + 1), content)
        rows.replace(row)
        wrap = rows.find(KeyWrap, kind="request", member=reader.id)[0]
        forged = spy.wrapped(key, reader.keys.kem_public, reader.id, "request", row.id)
        rows.replace(changed(wrap, entry=size_of(rows), wrapped=forged))
    keys: list[JSON] = [{"kind": "request", "id": row.id, "version": 1, "check": key_check(key)}]
    on = {"type": "request", "id": row.id, "ref": ref}
    spy.append(
        "request.assigned",
        on,
        c=row.commitment,
        why="investigation",
        member=reader.id,
        keys=keys,
        rev=row.revision,
    )


def test_the_card_in_the_posts_row_is_the_one_that_the_log_names(world: World) -> None:
    """An auditor's card in its place would be exported, compared, and trusted by partners."""
    with world, World.madrid(world.folder.parent / "madrid") as madrid:
        other = madrid.desk().cards.export().data
        spy = Intruder(world, AUDITOR)
        with spy.rows() as rows:
            row = rows.get(Post, id=spy.post)
            assert row is not None
            content = spy.open_row(row, PostContent).model_copy(update={"card": other.decode()})
            rows.replace(spy.reseal(row, content))
        with pytest.raises(ExchangeError) as caught:
            world.desk().cards.export()
        assert caught.value.exit == 5


def test_a_partners_card_swapped_in_its_row_is_refused_before_anything_is_sealed(world: World) -> None:
    with world, World.madrid(world.folder.parent / "madrid") as madrid:
        card = madrid.desk().cards.export().data
        desk = world.desk()
        desk.services.trust(card, lambda shown: shown.fingerprint.digits)
        spy = Intruder(world, AUDITOR)
        with spy.rows() as rows:
            row = find_service(rows, "asi-madrid")
            content = spy.open_row(row, ServiceContent)
            rows.replace(spy.reseal(row, content.model_copy(update={"card": card.decode() + " "})))
        assert card_check(card)
        assert refused(lambda: desk.services.show("asi-madrid")).exit == 5
        assert refused(desk.services.list).exit == 5


@pytest.mark.parametrize("columns", [{"side": "french"}, {"type": "police"}, {"handle": "ofast-2"}])
def test_a_services_plain_columns_stand_under_the_log(world: World, columns: dict[str, str]) -> None:
    with world:
        spy = Intruder(world, AUDITOR)
        with spy.rows() as rows:
            row = rows.get(Service, handle="interpol-co")
            assert row is not None
            rows.replace(spy.reseal(row, spy.open_row(row, ServiceContent), **columns))
        assert refused(world.desk().services.list).reason == "row-altered"


def test_a_compartment_that_was_renamed_is_refused(world: World) -> None:
    with world:
        spy = Intruder(world, AUDITOR)
        with spy.rows() as rows:
            row = rows.find(Compartment)[0]
            rows.replace(spy.reseal(row, spy.named(row, "secret")))
        assert refused(lambda: world.desk().grants.list()).reason == "row-altered"
        assert refused(lambda: world.desk().requests.open(NEW)).exit == 5
        assert refused(lambda: store_of(world.desk()).check()).exit == 5
