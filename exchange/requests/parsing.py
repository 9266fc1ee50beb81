"""What was typed of a request, checked once: title, points; fields and subjects stand apart."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable
from functools import cache
from typing import Final

from exchange.codes.parsing import unknown_code
from exchange.countries import parse_country
from exchange.errors import Invalid
from exchange.typed import block, line

TITLE_LIMIT: Final = 2_000
_LANGUAGE: Final = re.compile(r"[a-z]{2,3}")


def title(text: str) -> str:
    """Return a request's title; raise Invalid where it is empty or too long."""
    kept = line(text, "title", TITLE_LIMIT)
    if not kept:
        raise Invalid("title-missing")
    return kept


def optional(text: str | None, field: str) -> str | None:
    """Return a line, or None where nothing was given."""
    return line(text, field) or None if text is not None else None


def points(given: Iterable[str]) -> tuple[str, ...]:
    """Return the points asked, in order; raise Invalid for an empty one, which nobody could answer."""
    kept = tuple(line(point, "point") for point in given)
    if "" in kept:
        raise Invalid("point-empty", number=kept.index("") + 1)
    return kept


def note(text: str) -> str:
    """Return the text of a note; raise Invalid for one that says nothing."""
    kept = block(text, "note")
    if not kept.strip():
        raise Invalid("note-empty")
    return kept


def language(given: str | None) -> str | None:
    """Return the ISO 639 code of a language, or None; raise Invalid for one unknown to the Unicode CLDR."""
    if given is None:
        return None
    code = given.strip().lower()
    named, known = _languages()
    if not _LANGUAGE.fullmatch(code) or code not in known:
        raise unknown_code(given, named, "language")
    return code


@cache
def _languages() -> tuple[list[str], frozenset[str]]:
    """Return the languages that have a name, and all that there are."""
    # Babel costs more than everything else that a verb loads: only who names a language pays for it.
    core = importlib.import_module("babel.core")
    named = sorted(name for name in core.Locale("en").languages if _LANGUAGE.fullmatch(name))
    # Those without a name in English stand in its tables of scripts and of older codes.
    other = (*core.get_global("likely_subtags"), *core.get_global("language_aliases"))
    return named, frozenset((*named, *other))


def country(text: str, field: str) -> str:
    """Return a country's two-letter code."""
    return parse_country(text, field)
