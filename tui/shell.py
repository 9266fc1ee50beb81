"""What every screen is given: the language, the desk's thread, who sits here, the machine's settings."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from exchange.clock import Clock, system_clock
from exchange.log.roles import Role
from exchange.requests.references import whole_reference
from tui.actions import Action, areas_of
from tui.config import Config
from tui.speech import Speech
from tui.undo import Undo
from tui.work import Work

if TYPE_CHECKING:
    from exchange.seat import Seat


@dataclass
class Shell:
    """The one thing that screens share; what changes in it (language, seat) they read when they show."""

    speech: Speech
    work: Work = field(default_factory=Work)
    config: Config = field(default_factory=Config)
    clock: Clock = system_clock
    seat: Seat | None = None
    code: str = field(default="", repr=False)
    undo: Undo | None = None

    def keys_of(self, action: Action) -> str:
        """Return the keys of an action: those of `config.toml`, else its own."""
        return self.config.keys.get(action.id, action.keys)

    def reference(self, typed: str) -> str:
        """Return a reference whose number alone was typed as it stands: of this year, at this post."""
        if self.seat is None:
            return typed
        year = self.clock().astimezone(ZoneInfo(self.seat.zone)).year
        return whole_reference(typed, self.seat.prefix, year)

    @property
    def role(self) -> Role | None:
        """The role of who sits here; none while locked."""
        return Role(self.seat.role) if self.seat else None

    @property
    def begins(self) -> str:
        """The area with which who sits here begins; none while locked."""
        return next(areas_of(self.role)) if self.role is not None else ""
