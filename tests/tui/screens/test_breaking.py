"""Lines of French on a screen: a sign that has a no-break space before it never begins one."""

from __future__ import annotations

import pytest

from exchange.locale import Language
from tests.tui.screens.sitting import sitting_down
from tests.world import World


@pytest.mark.parametrize("width", range(28, 48, 3))
async def test_no_line_begins_with_a_sign_that_belongs_to_the_word_before(world: World, width: int) -> None:
    sentence = "« Demain » n’est pas encore arrivé ; vérifiez l’année : est-ce la bonne ? Sinon, corrigez !"
    kept = sentence.replace("« ", "«\u00a0")
    for sign in "»;:?!":
        kept = kept.replace(f" {sign}", f"\u00a0{sign}")
    async with sitting_down(world, language=Language.FR, size=(width, 24)) as sitting:
        await sitting.app.open("Alarm", kept, "")
        await sitting.settled()
        lines = [line.strip(" │╮╯╰╭┃") for line in sitting.frame.splitlines()]
        assert "vérifiez" in " ".join(lines)
        assert [line for line in lines if line[:1] in tuple("»;:?!")] == []
        assert [line for line in lines if line.endswith("«")] == []
