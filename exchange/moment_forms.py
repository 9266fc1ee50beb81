"""The words and forms in which people write days and hours, French and English, in plain small letters."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Final

DAY_WORDS: Final = {
    "avant-hier": -2, "hier": -1, "yesterday": -1, "aujourd'hui": 0, "today": 0,
    "demain": 1, "tomorrow": 1, "apres-demain": 2,
}  # fmt: skip
MONTHS: Final = (
    ("jan", "janvier", "january"), ("fev", "fevr", "fevrier", "feb", "february"), ("mars", "mar", "march"),
    ("avr", "avril", "apr", "april"), ("mai", "may"), ("juin", "jun", "june"),
    ("juil", "juillet", "jul", "july"), ("aout", "aug", "august"), ("sept", "sep", "septembre", "september"),
    ("oct", "octobre", "october"), ("nov", "novembre", "november"), ("dec", "decembre", "december"),
)  # fmt: skip
MONTH_WORDS: Final = {word: number for number, words in enumerate(MONTHS, 1) for word in words}
UNITS: Final = {
    "min": timedelta(minutes=1), "minute": timedelta(minutes=1), "h": timedelta(hours=1),
    "heure": timedelta(hours=1), "hour": timedelta(hours=1), "d": timedelta(days=1), "j": timedelta(days=1),
    "jour": timedelta(days=1), "day": timedelta(days=1), "w": timedelta(weeks=1),
    "semaine": timedelta(weeks=1), "week": timedelta(weeks=1),
}  # fmt: skip
HOURS: Final = {"midi": time(12), "noon": time(12), "minuit": time(0), "midnight": time(0)}

ISO_DAY: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[t ]+|$)")
FRENCH_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})[/.](?P<month>\d{1,2})(?:[/.](?P<year>\d{4}|\d{2}))?(?:[ ,]+|$)"
)
NAMED_DAY: Final = re.compile(
    r"(?P<day>\d{1,2})(?:er|st|nd|rd|th)? (?P<name>[a-z]+)\.?(?: (?P<year>\d{4}))?(?:[ ,]+|$)"
)
AMERICAN_DAY: Final = re.compile(
    r"(?P<name>[a-z]+)\.? (?P<day>\d{1,2})(?:st|nd|rd|th)?(?:,? (?P<year>\d{4}))?(?:[ ,]+|$)"
)
TIME: Final = re.compile(
    r"(?:a |at )?(?P<hour>\d{1,2})(?: ?(?:h|:) ?(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d{1,9})?)?"
    r"| ?h| ?(?=[ap]m))(?: ?(?P<half>[ap]m))?$"
)
ZONE: Final = re.compile(r"(?P<before>.*?\d|.*?[a-z]) ?(?P<zone>z|utc|gmt|[+-]\d{2}:\d{2})$")
NAMED_ZONE: Final = re.compile(r"(?P<before>.+) (?P<zone>[A-Za-z]+/[A-Za-z_/+-]+)$")
AGO: Final = re.compile(r"(?:il y a )?(?P<count>\d{1,4}) ?(?P<unit>[a-z]+?)s?(?P<ago> ago)?$")
AHEAD: Final = re.compile(r"(?:in |dans |\+ ?)(?P<count>\d{1,4}) ?(?P<unit>[a-z]+?)s?(?: |$)")
WITHIN: Final = re.compile(r"(?P<count>\d{1,4}) ?(?P<unit>[a-z]+?)s?$")

EXACT: Final = re.compile(r"\d{4}-\d{2}-\d{2}([Tt ]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2}))?")
