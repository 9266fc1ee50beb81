"""JSON from outside: each name once, no half characters, no NUL in a path, nothing exhausting."""

from __future__ import annotations

import json
from collections.abc import Mapping

from exchange.errors import Invalid
from exchange.halves import refuse_halves, refuse_unfit_under


def parse_json(text: str) -> object:
    """Return what a JSON text says; raise JSONDecodeError, or Invalid for a name that stands twice."""
    try:
        return json.loads(text, object_pairs_hook=_without_twins)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError):  # an integer of 4,300 digits, too deep
        raise json.JSONDecodeError("", "", 0) from None


def refuse_unfit_within(document: Mapping[str, object]) -> None:
    """Raise Invalid, naming the key, for half a character anywhere in a document, or NUL in a path."""
    for key, value in document.items():
        refuse_halves(key, "-")
        _refuse_unfit_in(value, key)


def _refuse_unfit_in(value: object, key: str) -> None:
    if isinstance(value, str):
        refuse_unfit_under(value, key)
    elif isinstance(value, list):
        for one in value:
            _refuse_unfit_in(one, key)
    elif isinstance(value, dict):
        for name, one in value.items():
            refuse_halves(name, key)
            _refuse_unfit_in(one, name)


def _without_twins(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len({key.replace("_", "-") for key in found}) != len(pairs):
        raise Invalid("duplicate-key")
    return found
