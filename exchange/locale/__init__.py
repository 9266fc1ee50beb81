"""The words for people, French and English, by gettext; one catalogue a subject.

`text("errors", "wrong-passphrase", Language.FR)` reads `fr/errors.mo`, made from `fr/errors.po`
by `make catalogues`. Messages are named by codes, in both languages alike, so that neither
language is the source of the other; arguments are filled by `str.format`. French typography
(no-break space before `: ; ! ?`) is written in the catalogue itself.
"""

from __future__ import annotations

import gettext
from enum import StrEnum
from functools import cache
from pathlib import Path


class Language(StrEnum):
    """The languages that the program speaks."""

    FR = "fr"
    EN = "en"


@cache
def _catalogue(domain: str, language: Language) -> gettext.GNUTranslations:
    path = Path(__file__).parent / language / f"{domain}.mo"
    with path.open("rb") as file:
        return gettext.GNUTranslations(file)


def text(domain: str, code: str, language: Language, /, **arguments: str | int) -> str:
    """Return the words of `code` in catalogue `domain`, filled; the code itself where it has none."""
    words = _catalogue(domain, language).gettext(code)
    return words.format(**arguments) if arguments else words


def has(domain: str, code: str, language: Language) -> bool:
    """Say whether the catalogue knows `code`."""
    return _catalogue(domain, language).gettext(code) != code
