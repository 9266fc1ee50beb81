"""What can be done to a request, by its keys, and what stands in the store then."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.locale import Language
from exchange.requests.inputs import Amendment, NewLeg
from tests.tui.screens.population import CHINESE, CLOSED, CONTAINER, HOSTILE, PASSPORT
from tests.tui.screens.sitting import LARGE, at_request, sitting_down, stored
from tests.world import INVESTIGATOR, OFFICER, World
from tui.widgets.fields import Fields


async def test_a_note_is_added_and_hostile_text_in_it_is_only_shown(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("o")
        await sitting.paste(f"Appelé Migración\n{HOSTILE}")
        await sitting.press("f2")
        assert sitting.said[-1].endswith("note logged.")
        await sitting.press("left", "left")
        assert "Appelé Migración" in sitting.frame
    assert stored(world, PASSPORT).notes[0].text.startswith("Appelé Migración\nA␛]52")


async def test_a_dialogue_left_or_unfilled_changes_nothing(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        before = world.ops()
        for key in "oevDxcaAmps+":
            await sitting.press(key)
            assert sitting.asked(), key
            await sitting.press("escape")
        await sitting.press("o", "f2")
        assert "Missing: Note" in sitting.frame
        await sitting.press("escape")
        assert set(world.ops()[len(before) :]) <= {"request.consulted"}  # `e` reads what it amends


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (Language.EN, "has not been compared with the text itself yet"),
        (Language.FR, "n’a pas encore été comparé avec le texte lui-même"),
    ],
)
async def test_what_a_leg_warns_of_is_said_in_words(world: World, language: Language, said: str) -> None:
    desk = world.desk()
    desk.legs.add(CHINESE, NewLeg("policia-ec", legal_basis="mla-ec"))
    world.lock(desk)
    async with sitting_down(world, language=language, size=LARGE) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await sitting.stand_on(CHINESE)
        await sitting.press("enter")
        while "│LEGS" not in sitting.frame and "│VOLETS" not in sitting.frame:
            await sitting.press("right")
        await sitting.press("end")
        assert said in sitting.frame


async def test_an_event_of_a_leg_moves_its_status(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("v")
        await sitting.answer(code="acknowledged", at="now", place="Bogotá")
        assert "Logged" in sitting.said[-1]
    assert [leg.status for leg in stored(world, PASSPORT).legs] == ["acknowledged"]


async def test_a_surrender_is_fixed_for_a_day_ahead(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("v")
        await sitting.answer(code="surrender-fixed", at="in 9 days")
        assert sitting.screen == "request", sitting.refused
    told = stored(world, PASSPORT).events[-1]
    assert (told.code, told.at) == ("surrender-fixed", "2026-11-28T05:00:00Z")


async def test_legs_are_added_followed_up_and_refused(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("plus")
        await sitting.answer(to="dijin", follow_up="2026-11-25")
        assert sitting.said[-1].startswith("Leg added: dijin")
        await sitting.press("right", "down", "D")
        await sitting.answer(day="2026-11-27")
        await sitting.press("x")
        await sitting.answer(ground="ne-bis-in-idem")
        legs = stored(world, PASSPORT).legs
        assert (legs[1].to, legs[1].follow_up_at is not None) == ("dijin", True)
        assert (legs[1].status, legs[0].status) == ("refused", "received"), sitting.said


async def test_a_request_is_closed_reopened_and_shown_as_such(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        assert "Closed" in sitting.frame, sitting.said
        await sitting.press("O")
        await sitting.answer(reason="repris")
        assert "Closed" not in sitting.frame.split("\n")[3]
    assert stored(world, PASSPORT).item.status != "closed"


async def test_a_file_is_attached_and_saved_without_writing_over_another(
    world: World, tmp_path: Path
) -> None:
    file, out = tmp_path / "pièce.pdf", tmp_path / "out"
    file.write_bytes(b"%PDF-1.7\n" * 50)
    out.mkdir()
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("a")
        await sitting.answer(path=str(file))
        assert "attached" in sitting.said[-1]
        await sitting.press("w")
        await sitting.answer(number="1", path=str(out))
        assert "Written" in sitting.said[-1]
        await sitting.press("w")
        await sitting.answer(number="1", path=str(out))
        assert "pièce.pdf" in sitting.refused
        await sitting.press("escape")
        await sitting.press("a")
        await sitting.answer(path=str(tmp_path / "none.pdf"))
        assert "none.pdf" in sitting.refused
    assert (out / "pièce.pdf").read_bytes() == file.read_bytes()
    assert [one.name for one in out.iterdir()] == ["pièce.pdf"]


async def test_a_person_is_added_by_the_fields_of_its_type(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("p", "f2")
        await sitting.answer(family="ОСПИНА", given="Ана", role="suspect")
        assert "Subject added" in sitting.said[-1], sitting.said
    found = stored(world, PASSPORT).subjects[-1]
    assert (found.type, found.fields["family"]) == ("person", "ОСПИНА")


async def test_an_investigator_is_given_the_request_and_it_is_taken_back(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("A")
        await sitting.answer(handle=INVESTIGATOR)
        assert stored(world, PASSPORT).assigned == (INVESTIGATOR,)
        await sitting.press("A")
        await sitting.answer(handle=INVESTIGATOR)
        assert sitting.screen == "Confirm"
        await sitting.press("enter")
        assert stored(world, PASSPORT).assigned == (INVESTIGATOR,)
        await sitting.press("A")
        await sitting.answer(handle=INVESTIGATOR)
        await sitting.press("y")
        assert stored(world, PASSPORT).assigned == ()


async def test_a_request_is_related_to_another(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("m")
        await sitting.answer(other=CONTAINER, **{"as": "duplicate"})
        assert "Related" in sitting.said[-1], sitting.said
        assert CONTAINER in sitting.frame


async def test_an_amendment_is_kept_shown_as_a_diff_and_taken_back(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        title = stored(world, PASSPORT).item.title
        await sitting.press("e")
        await sitting.answer(title="Passeport OSPINA, autre titre")
        assert "autre titre" in sitting.frame
        await sitting.press("left")
        assert "+ Passeport OSPINA, autre titre" in sitting.frame
        await sitting.press("u")
        assert stored(world, PASSPORT).item.title == title
        await sitting.press("u")
        assert "othing" in sitting.said[-1]


@pytest.mark.parametrize("yes", [True, False])
async def test_two_amend_at_once_and_neither_loses_anything(world: World, yes: bool) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("e")
        other = world.desk(OFFICER)
        other.requests.amend(
            PASSPORT, Amendment(other.requests.show(PASSPORT)[0].version, agent="Cdt PRIGENT")
        )
        await sitting.answer(title="Titre d’ici", their_ref="26/77")
        assert sitting.screen == "Confirm"
        assert "Cdt PRIGENT" in sitting.frame and "Titre d’ici" in sitting.frame
        await sitting.press("y" if yes else "n")
        if not yes:
            assert "Titre d’ici" in sitting.frame and "26/77" in sitting.frame
            await sitting.press("f2")
    found = stored(world, PASSPORT)
    assert (found.item.title, found.their_refs, found.agent) == ("Titre d’ici", ("26/77",), "Cdt PRIGENT")


async def test_copying_a_reference_says_that_it_was_sent(world: World) -> None:
    async with at_request(world, PASSPORT) as sitting:
        await sitting.press("y")
        assert sitting.app.clipboard == PASSPORT
        assert PASSPORT in sitting.said[-1]


async def test_sending_shows_what_leaves_and_can_be_stopped_until_it_is_sealed(
    world: World, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    out.mkdir()
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("s")
        await sitting.answer(to="dijin", channel="bag", out=str(out))
        assert sitting.screen == "Countdown", sitting.said
        for shown in ("DIJIN (CO)", "Persons and objects disclosed: 1", "H1", "Ne pas produire"):
            assert shown in sitting.frame
        await sitting.press("y")
        assert "Leaves in 10 s" in sitting.frame
        await sitting.press("escape")
        assert sitting.screen == "request"
    assert list(out.iterdir()) == []
    assert "transmission.sent" not in world.ops()


async def test_an_investigator_has_his_request_and_only_what_he_may_do(world: World) -> None:
    async with at_request(world, CONTAINER, INVESTIGATOR) as sitting:
        assert "send" not in sitting.frame.split("\n")[-1]
        for key in "scAO":
            await sitting.press(key)
            assert sitting.screen == "request", key
        await sitting.press("o")
        await sitting.answer(text="Vu.")
        assert sitting.said[-1].endswith("note logged.")


async def test_a_person_and_a_leg_are_amended_on_their_rows(world: World) -> None:
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("right", "e")
        await sitting.answer(channel="hand", due="2026-12-05")
        assert "2026-12-05" in sitting.frame
        await sitting.press("right", "e")
        await sitting.answer(given="Milton A.", role="wanted")
        assert "ROSERO Milton A." in sitting.frame
        await sitting.press("e", "f2")
        await sitting.press("escape")
    desk = world.desk()
    view = desk.requests.show(CONTAINER)[0]
    assert (view.legs[0].channel, view.subjects[0].role) == ("hand", "wanted")
    assert view.legs[1].channel is None
    assert view.subjects[0].fields["born"] == "1984-03-12"


async def test_the_fields_of_its_kind_are_amended_with_the_request(world: World) -> None:
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("e")
        sitting.one(Fields).fill("own.route", "Buenaventura, Guayaquil")
        await sitting.press("f2")
        assert "Buenaventura, Guayaquil" in sitting.frame
        assert "Route" in sitting.frame


async def test_a_verb_on_a_leg_says_how_one_is_added_where_there_is_none(world: World) -> None:
    async with at_request(world, CLOSED) as sitting:
        for key in ("v", "D", "x"):
            sitting.said.clear()
            await sitting.press(key)
            assert sitting.screen == "request"
            assert sitting.said == ["The request has no leg yet: nobody is asked.\n+ adds one."]


async def test_closing_and_reopening_are_offered_where_they_can_be_done(world: World) -> None:
    for ref, key, offered, other in ((CONTAINER, "O", "close", "reopen"), (CLOSED, "c", "reopen", "close")):
        async with at_request(world, ref) as sitting:
            assert (" c close " in sitting.frame) is (offered == "close")
            await sitting.press("question_mark")
            assert f"request.{offered}" in sitting.keys and f"request.{other}" not in sitting.keys
            await sitting.press("escape", key)
            assert sitting.screen == "request"
            assert f"{ref} is " in sitting.said[-1] and "closed" in sitting.said[-1]


async def test_the_footer_follows_what_was_closed(world: World) -> None:
    async with at_request(world, CONTAINER) as sitting:
        await sitting.press("c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        assert " c close " not in sitting.frame
        await sitting.press("ctrl+p")
        await sitting.write("reopen")
        await sitting.until("Reopen")
