"""What tests of the command line stand on: a clerk at the post in Bogotá."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.tui.clerk import Clerk
from tests.world import World


@pytest.fixture
def clerk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Clerk]:
    """Give a clerk at the command line of the post in Bogotá."""
    with World.bogota(tmp_path) as world:
        yield Clerk(world, tmp_path, monkeypatch, capsys)
