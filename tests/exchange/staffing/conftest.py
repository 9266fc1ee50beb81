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
    with World.grown(with_deputy, tmp_path) as made:
        yield made


def with_deputy(world: World) -> None:
    """Add the second head."""
    world.add(DEPUTY, "head")
    world.activate(DEPUTY)
    world.desk().grants.give(DEPUTY, "general")


@pytest.fixture
def desk(world: World) -> Seat:
    """Give the head's desk."""
    return world.desk(HEAD)
