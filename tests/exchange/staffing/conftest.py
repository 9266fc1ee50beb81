"""The post in Bogotá with a second head, who holds what the first does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import HEAD, Seat, World

DEPUTY = "e.fort"
"""The second head."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a post of its own to each test."""
    with World.bogota(tmp_path) as made:
        made.add(DEPUTY, "head")
        made.activate(DEPUTY)
        desk = made.desk()
        desk.grants.give(DEPUTY, "general")
        made.lock(desk)
        yield made


@pytest.fixture
def desk(world: World) -> Seat:
    """Give the head's desk."""
    return world.desk(HEAD)
