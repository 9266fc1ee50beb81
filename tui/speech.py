"""What the screens say, in the person's language: phrases, codes, moments, refusals.

All foreign text goes through `visible_line` or `visible` here or in `tui.foreign`, once, at the edge
between desk and screen.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from exchange import locale
from exchange.errors import Argument, ExchangeError
from exchange.foreign_text import visible_line
from exchange.locale import Language
from tui.several import SeveralRefused
from tui.shown import last_day, limit_shown, moment_shown, town_of
from tui.wording import code_name, hint_in_words, leg_warning, named, sentence_of, shown

if TYPE_CHECKING:
    from exchange.requests.views import LegView

SCREENS: Final = "screens"
PARIS: Final = "Europe/Paris"
_OPTION: Final = re.compile(r"--[a-z{]|\bexchange [a-z]")
_BRACKETED: Final = re.compile(r" ?\([^()]*\)")
_OF_FIELDS: Final = frozenset({"field", "fields", "part", "whole", "wanted"})
_SENTENCE: Final = re.compile(r"(?<=[.!?]) (?=[A-ZÀ-Ý«])")
_SHORT: Final = {Language.FR: "%d/%m %H:%M", Language.EN: "%m-%d %H:%M"}
_TYPED: Final = {Language.FR: "%d/%m/%Y %H:%M", Language.EN: "%Y-%m-%d %H:%M"}
_SHORT_DAY: Final = {Language.FR: "%d/%m", Language.EN: "%m-%d"}


@dataclass(frozen=True)
class Speech:
    """A language, and the time zone of the post whose moments are said."""

    language: Language
    zone: str = "UTC"

    def of(self, code: str, /, **arguments: str | int) -> str:
        """Return the phrase of `code` in the catalogue of the screens."""
        return locale.text(SCREENS, code, self.language, **arguments)

    def code(self, groups: str, code: str | None) -> str:
        """Return the name of a code of one of `groups` (`event|leg-status`); nothing for none."""
        return code_name(groups, code, self.language) if code else ""

    def low(self, groups: str, code: str | None) -> str:
        """Return the name of a code as it stands inside a line: with a small first letter."""
        name = self.code(groups, code)
        return name[:1].lower() + name[1:] if name[1:2].islower() else name

    def field(self, name: str, value: str) -> str:
        """Return what a field of a kind or of a subject holds, in one line."""
        words = importlib.import_module("tui.field_words")  # no first frame shows a field
        return visible_line(words.field_value(name, value, self.language))

    def moment(self, text: str | None) -> str:
        """Return an RFC 3339 moment whole, with its weekday, in the post's zone."""
        return moment_shown(_parsed(text), self.zone, self.language)

    def limit(self, text: str | None, where: str | None = None) -> str:
        """Return the moment of a limit whole: a day's end as that day's 24:00, with the town if another's."""
        return limit_shown(_parsed(text), self.zone, self.language, where)

    def typed(self, text: str | None, *, limit: bool = True) -> str:
        """Return a moment as it is typed in the post's zone; of a limit, a day's end as the day alone."""
        found = _parsed(text)
        if found is None:
            return ""
        form, day = _TYPED[self.language], last_day(found, self.zone) if limit else None
        if day is not None:
            return day.strftime(form.partition(" ")[0])
        return found.astimezone(ZoneInfo(self.zone)).strftime(form)

    def short(self, text: str | None) -> str:
        """Return a moment as lists show it: `23/11 08:12`."""
        found = _parsed(text)
        return "" if found is None else found.astimezone(ZoneInfo(self.zone)).strftime(_SHORT[self.language])

    def short_limit(self, text: str | None, where: str | None = None) -> str:
        """Return a limit as lists show it: a day's end as the day, with `where`'s town if it ends there."""
        found = _parsed(text)
        if found is None:
            return ""
        day = last_day(found, self.zone)
        if day is not None:
            return day.strftime(_SHORT_DAY[self.language])
        there = last_day(found, where) if where else None
        if there is not None:
            return f"{there.strftime(_SHORT_DAY[self.language])} {town_of(str(where))}"
        return self.short(text)

    def in_paris(self, moment: datetime) -> str:
        """Return ` · Paris 14:12`, with the day where it is another there; nothing for a post in its zone."""
        if self.zone == PARIS:
            return ""
        here, there = (moment.astimezone(ZoneInfo(zone)) for zone in (self.zone, PARIS))
        form = "%H:%M" if here.date() == there.date() else _SHORT[self.language]
        return f" · Paris {there.strftime(form)}"

    def reference(self, ref: str, now: datetime) -> str:
        """Return a reference as lists show it: this year's by its number alone."""
        year, _, number = ref.partition("-")[2].partition("-")
        return number if year == str(now.astimezone(ZoneInfo(self.zone)).year) else f"{year}-{number}"

    def end_of_day(self, now: datetime) -> str:
        """Return the moment in which the post's day ends, as limits are compared."""
        local = now.astimezone(ZoneInfo(self.zone))
        end = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        return end.astimezone(UTC).isoformat()[:19] + "Z"

    def apart(self, text: str | None, now: datetime) -> str:
        """Return how many days a moment lies ahead or behind: `J+3`, `J-1`; nothing for none."""
        found = _parsed(text)
        if found is None:
            return ""
        zone = ZoneInfo(self.zone)
        # A limit that ends with a day belongs to that day, not to the next one's first minute.
        days = ((found - timedelta(seconds=1)).astimezone(zone).date() - now.astimezone(zone).date()).days
        return self.of("days", count=f"{days:+d}" if days else "+0")

    def change(self, path: str, old: str | None, new: str | None) -> tuple[str, str, str]:
        """Return what changed in words: what it is called, as it was, as it became."""
        changed = importlib.import_module("tui.changed")  # no first frame shows a change
        before, after = (changed.changed_value(path, one, self.language, self.zone) for one in (old, new))
        return str(changed.changed_name(path, self.language)), str(before), str(after)

    def cited(self, source: str | None, by_language: Mapping[str, str] | None = None) -> str:
        """Return where a limit stands: a citation of a text, or that somebody asked for it."""
        said = (by_language or {}).get(self.language) or source
        citing = importlib.import_module("exchange.law.citing")  # no first frame cites a text
        return str(citing.cited(said, self.language)) if said else ""

    def warning(self, code: str, arguments: Mapping[str, Argument]) -> str:
        """Return the sentence of a warning, with its hint."""
        sentence, hint = self._said(code, arguments)
        return f"{sentence} {hint}".strip()

    def leg_warning(self, code: str, leg: LegView) -> str:
        """Return what a leg warns of."""
        particulars: dict[str, str | int] = {
            "number": leg.number,
            "to": leg.to,
            "country": leg.country,
            "basis": leg.basis,
            "bases": ", ".join(leg.binding) or "-",
        }
        return leg_warning(code, particulars, self.language)

    def warned(self, told: str, warnings: Iterable[str]) -> str:
        """Return what was done with what is to be known of it."""
        return " ".join((told, *(f"! {self.warning(code, {})}" for code in warnings)))

    def refusal(self, error: ExchangeError) -> tuple[str, str]:
        """Return the sentence and the hint of a refusal."""
        if isinstance(error, SeveralRefused):
            return error.told(self), ""
        return self._said(error.reason, error.arguments)

    def _said(self, reason: str, arguments: Mapping[str, Argument]) -> tuple[str, str]:
        """Return a sentence and its hint: the screens' own where that of the command line names options."""
        labelled = {name: self._labelled(name, value) for name, value in arguments.items()}
        sentence, _ = sentence_of(reason, labelled, self.language, self.zone)
        own = f"hint-for.{reason}"
        if locale.has(SCREENS, own, self.language):
            hint = self.of(own, **shown(named(labelled, self.language, self.zone)))
            if any(
                _OPTION.match(str(value)) for value in arguments.values()
            ):  # a verb, where nothing is near
                hint = _without_options(hint)
        else:
            hint = _without_options(hint_in_words(reason, labelled, self.language, self.zone))
        return sentence[:1].upper() + sentence[1:], hint

    def _labelled(self, name: str, value: Argument) -> Argument:
        """Return what fields are called on their form; the command line says them as they are typed there."""
        if name not in _OF_FIELDS or not isinstance(value, str):
            return value
        return ", ".join(map(self._label, value.split(", ")))

    def _label(self, field: str) -> str:
        own = f"field.{field}"
        return self.of(own) if locale.has(SCREENS, own, self.language) else self.code("field", field)


def _without_options(hint: str) -> str:
    """Return what of a hint is true on a screen: no bracket, no sentence that names an option or a verb."""
    kept = _BRACKETED.sub(lambda found: "" if _OPTION.search(found[0]) else found[0], hint)
    return " ".join(one for one in _SENTENCE.split(kept) if not _OPTION.search(one))


def _parsed(text: str | None) -> datetime | None:
    return None if not text else datetime.fromisoformat(text).astimezone(UTC)
