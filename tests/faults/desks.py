"""The desk at a place: a folder with the store, its state folder and a bag, as the tests copy it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

from exchange.desk import Desk, Settings
from tests.world import CHEAP, HEAD, START, SetClock, accept_any, passphrase_of

NEWCOMER: Final = "e.nouveau"
"""A member who was added and has not activated himself yet."""


def settings_at(place: Path, hours: int = 1) -> Settings:
    """Return what a machine with cheap passphrases decides, so many hours after the worlds began."""
    clock = SetClock(START + timedelta(hours=hours))
    return Settings(place / "state", clock, parameters=CHEAP, floor=CHEAP, check=accept_any)


@contextmanager
def desk_at(place: Path, handle: str = HEAD, passphrase: str | None = None, hours: int = 1) -> Iterator[Desk]:
    """Unlock the store at a place, as the program does."""
    known = passphrase or passphrase_of(handle)
    with Desk.unlock(place / "store", handle, known, settings_at(place, hours)) as desk:
        yield desk
