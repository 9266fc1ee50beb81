"""Lines on a screen: in French a sign with a no-break space before it never begins one; none is cut."""

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


@pytest.mark.parametrize("letter", ["王", "m"])
async def test_a_refusal_in_a_list_is_shown_whole_whatever_its_letters(world: World, letter: str) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "f")
        await sitting.paste(f"kind:{letter * 40}")
        await sitting.press("enter")
        shown = "".join(sitting.frame.split())
        assert f"“{letter * 40}”isnotavalue" in shown, sitting.frame
        assert "document-fraud,illegal-immigration,rogatory." in shown
