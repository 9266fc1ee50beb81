"""Moments as people read them: in the post's zone, in their language, `24:00` for a day's end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from exchange.locale import Language, text

_FORMS = {Language.FR: "{day:%d/%m/%Y}", Language.EN: "{day:%Y-%m-%d}"}


def moment_shown(moment: datetime | None, zone: str, language: Language) -> str:
    """Return `lun. 23/11/2026 08:12`, or nothing for none."""
    if moment is None:
        return ""
    local = _local(moment, zone)
    return f"{day_shown(local.date(), language)} {local:%H:%M}"


def limit_shown(moment: datetime | None, zone: str, language: Language) -> str:
    """Return the moment of a limit: one that ends with a day stands as that day's 24:00."""
    if moment is None:
        return ""
    local = _local(moment, zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        return f"{day_shown(local.date() - timedelta(days=1), language)} 24:00"
    return f"{day_shown(local.date(), language)} {local:%H:%M}"


def day_shown(day: date, language: Language) -> str:
    """Return a day with its weekday, day first in French, ISO 8601 in English."""
    weekday = text("cli", f"weekday.{day.isoweekday()}", language)
    return f"{weekday} {_FORMS[language].format(day=day)}"


def _local(moment: datetime, zone: str) -> datetime:
    from zoneinfo import ZoneInfo

    return moment.astimezone(ZoneInfo(zone))
