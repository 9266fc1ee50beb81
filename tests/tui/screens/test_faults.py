"""When something breaks: one sentence with an id, and nothing of what was at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from exchange.locale import Language
from exchange.requests.area import Requests
from tests.tui.screens.population import CONTAINER
from tests.tui.screens.sitting import sitting_down
from tests.world import World
from tui import fatal, launch
from tui.app import ExchangeApp
from tui.entrance import Entrance

SECRET = "ROSERO le secret planté"


class Broken(RuntimeError):
    """A fault that nobody thought of, with content in its text."""


def breaks(*_: object, **__: object) -> None:
    held = SECRET
    raise Broken(held)


async def test_a_verb_that_breaks_ends_the_program_and_nothing_of_it_is_shown(
    world: World, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    app: ExchangeApp | None = None
    with pytest.raises(Exception, match="Broken"):
        async with sitting_down(world) as sitting:
            app = sitting.app
            await sitting.unlock()
            await sitting.press("2")
            await sitting.stand_on(CONTAINER)
            monkeypatch.setattr(Requests, "show", breaks)
            await sitting.press("enter")
    assert app is not None and app.fault is not None
    assert "breaks" in "".join(fatal.frames(app.fault.__traceback__))
    assert app.return_code == 1
    out, err = capfd.readouterr()
    assert SECRET not in out + err
    assert not app.shell.work.unlocked


def test_the_sentence_of_a_fault_has_an_id_and_its_report_no_values(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def run(app: ExchangeApp) -> None:
        try:
            breaks()
        except Broken as error:
            app._handle_exception(error)

    monkeypatch.setattr(ExchangeApp, "run", run)
    world = World.bogota(home / "world")
    entrance = Entrance(world.folder, world.settings)
    assert launch.run_screens(entrance, Language.EN) == 1
    out, err = capfd.readouterr()
    assert out == ""
    assert "Traceback" not in err and SECRET not in err
    (report,) = (home / "xdg_state_home").rglob("faults/*.txt")
    assert report.stem in err
    kept = report.read_text(encoding="utf-8")
    assert "breaks" in kept and SECRET not in kept


def test_frames_tell_places_and_no_values() -> None:
    try:
        breaks()
    except Broken as error:
        told = fatal.frames(error.__traceback__)
    assert told[-1].endswith(" breaks")
    assert SECRET not in "".join(told)
