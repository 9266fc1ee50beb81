"""Two posts that trust each other, each with the head's desk open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.exchange.transmission.correspondence import Pair, pair_in


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    made = pair_in(tmp_path)
    yield made
    made.lock()
