"""Moments as people read them: in the post's zone, in their language, `24:00` for a day's end."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from exchange.locale import Language, text

if TYPE_CHECKING:
    from exchange.moments import Understood

_FORMS = {Language.FR: "{day:%d/%m/%Y}", Language.EN: "{day:%Y-%m-%d}"}


def moment_shown(moment: datetime | None, zone: str, language: Language) -> str:
    """Return `lun. 23/11/2026 08:12`, or nothing for none."""
    if moment is None:
        return ""
    local = _local(moment, zone)
    return f"{day_shown(local.date(), language)} {local:%H:%M}"


def limit_shown(moment: datetime | None, zone: str, language: Language, where: str | None = None) -> str:
    """Return the moment of a limit: one that ends with a day stands as that day's 24:00.

    Where that day is `where`'s and ends there at another moment, the town is named.
    """
    if moment is None:
        return ""
    day = last_day(moment, zone)
    if day is not None:
        return f"{day_shown(day, language)} 24:00"
    there = last_day(moment, where) if where else None
    if there is not None:
        return f"{day_shown(there, language)} 24:00 {town_of(str(where))}"
    return moment_shown(moment, zone, language)


def understood_shown(found: Understood, zone: str, language: Language) -> str:
    """Return what was understood of a moment that was typed: of a day alone that day, or its end."""
    if found.ends:
        return limit_shown(found.moment, zone, language)
    if found.whole_day:
        return day_shown(_local(found.moment, zone).date(), language)
    return moment_shown(found.moment, zone, language)


def last_day(moment: datetime, zone: str) -> date | None:
    """Return the day that ends at a moment in a zone, if one does."""
    from exchange.days import day_ended

    return day_ended(moment, _zone(zone))


def town_of(zone: str) -> str:
    """Return the town after which a zone is called."""
    return zone.rpartition("/")[2].replace("_", " ")


def day_shown(day: date, language: Language) -> str:
    """Return a day with its weekday, day first in French, ISO 8601 in English."""
    weekday = text("cli", f"weekday.{day.isoweekday()}", language)
    return f"{weekday} {date_shown(day, language)}"


def date_shown(day: date, language: Language) -> str:
    """Return a day alone, as it stands inside a sentence."""
    return _FORMS[language].format(day=day)


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(_zone(zone))


def _zone(name: str) -> tzinfo:
    """Return a zone by its name, or an offset that stands for one: `+01:00`."""
    from zoneinfo import ZoneInfo

    offset = datetime.strptime(name, "%z").tzinfo if name[:1] in "+-" else None
    return offset or ZoneInfo(name)
