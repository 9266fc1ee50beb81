"""From what a person typed to a code, or to the codes that he may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from functools import cache
from typing import TypeVar

from exchange.errors import Invalid

Code = TypeVar("Code", bound=StrEnum)

# What was typed is shown back; a page pasted into an option by mistake is content, and is not.
_SHOWN = 40
_FEW, _MANY = 8, 24


def parse_code(codes: type[Code], text: str, field: str = "") -> Code:
    """Return the member of `codes` that `text` is.

    Case and the sign between words don't matter (`h1`, `DOCUMENT_FRAUD`). Raise
    Invalid("unknown-code") with the field, what was given and the nearest valid codes.
    """
    found = _by_form(codes).get(_folded(text))
    if not isinstance(found, codes):
        raise unknown_code(text, codes, field or _field(codes.__name__))
    return found


def find_code(text: str, codes: Iterable[Code]) -> Code | None:
    """Return the one of `codes` that `text` is, or None."""
    folded = _folded(text)
    return next((code for code in codes if _form(code) == folded), None)


def unknown_code(text: str, known: Iterable[str], field: str) -> Invalid:
    """Return the error for `text`, which is none of the `known` codes of `field`."""
    return Invalid("unknown-code", field=field, given=text[:_SHOWN], nearest=nearest_codes(text, known))


def nearest_codes(text: str, known: Iterable[str]) -> str:
    """Return the known codes nearest to `text`, as `a, b, c`; all of a short list, the nearest first.

    Where none is near, those that there are, as many as one reads.
    """
    codes = list(known)
    by_form = {_folded(code): code for code in codes}
    found = [by_form[form] for form in difflib.get_close_matches(_folded(text), by_form, n=4, cutoff=0.5)]
    begun = [code for form, code in by_form.items() if form.startswith(_folded(text)[:3]) and text.strip()]
    near = list(dict.fromkeys(found + begun))
    if len(codes) <= _FEW:
        return ", ".join(dict.fromkeys((*near, *codes)))
    return ", ".join(near[:4] or (codes if len(codes) <= _MANY else [*codes[:_MANY], "…"]))


@cache
def _by_form(codes: type[StrEnum]) -> Mapping[str, StrEnum]:
    """Return the members of a list of codes by their folded form, each list looked through once."""
    return {_folded(code): code for code in codes}


@cache
def _form(code: str) -> str:
    """Return the folded form of a code of ours, of which there are few: what is typed is not kept."""
    return _folded(code)


def _folded(text: str) -> str:
    return text[: 2 * _SHOWN].strip().casefold().replace("_", "-").replace(" ", "-")


def _field(name: str) -> str:
    words = "".join(f"-{sign.lower()}" if sign.isupper() else sign for sign in name)
    return words.lstrip("-")
