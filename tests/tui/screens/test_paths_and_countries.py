"""Fields that nobody should have to empty or know codes for: paths, countries."""

from __future__ import annotations

import pytest

from tests.tui.screens.sitting import sitting_down
from tests.world import World
from tui.widgets.fields import Fields


@pytest.mark.parametrize(
    ("typed", "path"),
    [("/media/cle", "/media/cle"), ("~/cle", "~/cle"), ("cle/un", "~/cle/un")],
)
async def test_a_whole_path_behind_the_folder_that_was_offered_begins_anew(
    world: World, typed: str, path: str
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("r")
        fields = sitting.one(Fields)
        fields.widget("path").focus()
        await sitting.press("end")
        await sitting.write(typed)
        assert fields.values["path"] == path
        fields.fill("path", "~/")
        await sitting.press("end")
        await sitting.paste(typed)
        assert fields.values["path"] == path


async def test_nationalities_are_chosen_by_name_and_kept_by_code(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("n", "f3")
        sitting.one(Fields).widget("nationality").focus()
        for country in ("ecuador", "colomb"):
            await sitting.write(country)
            await sitting.press("enter")
        assert sitting.one(Fields).values["nationality"] == "ECU,COL"
        assert "Ecuador, Colombia" in sitting.frame
