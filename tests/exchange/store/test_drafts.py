"""Drafts: sealed for their member alone, told by no file name, gone with the request that they are about."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.errors import Invalid, NotFound
from tests.exchange.requests.cases import ask
from tests.world import HEAD, OFFICER, World

TYPED = {"text": "Ce que personne d’autre ne doit lire \ud800"}


def files(world: World) -> list[Path]:
    """Return the files of drafts on this machine."""
    return sorted(world.state.rglob("*.draft-*"))


def test_a_draft_is_its_members_alone_and_no_file_tells_its_name(world: World) -> None:
    desk = world.desk()
    ref = ask(desk).ref
    desk.drafts.keep("note", TYPED, ref)
    desk.drafts.keep("filter-rosero", {"typed": "rosero"})
    assert desk.drafts.read("note", ref) == TYPED
    assert desk.drafts.read("note") is None
    assert desk.drafts.names() == ("filter-rosero", "note")
    other = world.desk(OFFICER)
    assert (other.drafts.read("note", ref), other.drafts.names()) == (None, ())
    for file in files(world):
        assert not any(told in file.name for told in ("note", "rosero", ref.lower(), ref))
    desk.drafts.drop("note", ref)
    assert (desk.drafts.read("note", ref), len(files(world))) == (None, 1)


@pytest.mark.parametrize("name", ["../up", "Note", "a" * 300, "a/b", "王小明", "a\ud800b", ".", " "])
def test_any_text_names_a_draft_of_its_own_in_its_folder(world: World, name: str) -> None:
    desk = world.desk()
    desk.drafts.keep(name, TYPED)
    desk.drafts.keep("note", {})
    assert desk.drafts.read(name) == TYPED and set(desk.drafts.names()) == {name, "note"}
    assert {file.parent for file in files(world)} == {desk.session.state.folder}


@pytest.mark.parametrize("name", ["", "a" * 301])
def test_what_can_be_no_name_is_refused(world: World, name: str) -> None:
    with pytest.raises(Invalid, match="draft-name"):
        world.desk().drafts.keep(name, TYPED)


def test_a_draft_that_was_changed_or_put_elsewhere_is_none(world: World) -> None:
    desk = world.desk()
    one, two = ask(desk).ref, ask(desk).ref
    desk.drafts.keep("note", TYPED, one)
    desk.drafts.keep("note", {"text": "autre"}, two)
    first, second = files(world)
    whole, other = first.read_bytes(), second.read_bytes()
    for damaged in (b"", whole[:-1], whole[:5], bytes([whole[0] ^ 1]) + whole[1:], other):
        first.write_bytes(damaged)
        assert None in (desk.drafts.read("note", one), desk.drafts.read("note", two))
    first.unlink()
    first.mkdir()
    assert None in (desk.drafts.read("note", one), desk.drafts.read("note", two))
    assert desk.drafts.names() == ("note",)


def test_drafts_about_a_request_go_with_it_whosever_they_are(world: World) -> None:
    desks = (world.desk(), world.desk(OFFICER))
    gone, stays = ask(desks[0]).ref, ask(desks[0]).ref
    for desk in desks:
        for name in ("note", "amend", "send"):
            desk.drafts.keep(name, TYPED, gone)
    carried = {file: file.read_bytes() for file in files(world)}
    cut = next(iter(carried))
    cut.with_name(f".{cut.name}.0123").write_bytes(b"a write that was cut short")
    for desk in desks:
        desk.drafts.keep("note", TYPED, stays)
        desk.drafts.keep("arrival", TYPED)
    desks[0].erasing.erase(gone, "court-order")
    assert len(files(world)) == 4
    for verb in (desks[0].drafts.read, desks[0].drafts.drop):
        with pytest.raises(NotFound):
            verb("note", gone)
    with pytest.raises(NotFound):
        desks[0].drafts.keep("note", TYPED, gone)
    for file, data in carried.items():  # as another machine has them, which hears of it at its next unlock
        file.write_bytes(data)
    world.lock_all()
    world.desk(OFFICER)
    assert len(files(world)) == 4


def test_drafts_of_who_left_go_at_the_next_unlock(world: World) -> None:
    for handle in (OFFICER, HEAD):
        world.desk(handle).drafts.keep("arrival", TYPED)
    world.desk().staffing.revoke(OFFICER)
    world.lock_all()
    desk = world.desk()
    assert [file.name.partition(".")[0] for file in files(world)] == [desk.session.member.id]


def test_drafts_are_carried_over_to_new_keys(world: World) -> None:
    desk = world.desk(OFFICER)
    ref = ask(desk).ref
    desk.drafts.keep("note", TYPED, ref)
    desk.drafts.keep("arrival", {"text": "arrivée"})
    before = files(world)
    desk.members.renew_seed("une phrase toute neuve de plusieurs mots")
    for one in (desk, world.desk(OFFICER, "une phrase toute neuve de plusieurs mots")):
        assert one.drafts.read("note", ref) == TYPED
        assert one.drafts.read("arrival") == {"text": "arrivée"}
    assert len(files(world)) == 2
    assert not set(files(world)) & set(before)
    world.desk().erasing.erase(ref, "court-order")
    assert len(files(world)) == 1
