"""A field for a moment, typed as people write it; its row shows beside it what was understood.

Once the cursor leaves, and in a draft, it stands as a date and an hour: `yesterday` is another day tomorrow.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from exchange.errors import Invalid
from exchange.moments import Understood, is_exact, parse_deadline, parse_moment, parse_past
from tui.shell import Shell
from tui.shown import understood_shown
from tui.widgets.line import Line

Reading = Callable[[str, datetime, ZoneInfo], Understood]
_WIDE: Final = 76
_MINUTE: Final = timedelta(minutes=1)
"""More than that lies between the two hours of one name when summer time ends."""


class Moment(Line):
    """A moment; `past`: one that has come; `limit`: until which something lasts, a day alone to its 24:00."""

    def __init__(
        self, shell: Shell, value: str = "", *, limit: bool = False, past: bool = False, placeholder: str = ""
    ) -> None:
        super().__init__(value, placeholder=placeholder)
        self._shell, self._limit = shell, limit
        self._read: Reading = parse_deadline if limit else parse_moment
        self._taken: Reading = parse_past if past else self._read

    @property
    def kept(self) -> str:
        """The moment as date and hour in the post's zone; what was typed, where that says more."""
        found = self._understood(self.value, self._read)
        if isinstance(found, Understood) and not is_exact(self.value):
            typed = self._shell.speech.typed(found.moment.isoformat(), limit=self._limit)
            if found.whole_day and not self._limit:
                typed, _, _ = typed.partition(" ")
            again = self._understood(typed, self._read)
            if isinstance(again, Understood) and found.moment - again.moment < _MINUTE:
                return typed
        return self.value

    def meant(self, room: int) -> str:
        """Return what is understood, with its weekday, and the hour in Paris where there is room for it.

        Where nothing is typed, nothing; where it isn't understood, that it isn't.
        """
        found, speech = self._understood(self.value, self._read), self._shell.speech
        if found is None:
            return ""
        if isinstance(found, Invalid):
            return speech.of("field.misread")
        there = speech.in_paris(found.moment) if room >= _WIDE and not found.whole_day else ""
        said = "field.meant-first" if found.twice else "field.meant"
        return speech.of(said, moment=understood_shown(found, speech.zone, speech.language)) + there

    @property
    def misread(self) -> Invalid | None:
        """Why what is typed is no moment that is taken: what happened isn't ahead."""
        found = self._understood(self.value, self._taken)
        return found if isinstance(found, Invalid) else None

    def on_blur(self) -> None:
        """Show it as it is kept."""
        if self.kept != self.value:
            self.value = self.kept

    def _understood(self, text: str, read: Reading) -> Understood | Invalid | None:
        if not text.strip():
            return None
        try:
            return read(text, self._shell.clock(), ZoneInfo(self._shell.speech.zone))
        except Invalid as error:
            return error
