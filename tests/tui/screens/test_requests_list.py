"""The list of requests by keys: filters, searches, marks, verbs on many, columns, jumps."""

from __future__ import annotations

from typing import Final

import pytest
from textual.widgets import Static

from tests.tui.screens.population import ARABIC, ARREST, BAD, CHINESE, CLOSED, CONTAINER, PASSPORT
from tests.tui.screens.sitting import LARGE, Sitting, sitting_down
from tests.world import INVESTIGATOR, World
from tui.config import Config
from tui.screens import finding
from tui.widgets.rows import Rows


async def at_list(sitting: Sitting) -> None:
    await sitting.unlock()
    await sitting.press("2")


async def find(sitting: Sitting, typed: str) -> list[str]:
    """Type in the line, and return what is found."""
    await sitting.press("escape", "f")
    await sitting.write(typed)
    await sitting.press("enter")
    return sitting.keys


FOUND: Final[dict[str, list[str]]] = {
    "kind:wanted": [ARREST],
    "status:closed": [CLOSED],
    "country:EC": [ARREST, CONTAINER],
    "their:26/3312": [CONTAINER],
    f"assigned:{INVESTIGATOR}": [CONTAINER],
    "conteneur": [CONTAINER],
    "algesiras": [CONTAINER],
    "王小明": [CHINESE],
    "kovalev": [CLOSED],
}
WRONG: Final = ("kind:nonsense", '"open', "kind:", "AND OR", "[/]", "((", "due:never")


