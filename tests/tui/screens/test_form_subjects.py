"""Persons and documents of a form: described, corrected, taken back before anything is opened."""

from __future__ import annotations

from exchange.locale import Language
from tests.tui.screens.sitting import sitting_down
from tests.world import World
from tui.widgets.fields import Fields

ZONE = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<< L898902C36UTO7408122F1204159ZE184226B<<<<<10"
"""The passport of ICAO Doc 9303, as a paste of two lines comes into a field of one."""


async def test_a_person_described_wrong_is_sent_back_corrected_and_taken_back(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n")
        sitting.fill(kind="wanted", requester="dnpj", title="Deux")
        await sitting.press("f3")
        await sitting.answer(family="MULLER", born="12/03/84")
        assert "Date of birth" in sitting.refused
        assert sitting.screen == "Ask"
        assert sitting.one(Fields).values["family"] == "MULLER"
        await sitting.answer(born="12/03/1984")
        await sitting.press("f3", "down", "enter")
        assert sitting.one(Fields).values["born"] == "1984-03-12"
        await sitting.answer(family="MÜLLER")
        assert "MÜLLER · 1984-03-12" in sitting.frame
        await sitting.press("f3", "enter")
        await sitting.answer(family="AUTRE")
        await sitting.press("f3")
        await sitting.write("take MULLER")
        await sitting.press("enter")
        assert "AUTRE" in sitting.frame and "MÜLLER" not in sitting.frame


async def test_what_was_scanned_is_called_by_what_stands_in_it(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n")
        sitting.fill(kind="document-fraud", requester="dnpaf", title="Passeport")
        await sitting.press("f3")
        await sitting.answer(mrz=ZONE)
        assert "1. Document · ERIKSSON ANNA MARIA L898902C3 · Passport" in sitting.frame
        assert "<<" not in sitting.frame
        await sitting.press("f3")
        assert "ERIKSSON ANNA MARIA L898902C3" in sitting.frame and "<<" not in sitting.frame


async def test_a_date_is_shown_as_it_was_understood_once_the_cursor_leaves(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n")
        await sitting.press("f3", "tab", "tab", "tab", "tab")
        await sitting.write("12 mars 1984")
        await sitting.press("tab")
        assert "1984-03-12" in sitting.frame


async def test_in_french_a_date_is_shown_day_first_and_kept_as_one(world: World) -> None:
    async with sitting_down(world, language=Language.FR) as sitting:
        await sitting.unlock()
        await sitting.press("n")
        await sitting.press("f3", "tab", "tab", "tab", "tab")
        await sitting.write("12 mars 1984")
        await sitting.press("tab")
        assert "12/03/1984" in sitting.frame
        assert sitting.one(Fields).values["born"] == "1984-03-12"
