"""Drafts of dialogues: what was typed in one stays, whatever follows, until its act is done."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.desk import Desk
from exchange.requests.inputs import Amendment, Closing
from tests.tui.screens.population import CLOSED, PASSPORT, SCRIPTS
from tests.tui.screens.sitting import at_request, sitting_down, stored
from tests.world import HEAD, World, passphrase_of
from tui.questions import drafted
from tui.widgets.fields import Fields

pytestmark = pytest.mark.usefixtures("at_once")


@pytest.mark.parametrize(
    ("keys", "name"), [(("o",), "text"), (("e",), "title"), (("i",), "text"), (("s",), "text")]
)
async def test_what_is_typed_in_a_dialogue_survives_escape_lock_and_kill(
    world: World, keys: tuple[str, ...], name: str
) -> None:
    typed = f"Rappelé {SCRIPTS['cyrillic']}"
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press(*keys)
        sitting.fill(**{name: typed})
        await sitting.press("escape")
        assert "Draft kept" in sitting.said[-1]
        await sitting.press(*keys)
        assert "draft found again" in sitting.frame
        sitting.fill(**{name: f"{typed} deux fois"})
        await sitting.settled()
        await sitting.press("ctrl+l")
    places = [file for file in world.folder.parent.rglob("*") if file.is_file()]
    assert not any("draft-note" in file.name or PASSPORT.lower() in file.name for file in places)
    assert typed.encode() not in b"".join(file.read_bytes() for file in places)
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press(*keys)
        assert sitting.one(Fields).values[name] == f"{typed} deux fois"
        await sitting.press("f10", "n")
        assert sitting.one(Fields).values[name] == f"{typed} deux fois"
        await sitting.press("f10", "y")
        assert sitting.screen == "request"
        await sitting.press(*keys)
        assert "draft found again" not in sitting.frame
        assert typed not in str(sitting.one(Fields).values)


async def test_a_dialogue_is_kept_while_it_stands_and_done_it_leaves_no_draft(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as soon:
        soon.setattr(drafted, "DRAFT_AFTER", 0.05)
        async with at_request(world, PASSPORT) as sitting:
            await sitting.press("o")
            sitting.fill(text="Avant la panne")
            while not await sitting.app.shell.work.do(lambda desk: desk.drafts.names()):
                await sitting.pilot.pause()
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("o")
        assert sitting.one(Fields).values["text"] == "Avant la panne"
        await sitting.press("f2")
        assert sitting.said[-1].endswith("note logged.")
        assert await sitting.app.shell.work.do(lambda desk: desk.drafts.names()) == ()
    assert [note.text for note in stored(world, PASSPORT).notes] == ["Avant la panne"]


async def test_a_draft_amends_the_version_that_it_was_typed_over(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("e")
        sitting.fill(title="Mon titre")
        await sitting.press("escape")
        desk = world.desk()
        desk.requests.amend(PASSPORT, Amendment(title="Leur titre", agent="Leur agent"))
        world.lock(desk)
        await sitting.press("e", "f2")
        assert "Leur titre" in sitting.frame and "Mon titre" in sitting.frame
        await sitting.press("n", "escape")
        assert "Leur titre" in sitting.frame
        await sitting.press("e", "f2", "y")
        await sitting.settled()
    found = stored(world, PASSPORT)
    assert (found.item.title, found.agent) == ("Mon titre", "Leur agent")


async def test_what_changes_nothing_in_the_form_is_no_change_of_it(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("e")
        sitting.fill(title="Mon titre")
        await sitting.press("escape", "o")
        await sitting.answer(text="Ma propre note")
        await sitting.press("e", "f2")
        assert sitting.screen == "request" and "amended" in sitting.said[-1], sitting.frame
    assert stored(world, PASSPORT).item.title == "Mon titre"


async def test_what_was_done_and_what_was_typed_are_told_where_no_value_changed(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("e")
        sitting.fill(title="Mon titre")
        desk = world.desk()
        desk.requests.close(PASSPORT, Closing("withdrawn", reason="sans objet"))
        world.lock(desk)
        await sitting.press("f2")
        theirs, _, ours = sitting.frame.partition("What you typed:")
        assert f"{HEAD} 11-19 11:00 · Request closed" in theirs
        assert "→ Mon titre" in ours
        await sitting.press("y")
        assert "closed" in sitting.refused and sitting.one(Fields).values["title"] == "Mon titre"


async def test_a_draft_of_a_version_that_a_restore_took_away_is_merged_with_what_is_there(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    desk.backups.make(tmp_path / "backup")
    world.lock(desk)
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("o")
        await sitting.answer(text="Une version de plus")
        await sitting.press("e")
        sitting.fill(title="Mon titre")
        await sitting.press("escape")
    Desk.restore(tmp_path / "backup", tmp_path / "again", HEAD, passphrase_of(HEAD), world.settings())
    again = replace(world, folder=tmp_path / "again")
    async with at_request(again, PASSPORT) as sitting:
        await sitting.press("e", "f2")
        assert "is gone: the store was restored" in sitting.frame and "→ Mon titre" in sitting.frame
        await sitting.press("y")
        assert sitting.screen == "request", sitting.frame
    assert stored(again, PASSPORT).item.title == "Mon titre"


def draft_of(world: World) -> Path:
    """Return the file of the one draft that is kept."""
    (found,) = world.state.rglob("*.draft-*")
    return found


@pytest.mark.parametrize("leave", [("n",), ("ctrl+l",), ("y", "escape")])
async def test_a_countdown_that_is_left_leaves_what_was_typed(
    world: World, tmp_path: Path, leave: tuple[str, ...]
) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("s")
        await sitting.answer(text="Longtemps tapé", out=str(tmp_path), to="dijin", channel="messaging")
        assert sitting.screen == "Countdown"
        await sitting.press(*leave)
        if sitting.screen == "Unlock":
            await sitting.unlock()
        assert sitting.screen == "request"
        await sitting.press("s")
        assert sitting.one(Fields).values["text"] == "Longtemps tapé"


async def test_what_the_desk_refuses_is_kept_before_it_comes_back(world: World, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("s")
        await sitting.answer(
            text="Longtemps tapé", out=str(tmp_path / "file"), to="dijin", channel="messaging"
        )
        await sitting.press("y", "y")
        assert sitting.asked(), sitting.said
        await sitting.press("escape")
        assert "Draft kept" in sitting.said[-1]
        await sitting.press("s")
        assert sitting.one(Fields).values["text"] == "Longtemps tapé"


async def test_a_transfer_that_is_left_keeps_the_draft_and_one_that_is_sent_doesnt(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    desk.services.add("us-dea", "DEA", "US", "police")
    world.lock(desk)
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("s")
        await sitting.answer(text="Longtemps tapé", out=str(tmp_path), to="us-dea", channel="email")
        assert "ground" in sitting.frame.lower() and sitting.asked()
        await sitting.press("escape", "s")
        assert sitting.one(Fields).values["text"] == "Longtemps tapé"
        await sitting.press("f2")
        await sitting.answer(basis="assessment", reason="accord franco-américain")
        assert sitting.screen == "Countdown", sitting.frame
        await sitting.press("y", "y")
        assert await sitting.app.shell.work.do(lambda desk: desk.drafts.names()) == ()


async def test_what_was_typed_over_another_version_stays_when_the_answer_is_no(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("e")
        sitting.fill(title="Mon titre")
        desk = world.desk()
        desk.requests.amend(PASSPORT, Amendment(title="Leur titre"))
        world.lock(desk)
        await sitting.press("f2", "n", "escape", "e")
        assert sitting.one(Fields).values["title"] == "Mon titre"


async def test_a_draft_that_can_not_be_thrown_away_is_told_and_ends_nothing(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("o")
        sitting.fill(text="Bonjour")
        await sitting.press("escape", "o")
        place = draft_of(world)
        place.unlink()
        place.mkdir()
        await sitting.press("f10", "y")
        assert "folder" in sitting.refused
        await sitting.press("f2")
        assert "note logged" in sitting.said[-2]
        assert "thrown away" in sitting.said[-1]
        assert sitting.screen == "request"
        await sitting.press("o")
        assert sitting.asked() and sitting.one(Fields).values["text"] == ""
        await sitting.press("escape", "2", "v")
        assert sitting.screen == "Pick"
    assert [note.text for note in stored(world, PASSPORT).notes] == ["Bonjour"]


async def test_a_request_is_opened_once_though_its_draft_can_not_be_dropped(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Une seule fois", requester="dnpj")
        await sitting.settled()
        await sitting.press("escape", "n")
        place = draft_of(world)
        place.unlink()
        place.mkdir()
        await sitting.press("f2")
        assert sitting.screen == "request", sitting.said
        assert "thrown away" in sitting.said[-1]


async def test_a_read_only_desk_says_why_it_writes_nothing_before_anything_is_typed(world: World) -> None:
    async with sitting_down(world, read_only=True) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await sitting.stand_on(CLOSED)
        await sitting.press("enter")
        for key in ("o", "e", "i", "s"):
            sitting.said.clear()
            await sitting.press(key)
            assert not sitting.asked() and "read-only" in sitting.said[-1], key
        sitting.said.clear()
        await sitting.press("2", "n")
        assert sitting.screen == "requests" and "read-only" in sitting.said[-1]
    assert not list(world.state.rglob("*draft*"))


async def test_a_store_that_is_retired_meanwhile_asks_for_nothing(world: World, tmp_path: Path) -> None:
    async with at_request(world, PASSPORT) as sitting:
        desk = world.desk()
        desk.backups.retire(tmp_path / "backup")
        world.lock(desk)
        await sitting.press("o")
        assert not sitting.asked() and "retired" in sitting.said[-1]