async def test_what_is_typed_filters_or_searches(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        for typed, found in FOUND.items():
            assert await find(sitting, typed) == found, typed
            await sitting.press("escape")
            assert len(sitting.keys) == 7, typed


async def test_a_query_that_is_wrong_is_said_and_nothing_ends(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        for typed in WRONG:
            await find(sitting, typed)
            assert sitting.screen == "requests", typed
            assert await find(sitting, "kind:wanted") == [ARREST], typed


async def test_a_filter_that_means_nothing_is_said_in_the_list_and_nothing_stays_of_the_list_before(
    world: World,
) -> None:
    async with sitting_down(world, size=LARGE) as sitting:
        await at_list(sitting)
        for typed, said in (
            ("kind:frau", "“frau” is not"),
            ("due:never", "“never”"),
            ("service:parquet", "“parquet”"),
        ):
            assert await find(sitting, typed) == []
            assert said in sitting.frame, typed
            assert "…" not in sitting.frame.splitlines()[4]
            assert "requests:" not in sitting.frame
            await sitting.press("escape")
            assert "requests: 7" in sitting.frame


async def test_what_is_wrong_in_a_query_is_marked_so_that_typing_mends_it(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        assert await find(sitting, "conteneur colour:red") == []
        assert "“colour:” is no filter" in sitting.frame
        await sitting.write("kind:trafficking")
        await sitting.press("end", "backspace", "backspace", "backspace", "enter")
        assert sitting.keys == [CONTAINER]


async def test_filters_of_the_list_go_with_words_too(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        assert await find(sitting, "passeport waiting:us service:dnpaf") == [PASSPORT]
        assert await find(sitting, "passeport waiting:them") == []
        assert await find(sitting, "due:7d") == await find(sitting, "due:+7d") != []


async def test_a_search_from_elsewhere_takes_the_place_of_what_was_typed_before(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        assert await find(sitting, "kind:wanted") == [ARREST]
        await sitting.press("1", "slash")
        await sitting.write("conteneur")
        await sitting.press("enter")
        assert sitting.keys == [CONTAINER]


async def test_a_reference_is_gone_to_by_its_number_and_one_that_is_not_there_is_said(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        for typed in ("5", "00005", "2026-5", "26-5", "BOG-5", "bog-00005", "BOG-2026-5", CHINESE.lower()):
            await sitting.press("J")
            await sitting.answer(where=typed)
            assert sitting.screen == "request", typed
            assert CHINESE in sitting.frame
            await sitting.press("escape")
        for typed in ("98", "BOG-2026-09999", "XXX-2025-00001"):
            await sitting.press("J")
            await sitting.answer(where=typed)
            assert sitting.screen == "requests", typed
            assert "among those that you may see" in sitting.said[-1]
            assert sitting.keys


async def test_marks_are_counted_ranged_and_cleared(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        rows = sitting.one(Rows)
        await sitting.press("space", "down", "down", "V")
        assert list(rows.marks) == [CLOSED, BAD, CHINESE, ARABIC]
        assert "marked: 4" in sitting.frame
        await sitting.press("asterisk")
        assert len(rows.marks) == 7
        await sitting.press("home", "space")
        assert CLOSED not in rows.marks
        await sitting.press("escape")
        assert not rows.marks
        assert "marked" not in sitting.frame


async def test_what_is_marked_is_assigned_and_closed_together(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        for ref in (PASSPORT, ARABIC):
            await sitting.stand_on(ref)
            await sitting.press("space")
        await sitting.press("A")
        await sitting.answer(handle=INVESTIGATOR)
        assert "Done (requests: 2)" in sitting.said[-1]
        assert set(await find(sitting, f"assigned:{INVESTIGATOR}")) == {CONTAINER, PASSPORT, ARABIC}
        await sitting.press("asterisk")
        await sitting.stand_on(CONTAINER)
        await sitting.press("space", "c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        assert "Done (requests: 2)" in sitting.said[-1]
        assert set(await find(sitting, "status:closed")) == {CLOSED, PASSPORT, ARABIC}


async def test_of_several_those_that_can_not_be_closed_are_named_and_stay_marked(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        for ref in (CLOSED, PASSPORT, ARABIC):
            await sitting.stand_on(ref)
            await sitting.press("space")
        await sitting.press("c")
        await sitting.answer(outcome="withdrawn", reason="sans objet")
        assert "Done (requests: 2)" in sitting.said[-1]
        assert f"Refused: 1. {CLOSED} is closed already." in sitting.said[-1]
        assert list(sitting.one(Rows).marks) == [CLOSED]
        assert set(await find(sitting, "status:closed")) == {CLOSED, PASSPORT, ARABIC}


async def test_one_that_can_not_be_closed_is_said_and_the_marks_stay(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.press("space", "c")
        await sitting.answer(outcome="withdrawn", reason="encore")
        assert CLOSED in sitting.refused
        assert "encore" in sitting.frame
        await sitting.press("escape")
        assert "marked: 1" in sitting.frame


async def test_references_of_what_is_marked_are_copied_a_line_each(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.press("space", "space", "y")
        assert sitting.app.clipboard == f"{CLOSED}\n{BAD}"


async def test_a_filter_is_kept_under_a_name_and_found_again(world: World) -> None:
    config = Config(filters={"fraudes": "kind:document-fraud"})
    async with sitting_down(world, config=config) as sitting:
        await at_list(sitting)
        await find(sitting, "country:EC")
        await sitting.press("F")
        await sitting.answer(name="Équateur")
        await sitting.press("escape", "v")
        assert sitting.screen == "Pick"
        await sitting.write("equateur")
        await sitting.press("enter")
        assert sitting.keys == [ARREST, CONTAINER]
        await sitting.press("v")
        await sitting.write("fraudes")
        await sitting.press("enter")
        assert sitting.keys == [PASSPORT]


async def test_columns_are_chosen_and_kept(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.press("C")
        await sitting.answer(columns="requester,handling")
        assert "ofast" in sitting.frame and "H1" in sitting.frame
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        assert "ofast" in sitting.frame and "H1" in sitting.frame


async def test_a_jump_goes_to_a_reference(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.press("J")
        await sitting.answer(where=PASSPORT.lower())
        assert sitting.screen == "request"
        assert PASSPORT in sitting.frame
        await sitting.press("q")
        await sitting.press("J")
        await sitting.answer(where="BOG-2026-99999")
        assert "BOG-2026-99999" in "".join(sitting.said)


async def test_reading_again_keeps_the_cursor_on_its_row(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.stand_on(PASSPORT)
        await sitting.press("f5")
        assert sitting.one(Rows).key == PASSPORT
        await sitting.press("enter", "escape")
        assert sitting.one(Rows).key == PASSPORT


async def test_a_long_list_is_read_from_its_end_and_upward(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "PAGE", 2)
    async with sitting_down(world, size=(80, 9)) as sitting:
        await at_list(sitting)
        rows = sitting.one(Rows)
        await sitting.press("G")
        assert (rows.key, rows.window.from_end) == (CONTAINER, True)
        bottom = sitting.frame.splitlines()[-4]
        assert bottom.startswith(">") and "Conteneur" in bottom
        for key in (ARREST, PASSPORT, ARABIC, CHINESE, BAD, CLOSED):
            await sitting.press("up")
            assert rows.key == key
        await sitting.press("end", "home")
        assert (rows.key, rows.cursor) == (CLOSED, 0)
        await sitting.press("space", "G", "f5")
        assert rows.key == CONTAINER and list(rows.marks) == [CLOSED]


async def test_the_list_is_sorted_by_what_is_due_and_begins_at_a_date(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        await sitting.press("S")
        assert sitting.keys == [ARABIC, CONTAINER, ARREST]
        assert "soonest due first" in sitting.frame
        await sitting.press("escape")
        assert len(sitting.keys) == 7
        for day, count in (("2026-11-19", 7), ("2026-11-18", 0)):
            await sitting.press("J")
            await sitting.answer(where=day)
            assert len(sitting.keys) == count
            assert f"from {day} back" in sitting.frame
        await sitting.press("J")
        await sitting.answer(where="never")
        assert "“never” is not a date" in sitting.frame
        await sitting.press("escape")
        assert len(sitting.keys) == 7


async def test_words_offered_instead_of_misspelt_ones_are_taken_by_enter_and_forgotten(world: World) -> None:
    async with sitting_down(world) as sitting:
        await at_list(sitting)
        assert await find(sitting, "conteneru") == []
        state = sitting.app.screen.query_one("#state", Static)
        assert "enter: conteneur" in str(state.content)
        await sitting.press("ctrl+l")
        assert "conteneur" not in str(state.content)
        await sitting.unlock()
        await sitting.press("2")
        assert await find(sitting, "conteneru") == []
        await sitting.press("enter")
        assert sitting.keys == [CONTAINER]
        assert await find(sitting, "kind:fraud country:JP") == []  # a list has no words to offer
        await sitting.press("enter")
        assert sitting.keys == []
