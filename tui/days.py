"""A date as people write it (`17/05/1980`, `05/1980`, `17 mai 1980`), as fields keep it, and back.

Fields keep `1980-05-17`, `1980-05` or `1980`.

Only a year of four digits is taken: of `12/03/84` nobody but the person knows the century. What isn't
understood stays as it was typed; the desk says what is wrong with it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo

from exchange.errors import Invalid
from exchange.locale import Language
from exchange.moments import parse_day

_YEAR: Final = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_MONTH: Final = re.compile(r"(0?[1-9]|1[0-2])\s*[/.-]\s*(\d{4})", re.ASCII)
_KEPT: Final = re.compile(r"\d{4}(-\d\d){0,2}", re.ASCII)
_ANY: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""A day that names its year doesn't depend on now."""


def kept_day(typed: str) -> str:
    """Return a date as fields keep it, or what was typed where it isn't one."""
    text = typed.strip()
    month = _MONTH.fullmatch(text)
    if month is not None:
        return f"{month[2]}-{int(month[1]):02}"
    if _YEAR.search(text) is None or text[:4].isdigit():
        return text
    try:
        return parse_day(text, _ANY, ZoneInfo("UTC")).isoformat()
    except Invalid:
        return text


def day_written(kept: str, language: Language) -> str:
    """Return a date that a field keeps as people write it: day first in French, ISO 8601 in English."""
    if language is Language.EN or _KEPT.fullmatch(kept) is None:
        return kept
    return "/".join(reversed(kept.split("-")))
