"""`LISEZMOI.txt` of a dispatch: what this is, which file to open, how to answer, in plain text.

In French, English and the partner's language, for whoever opens a dispatch without the program; the
program itself never shows it. Values of any origin stand on lines of their own, made visible, so
that nothing in a name can add a line or reorder a sentence.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from exchange.documents.words import PaperLanguage, words
from exchange.foreign_text import visible_line

_PARAGRAPHS = ("readme.what", "readme.open", "readme.rest", "readme.answer", "readme.conditions")
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Covered:
    """The dispatch that the text goes with."""

    sender: str
    handle: str
    recipient: str
    number: str
    our_reference: str


def readme_text(covered: Covered, language: PaperLanguage) -> str:
    """Return the text, with lines ended by a line feed; same dispatch, same text."""
    languages = dict.fromkeys((PaperLanguage.FR, PaperLanguage.EN, language))
    return "\n".join(_part(covered, each) for each in languages)


def _part(covered: Covered, language: PaperLanguage) -> str:
    values = (
        ("label.from", f"{covered.sender} ({covered.handle})"),
        ("label.to", covered.recipient),
        ("label.number", covered.number),
        ("label.our-reference", covered.our_reference),
    )
    colon = "\u00a0: " if language is PaperLanguage.FR else ": "
    lines = [words("readme.title", language), ""]
    lines += [f"  {words(code, language)}{colon}{visible_line(value)}" for code, value in values]
    for code in _PARAGRAPHS:
        lines += ["", *textwrap.wrap(words(code, language), _WIDTH, break_long_words=False)]
    return "\n".join([*lines, "", "-" * _WIDTH, ""])
