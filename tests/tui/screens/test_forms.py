"""The form of a new request: its fields, its limits, and that nothing typed is ever lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Refused
from exchange.requests.area import Requests
from tests.tui.screens.population import HOSTILE
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import World
from tui.screens import form
from tui.widgets.fields import Fields

pytestmark = pytest.mark.usefixtures("at_once")


async def test_what_is_missing_is_said_and_pointed_at(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        for missing, value in (("kind", "wanted"), ("requester", "dnpj"), ("title", "Mandat")):
            await sitting.press("f2")
            focused = sitting.app.focused
            main = sitting.app.screen.query_one("#main", Fields)
            assert focused is main.widget(missing)
            assert "Missing: " in sitting.frame
            sitting.fill(**{missing: value})
            await sitting.settled()
        await sitting.press("f2")
        assert sitting.screen == "request"
        assert "Mandat" in sitting.frame


async def test_each_kind_has_its_own_fields_and_keeps_the_common_ones(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Un titre")
        await sitting.settled()
        wanted = set(sitting.app.screen.query_one("#kind", Fields).values)
        sitting.fill(kind="rogatory")
        await sitting.settled()
        rogatory = set(sitting.app.screen.query_one("#kind", Fields).values)
        assert wanted != rogatory
        assert any(name.startswith("commission.") for name in rogatory)
        assert sitting.app.screen.query_one("#main", Fields).values["title"] == "Un titre"


async def test_a_sub_kind_brings_its_own_fields_and_what_is_typed_there_is_kept(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="trafficking", requester="ofast", title="Conteneur")
        await sitting.settled()
        assert not sitting.app.screen.query_one("#kind", Fields).has("drug.substance")
        sitting.fill(type="drugs")
        await sitting.settled()
        sitting.fill(**{"drug.substance": "cocaïne", "route": "Buenaventura – Le Havre"})
        await sitting.press("f2")
        assert sitting.screen == "request"
        assert "cocaïne" in sitting.frame
        assert "Buenaventura – Le Havre" in sitting.frame


async def test_keys_that_come_at_once_go_where_they_were_meant_to_go(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.burst("n", "tab", "tab", "tab", *"Le 27 à 12 h", "f4", *"q 1", "f2")
        values = sitting.app.screen.query_one("#main", Fields).values
        assert (values["title"], values["text"]) == ("Le 27 à 12 h", "q 1")


async def test_limits_stand_below_with_their_source_while_it_is_typed(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="trafficking", requester="ofast", title="T", to="dijin", due="2026-11-30")
        await sitting.until("1 dijin")
        assert "2026-11-30" in sitting.frame
        await sitting.until("Nothing is missing")


async def test_a_moment_is_typed_loosely_and_shown_as_it_was_understood(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        main, more = (sitting.app.screen.query_one(f"#{name}", Fields) for name in ("main", "more"))
        more.widget("due").focus()
        await sitting.write("+7d")
        assert "+7d" in sitting.frame and "= Thu 2026-11-26 24:00" in sitting.frame
        main.widget("title").focus()
        await sitting.settled()
        assert more.values["due"] == "2026-11-26"
        more.widget("received-at").focus()
        await sitting.write("yesterday 14h")
        assert "= Wed 2026-11-18 14:00 · Paris 20:00" in sitting.frame
        assert more.values["received-at"] == "2026-11-18 14:00"  # a draft is read on another day
        sitting.fill(received_at="yesterday 23h")
        await sitting.settled()
        assert "= Wed 2026-11-18 23:00 · Paris 11-19 05:00" in sitting.frame


async def test_the_second_of_two_hours_of_one_name_is_not_taken_for_the_first(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        more = sitting.app.screen.query_one("#more", Fields)
        sitting.app.shell.speech = replace(sitting.app.shell.speech, zone="Europe/Paris")
        for typed, kept in (("25/10 00:30 UTC", "2026-10-25 02:30"), ("25/10 01:30 UTC", "25/10 01:30 UTC")):
            sitting.fill(received_at=typed)
            assert more.values["received-at"] == kept


async def test_what_is_no_moment_is_said_in_its_field(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        more = sitting.app.screen.query_one("#more", Fields)
        sitting.fill(kind="wanted", requester="dnpj", title="T", due="32/13")
        await sitting.press("f2")
        assert "does not exist" in sitting.said[-1]
        assert sitting.app.focused is more.widget("due")
        sitting.fill(due="", received_at="tomorrow")
        await sitting.press("f2")
        assert "not come" in sitting.said[-1]
        assert sitting.app.focused is more.widget("received-at")


@pytest.mark.usefixtures("at_once")
async def test_the_foot_says_at_once_that_a_moment_is_misread(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", requester="dnpj", title="T")
        await sitting.until("Nothing is missing")
        monkeypatch.setattr(form, "ASK_AFTER", 3600)
        sitting.fill(follow_up="32/13")
        await sitting.settled()
        assert "Nothing is missing" not in sitting.frame and "does not exist" in sitting.frame


async def test_arrows_go_from_field_to_field(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        main = sitting.app.screen.query_one("#main", Fields)
        await sitting.press("down", "down")
        assert sitting.app.focused is main.widget("requester")
        await sitting.press("up")
        assert sitting.app.focused is main.widget("type")


async def test_the_days_of_a_treaty_are_entered_where_they_are_missing(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", requester="dnpj", title="T", to="policia-ec")
        await sitting.settled()
        sitting.fill(type="arrest")
        await sitting.settled()
        sitting.fill(arrested_at="2026-11-19 08:00", arrested_in="EC", place="Quito")
        await sitting.until("to be checked")
        await sitting.press("f8")
        await sitting.answer(source="Treaty of 1937, Art. 9", days="60")
        assert "extradition-ec" in sitting.said[-1]
        sitting.fill(legal_basis="extradition-ec")
        await sitting.until("Treaty of 1937, Art. 9")


async def test_a_long_text_is_written_over_the_whole_screen(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        await sitting.press("f4")
        assert sitting.screen == "LongText"
        await sitting.paste(f"Première ligne\r\nSeconde\n{HOSTILE}")
        await sitting.press("f4")
        text = sitting.app.screen.query_one("#main", Fields).values["text"]
        assert text.startswith("Première ligne\nSeconde\nA␛]52")
        await sitting.press("f4")
        await sitting.write("zzz")
        await sitting.press("escape")
        assert sitting.app.screen.query_one("#main", Fields).values["text"] == text


async def test_persons_and_files_are_added_and_opened_with_the_request(world: World, tmp_path: Path) -> None:
    file = tmp_path / "note.txt"
    file.write_bytes(b"x")
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", requester="dnpj", title="Deux")
        await sitting.settled()
        await sitting.press("f3")
        await sitting.answer(family="MÜLLER", given="Érard")
        assert "MÜLLER" in sitting.frame
        for path, said in ((tmp_path / "none", "none"), (file, "")):
            await sitting.press("f6")
            await sitting.answer(path=str(path))
            assert said in "".join(sitting.said[-1:])
        await sitting.press("f2")
        assert sitting.screen == "request", sitting.said
        assert "Subjects 1" in sitting.frame and "Files 1" in sitting.frame


async def test_conditions_stay_folded_until_they_are_asked_for(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        conditions = sitting.app.screen.query_one("#conditions", Fields)
        assert not conditions.display
        await sitting.press("f9")
        assert conditions.display
        assert sitting.app.focused is conditions.widget("handling")
        assert "Conditions" in sitting.frame


async def test_a_picker_finds_without_accents_and_creates_what_is_missing(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        await sitting.press("tab", "tab")
        await sitting.write("ofast")
        assert sitting.screen == "Pick"
        await sitting.press("enter")
        assert sitting.app.screen.query_one("#main", Fields).values["requester"] == "ofast"
        sitting.app.screen.query_one("#main", Fields).widget("requester").focus()
        await sitting.write("guardia-x")
        await sitting.press("enter")
        assert sitting.screen == "Ask"
        await sitting.answer(handle="guardia-x", name="Guardia X", country="ES", type="police")
        assert sitting.app.screen.query_one("#main", Fields).values["requester"] == "guardia-x"


async def test_a_refusal_of_the_desk_keeps_the_form(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise Refused("disk-full", file="store", system="ENOSPC")

    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", requester="dnpj", title="Gardé")
        await sitting.settled()
        monkeypatch.setattr(Requests, "open", refuse)
        await sitting.press("f2")
        assert sitting.screen == "form"
        assert "Gardé" in sitting.frame


ARREST = (
    "'policia-ec", "enter", "tab", "'19/11 03:00", "tab", "'Quito", "tab", "'EC", "enter",
    "f3", "'ROSERO", "tab", "'Milton", "f2", "f2",
)  # fmt: skip
"""Whom it asks, the arrest, the person; what begins with a quote is written."""


async def test_a_wanted_person_takes_few_keys_beyond_the_text_from_an_arrival(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("3", "down", "down", "down")  # diffusion, copie
        kind = ("right", "right", "tab", "right", "tab", "tab", "tab", "tab")
        keys = await typed(sitting, "n", *kind, *ARREST)
        assert sitting.screen == "request"
        assert "WANTED PERSON" in sitting.frame
        assert keys <= 26


async def test_a_wanted_person_takes_few_keys_beyond_the_text_from_scratch(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        first = (
            "right",
            "right",
            "tab",
            "right",
            "tab",
            "'ofast",
            "enter",
            "'ROSERO",
            "tab",
            "'Texte",
            "tab",
        )
        keys = await typed(sitting, "n", *first, *ARREST)
        assert sitting.screen == "request"
        assert "WANTED PERSON" in sitting.frame
        assert "2026-11-19 03:00 · Quito · EC" in sitting.frame
        assert keys <= 38


async def typed(sitting: Sitting, *keys: str) -> int:
    """Press keys, and write what begins with a quote; return how many were pressed."""
    for key in keys:
        if key.startswith("'"):
            await sitting.write(key[1:])
        else:
            await sitting.press(key)
    return sum(not key.startswith("'") for key in keys)
