"""One demo for all tests of this folder, made in the process with cheap passphrases."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from exchange.demo import Made, make
from exchange.desk import Desk, Settings
from tests.world import CHEAP, accept_any

PRESENT = datetime(2026, 11, 19, 14, 0, tzinfo=UTC)
REQUESTS = 20


@dataclass(frozen=True)
class Told:
    """A demo that was made, and the settings under which its stores open."""

    made: Made
    settings: Settings
    steps: tuple[tuple[int, int], ...]

    @property
    def place(self) -> Path:
        return Path(self.made.folder)

    @contextmanager
    def desk(self, post: str, handle: str) -> Iterator[Desk]:
        """Unlock a desk with the passphrase that the demo left."""
        phrase = (self.place / "passphrases" / f"{post}.{handle}.txt").read_text(encoding="utf-8").strip()
        with Desk.unlock(self.place / post, handle, phrase, self.settings) as desk:
            yield desk


def cheap_settings(state: Path) -> Settings:
    """Return settings under which a passphrase costs nothing and the time stands still."""
    return Settings(state, clock=lambda: PRESENT, parameters=CHEAP, floor=CHEAP, check=accept_any)


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="exchange-demo-")


@cache
def told() -> Told:
    """Make the demo, once a process."""
    place = Path(_kept().name)
    settings = cheap_settings(place / "state")
    steps: list[tuple[int, int]] = []
    made = make(
        place / "demo",
        settings,
        requests=REQUESTS,
        language="fr",
        progress=lambda done, total: steps.append((done, total)),
    )
    return Told(made, settings, tuple(steps))
