"""The holder's name in a zone: primary identifier, two fillers, secondary identifiers.

A name that doesn't fit is cut so that the field ends in a letter (ICAO 9303, parts 4 to 7): a reader
knows by that letter that something may be missing. Names carry no check digit.
"""

from __future__ import annotations

import re
from typing import Final

NAME: Final = re.compile(r"[A-Z]+(?: [A-Z]+)*")
_FIELD: Final = re.compile(r"[A-Z]+(?:<[A-Z]+)*(?:<<[A-Z]+(?:<[A-Z]+)*)?<*")


def split_name(field: str) -> tuple[str, str, bool]:
    """Return primary and secondary identifiers, and whether the field has the form that it must."""
    primary, _, secondary = field.partition("<<")
    return _words(primary), _words(secondary), _FIELD.fullmatch(field) is not None


def joined_name(primary: str, secondary: str) -> str:
    """Return the name as a zone writes it, before it is cut or filled."""
    written = primary.replace(" ", "<")
    return f"{written}<<{secondary.replace(' ', '<')}" if secondary else written


def cut_name(primary: str, secondary: str, width: int) -> tuple[str, str]:
    """Return the identifiers cut to `width`, at least a letter of each kept, the field's end a letter."""
    if len(joined_name(primary, secondary)) <= width:
        return primary, secondary
    if not secondary:
        return _cut(primary, width), ""
    kept = _cut(primary, width - 3)
    return kept, _cut(secondary, width - len(kept) - 2)


def may_be_cut(field: str) -> bool:
    """Say whether a name fills its field to the last letter."""
    return not field.endswith("<")


def _cut(text: str, width: int) -> str:
    return text[:width].rstrip()


def _words(field: str) -> str:
    return " ".join(word for word in field.split("<") if word)
