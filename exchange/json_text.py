"""JSON from outside: each name once, no half characters or NUL, nothing that would exhaust the reader."""

from __future__ import annotations

import json
from collections.abc import Mapping

from exchange.errors import Invalid
from exchange.halves import refuse_unfit


def parse_json(text: str) -> object:
    """Return what a JSON text says; raise JSONDecodeError, or Invalid for a name that stands twice."""
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError):  # an integer of 4,300 digits, too deep
        raise json.JSONDecodeError("", "", 0) from None


def refuse_halves_within(document: Mapping[str, object]) -> None:
    """Raise Invalid where a text anywhere in a document holds half a character or NUL, naming its key."""
    for key, value in document.items():
        refuse_unfit(key, "-")
        _refuse_halves_in(value, key)


def _refuse_halves_in(value: object, key: str) -> None:
    if isinstance(value, str):
        refuse_unfit(value, key)
    elif isinstance(value, list):
        for one in value:
            _refuse_halves_in(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            refuse_unfit(name, key)
            _refuse_halves_in(one, name)


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len({key.replace("_", "-") for key in found}) != len(pairs):
        raise Invalid("duplicate-key")
    return found
