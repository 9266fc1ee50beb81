"""What tests of the screens stand on: a post with a past, and coroutines that are run."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.screens.population import populated
from tests.world import World
from tui.screens import form


@pytest.hookimpl(tryfirst=True)
def pytest_pyfunc_call(pyfuncitem: pytest.Function) -> bool | None:
    """Run a test that is a coroutine, in a loop of its own."""
    if not inspect.iscoroutinefunction(pyfuncitem.obj):
        return None
    names = inspect.signature(pyfuncitem.obj).parameters
    asyncio.run(pyfuncitem.obj(**{name: pyfuncitem.funcargs[name] for name in names}))
    return True


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a copy of the populated post in Bogotá, its desks locked."""
    with World.copied(populated(), tmp_path) as copied:
        yield copied


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let limits and drafts be asked for without the pauses that hands need."""
    monkeypatch.setattr(form, "ASK_AFTER", 0.01)
