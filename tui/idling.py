"""What happens while nobody types: the screen blanks, later the keys are dropped.

Counted from the last key, click or paste. Blanked, the desk stays unlocked behind a screen that shows
nothing; a short code or the passphrase brings it back where it was.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from time import monotonic
from typing import Final

TICK: Final = 5.0
"""Seconds between looks at the time."""


@dataclass
class Idling:
    """How long nobody has typed, and what is due for it."""

    blank_after: float
    lock_after: float
    since: float = field(default_factory=monotonic)

    def touched(self) -> None:
        """Somebody is here."""
        self.since = monotonic()

    def blank_due(self) -> bool:
        """Whether the screen is to go blank."""
        return monotonic() - self.since >= self.blank_after

    def lock_due(self) -> bool:
        """Whether the keys are to be dropped."""
        return monotonic() - self.since >= self.lock_after
