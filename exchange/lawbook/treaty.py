"""An extradition treaty from what a person knows at once: with whom, which article, how many days.

It becomes a text of the post's own in the form of docs/law.md, with the one limit that an arrest needs:
the days for the request after a provisional arrest. Grounds and further limits are added by a file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Final

from exchange.countries import country_name, parse_country
from exchange.errors import Invalid
from exchange.locale import Language

MOST_DAYS: Final = 180
_LONGEST: Final = 200
_FORM: Final = """[[basis]]
code = "extradition-{state}"
source = {source}
states_bound = ["FR", "{country}"]
subjects = ["extradition"]
review_months = 36
grounds_source = {source}
fr = {fr}
en = {en}

[[basis.limit]]
code = "request-due"
source = {source}
period = "{days} days"
starts = "arrested"
ends = ["papers-presented", "released", "surrendered", "withdrawn", "closed"]
not_arrested_in = ["FR"]
fr = "Demande d’extradition à présenter (arrestation provisoire)"
en = "Extradition request due (provisional arrest)"
"""


@dataclass(frozen=True)
class Treaty:
    """The state on the other side, the treaty and article as they are cited, the days after an arrest."""

    country: str
    source: str
    days: str


def text_of(treaty: Treaty) -> bytes:
    """Return the text that a treaty makes; raise Invalid for what it can't hold."""
    country = parse_country(treaty.country, "country")
    source = " ".join(treaty.source.split())
    if not 0 < len(source) <= _LONGEST:
        raise Invalid("treaty-source", limit=_LONGEST)
    digits = treaty.days.isascii() and treaty.days.isdecimal()
    if not digits or not 1 <= int(treaty.days) <= MOST_DAYS:
        raise Invalid("treaty-days", given=treaty.days[:40], limit=MOST_DAYS)
    names = {language: country_name(country, language.value) for language in Language}
    return _FORM.format(
        state=country.lower(),
        country=country,
        source=_quoted(source),
        days=int(treaty.days),
        fr=_quoted(f"Traité d’extradition : {names[Language.FR]}"),
        en=_quoted(f"Extradition treaty: {names[Language.EN]}"),
    ).encode()


def _quoted(text: str) -> str:
    """Return text as a basic string of TOML 1.0, whose escapes JSON's are."""
    return json.dumps(text, ensure_ascii=False)
