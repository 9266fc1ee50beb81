"""What takes a process long the first time, done while this is imported: `tests.warm` begins from here.

The program is imported whole, and a store used once (models, statements).
"""

from __future__ import annotations

import gc
import tempfile
from pathlib import Path

import tests.imported  # noqa: F401  (here once, not in each child)
from exchange.requests.inputs import NewRequest
from tests.world import BOGOTA, World


def _rehearse() -> None:
    with tempfile.TemporaryDirectory() as place, World.new(Path(place), BOGOTA) as world:
        world.desk().requests.open(NewRequest("wanted", "dnpj", "Une recherche"))
    gc.collect()
    gc.freeze()


_rehearse()
