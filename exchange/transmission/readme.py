"""`LISEZMOI.txt`: for who opens a dispatch with `age` alone, in French, English and his language."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

LANGUAGES: Final = ("fr", "en", "es", "ar", "de", "it", "pt")
"""The languages that a readme is written in."""

_RULE = "\n" + "-" * 72 + "\n\n"


def readme(language: str | None) -> str:
    """Return the text, in French and English, and in `language` when it is another that we have."""
    wanted = ["fr", "en", *([language] if language in LANGUAGES[2:] else [])]
    folder = files("exchange.transmission") / "readmes"
    return _RULE.join((folder / f"{code}.txt").read_text("utf-8") for code in wanted if code)
