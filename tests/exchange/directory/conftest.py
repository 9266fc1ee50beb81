"""A post in Bogotá, staffed, and the head's desk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.world import Seat, World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World.bogota(tmp_path) as made:
        yield made


@pytest.fixture
def desk(world: World) -> Seat:
    return world.desk()
