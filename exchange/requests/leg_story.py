"""What the log tells of each leg of a request, for figures: answered, refused, delayed; no content is opened.

Reports that were withdrawn and departures that were cancelled count for nothing; a correction of a
status takes back what it says was wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from exchange.codes import EventCode, LegStatus, Nature
from exchange.log.entry import Entry

NOT_STATED: Final = "not-stated"
"""The ground of a refusal whose message alone was recorded."""

_ANSWERS: Final = (Nature.ANSWER, Nature.PART_ANSWER)
_OPEN: Final = (LegStatus.RECEIVED, LegStatus.TRANSMITTED, LegStatus.ACKNOWLEDGED, LegStatus.CLARIFICATION)
_DONE: Final = (LegStatus.ANSWERED, LegStatus.PARTLY_ANSWERED)


@dataclass
class LegStory:
    """One leg: whether it was asked, when first answered, on which ground refused, what was reported."""

    asked: bool = False
    answered_at: datetime | None = None
    ground: str | None = None
    reported: Counter[str] = field(default_factory=Counter)

    @property
    def was_asked(self) -> bool:
        """Whether the service that it asks has the request: a message went, or it was reported."""
        return self.asked or self.reported[EventCode.ACKNOWLEDGED] > 0

    @property
    def waited_for_a_judge(self) -> bool:
        """Whether a judicial authorisation delayed it: Art. 5(2) knows no other reason to be late."""
        return (
            self.reported[EventCode.DELAY_NOTIFIED] > 0 or self.reported[EventCode.AUTHORISATION_NEEDED] > 0
        )

    def take(self, entry: Entry) -> None:
        """Take the next entry about the leg."""
        nature, code, ground = entry.x.get("nature"), entry.x.get("code"), entry.x.get("ground")
        if entry.op == "leg.corrected":
            self._correct(entry)
        elif entry.op == "leg.event" and isinstance(code, str):
            self.reported[code] += -1 if entry.x.get("withdrawn") else 1
        elif nature is not None:
            self.asked = True  # a message about it, either way: who answers was asked
        if nature in _ANSWERS and self.answered_at is None:
            self.answered_at = entry.at
        if nature == Nature.REFUSAL and self.ground is None:
            self.ground = NOT_STATED
        if isinstance(ground, str):
            self.ground = ground

    def _correct(self, entry: Entry) -> None:
        status = entry.x.get("status")
        self.asked = status != LegStatus.RECEIVED
        if status in _OPEN:
            self.answered_at = self.ground = None
        elif status in _DONE:
            self.ground = None
            self.answered_at = self.answered_at or entry.at


def stories(entries: Iterable[Entry]) -> dict[str, LegStory]:
    """Return what the entries of a request tell of each of its legs, by id."""
    told = tuple(entries)
    cancelled = {entry.x["transmission"] for entry in told if entry.op == "transmission.cancelled"}
    found: dict[str, LegStory] = {}
    for entry in told:
        leg = entry.x.get("leg")
        if isinstance(leg, str) and entry.x.get("transmission") not in cancelled:
            found.setdefault(leg, LegStory()).take(entry)
    return found
