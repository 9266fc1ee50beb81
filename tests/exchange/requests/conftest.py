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


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Give a post for all tests of a module that leave it as it was: those in which nothing is done."""
    with World.bogota(tmp_path_factory.mktemp("post")) as made:
        yield made


@pytest.fixture(scope="module")
def refusing(standing: World) -> Seat:
    """Give the head's desk in it."""
    return standing.desk()
