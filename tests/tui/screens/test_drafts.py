"""Drafts of forms: kept sealed, found again, thrown away."""

from __future__ import annotations

import json

import pytest

from exchange.drafts import Drafts
from exchange.errors import Refused
from tests.tui.screens.population import SCRIPTS
from tests.tui.screens.sitting import Sitting, sitting_down
from tests.world import World
from tui.screens import form
from tui.widgets.fields import Fields

pytestmark = pytest.mark.usefixtures("at_once")


async def test_a_draft_survives_a_killed_program(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as soon:
        soon.setattr(form, "DRAFT_AFTER", 0.05)
        async with sitting_down(world) as sitting:
            await sitting.begin_form()
            sitting.fill(kind="wanted", title=SCRIPTS["arabic"], text=f"Un texte\n{SCRIPTS['chinese']}")
            await sitting.until("draft kept")
    raw = b"".join(file.read_bytes() for file in (world.folder.parent).rglob("*") if file.is_file())
    assert SCRIPTS["arabic"].encode() not in raw
    assert json.dumps(SCRIPTS["arabic"]).encode() not in raw
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        assert "draft found again" in sitting.frame
        values = sitting.app.screen.query_one("#main", Fields).values
        assert (values["kind"], values["title"]) == ("wanted", SCRIPTS["arabic"])
        assert values["text"] == f"Un texte\n{SCRIPTS['chinese']}"
        sitting.fill(requester="dnpj")
        await sitting.press("f2")
        assert sitting.screen == "request", sitting.said
        await sitting.press("escape", "1", "n")
        assert "draft found" not in sitting.frame


async def test_a_lock_in_the_middle_keeps_the_draft(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Mandat d’arrêt")
        await sitting.settled()
        await sitting.press("ctrl+l")
        assert sitting.screen == "Unlock"
        await sitting.unlock()
        await sitting.press("n")
        assert "draft found again" in sitting.frame
        assert "Mandat d’arrêt" in sitting.frame


async def test_a_draft_is_thrown_away_when_it_is_meant(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Ne plus jamais le voir")
        await sitting.settled()
        await sitting.press("escape", "n")
        assert "f10 throws it away" in sitting.frame
        await sitting.press("f10", "n")
        assert "Ne plus jamais le voir" in sitting.frame
        await sitting.press("f10", "y")
        assert sitting.screen == "desk"
        await sitting.press("n")
        assert "Ne plus jamais le voir" not in sitting.frame
        assert "draft found" not in sitting.frame


async def test_a_filter_is_kept_under_a_name_that_no_file_tells(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2", "f")
        await sitting.write("rosero")
        await sitting.press("enter", "F")
        await sitting.answer(name="Dossier Rosero")
        await sitting.press("escape", "v")
        assert "Dossier Rosero" in sitting.frame
    assert not any("rosero" in file.name.lower() for file in world.folder.parent.rglob("*"))


async def save_filter(sitting: Sitting, typed: str, name: str) -> None:
    """Look for what is typed, and keep it under a name."""
    await sitting.press("f", "ctrl+u")
    await sitting.write(typed)
    await sitting.press("enter", "F")
    await sitting.answer(name=name)


async def test_filters_with_names_alike_stand_beside_each_other(world: World) -> None:
    names = ("a" * 61, "a" * 60 + "b", "王小明", "محمد", "Été", "été!")
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        for number, name in enumerate(names):
            await save_filter(sitting, f"mot{number}", name)
            assert "Filter kept" in sitting.said[-1], name
        await sitting.press("v")
        assert set(sitting.keys) == set(names)


async def test_a_filter_replaces_another_only_when_it_is_meant(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.unlock()
        await sitting.press("2")
        await save_filter(sitting, "rosero", "Été")
        await save_filter(sitting, "mandat", "e\u0301te\u0301".upper())
        assert "rosero" in sitting.frame and "mandat" in sitting.frame
        await sitting.press("n", "v")
        assert sitting.keys == ["Été"] and "rosero" in sitting.frame
        await sitting.press("escape")
        await save_filter(sitting, "mandat", "été")
        await sitting.press("y", "v")
        assert sitting.keys == ["été"] and "mandat" in sitting.frame


async def test_a_draft_that_can_not_be_kept_does_not_keep_the_desk_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Mandat")
        await sitting.settled()

        async def full(verb: object) -> None:
            raise Refused("disk-full", file="draft", system="ENOSPC")

        monkeypatch.setattr(sitting.app.shell.work, "do", full)
        await sitting.press("ctrl+l")
        assert sitting.screen == "Unlock"
        assert not sitting.app.shell.work.unlocked


async def test_a_form_that_could_not_be_kept_once_is_kept_when_it_is_left(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(kind="wanted", title="Mandat")
        await sitting.settled()

        def full(*_: object) -> None:
            raise Refused("disk-full", file="draft", system="ENOSPC")

        with monkeypatch.context() as patch:
            patch.setattr(Drafts, "keep", full)
            form_ = sitting.app.screen
            assert isinstance(form_, form.Form)
            for _ in range(3):
                form_.keep_draft()
                await sitting.settled()
            assert [said for said in sitting.said if "space" in said] == sitting.said[-1:]
        await sitting.press("escape", "n")
        assert "Mandat" in sitting.frame


async def test_a_form_left_comes_back_as_it_was(world: World) -> None:
    async with sitting_down(world) as sitting:
        await sitting.begin_form()
        sitting.fill(title="Gardé")
        await sitting.settled()
        await sitting.press("escape")
        assert sitting.screen == "desk"
        await sitting.press("n")
        assert "Gardé" in sitting.frame
