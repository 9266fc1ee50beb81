"""The keys of a request in a JSON document or a line of an import, and the request that they make.

A key is a long option of `request new`. Besides, a document holds what options can't: persons and
documents as objects, the kind's own fields as one, points and notes as lists of texts.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Final

from exchange.codes import nearest_codes
from exchange.errors import Invalid
from exchange.pairs import assignments, pairs
from exchange.requests.inputs import NewRequest

_NEEDED: Final = ("kind", "from", "title")
LISTS: Final[tuple[str, ...]] = (
    "to", "point", "points", "notes", "set", "person", "document", "attach", "attachments",
)  # fmt: skip
"""Keys of a list of texts; one text does for a list of one."""
OBJECTS: Final = ("persons", "documents")
"""Keys of a list of objects."""
FIELDS: Final = "fields"
"""The key of one object: the kind's own fields by name."""
FILES: Final = ("attach", "attachments", "text-file")
"""Keys that name files of the machine."""

_SEVERAL: Final = ("to", "points", "fields", "persons", "documents", "notes", "attach")
_NAMED: Final = {"requester": "from"}
TEXTS: Final[dict[str, str]] = {
    _NAMED.get(one.name, one.name.replace("_", "-")): one.name
    for one in fields(NewRequest)
    if one.name not in _SEVERAL
}
"""Each key of a plain text, with the field of a new request that it fills."""
KEYS: Final = (*TEXTS, *LISTS, *OBJECTS, FIELDS)
_KNOWN: Final = frozenset(KEYS)


def new_request(document: Mapping[str, object]) -> NewRequest:
    """Return the request that a document asks for; raise Invalid, with the key that is wrong or missing."""
    given = {key.replace("_", "-"): value for key, value in document.items() if value is not None}
    for key in given:
        if key not in _KNOWN:
            raise Invalid("unknown-key", given=key[:60], nearest=nearest_codes(key[:60], KEYS))
    texts = {field: _text(given[key], key) for key, field in TEXTS.items() if key in given}
    for key in needed(given):
        if key not in given:
            raise Invalid("line-key-missing", key=key)
    lists = {key: _texts(given[key], key) for key in LISTS if key in given}
    return NewRequest(
        **{"requester": "", **texts},
        to=lists.get("to", ()),
        points=lists.get("point", ()) + lists.get("points", ()),
        notes=lists.get("notes", ()),
        fields={**assignments(lists.get("set", ()), "--set"), **_object(given.get(FIELDS, {}), FIELDS)},
        persons=_described(given, lists, "person"),
        documents=_described(given, lists, "document"),
        attach=tuple(map(Path, lists.get("attach", ()) + lists.get("attachments", ()))),
    )


def needed(given: Container[str]) -> tuple[str, ...]:
    """Return the keys that a request must have besides those given: an arrival says who asks."""
    return tuple(key for key in _NEEDED if not (key == "from" and "arrival" in given))


def _described(
    given: Mapping[str, object], lists: Mapping[str, tuple[str, ...]], key: str
) -> tuple[Mapping[str, str], ...]:
    """Return the persons or documents that are told as `name=value`, then those that are objects."""
    found = given.get(f"{key}s", [])
    objects = found if isinstance(found, list) else [found]
    return (
        *(pairs(one, f"--{key}") for one in lists.get(key, ())),
        *(_object(one, f"{key}s") for one in objects),
    )


def _text(found: object, key: str) -> str:
    if not isinstance(found, str | int) or isinstance(found, bool):
        raise Invalid("wrong-type", key=key)
    return str(found)


def _texts(found: object, key: str) -> tuple[str, ...]:
    return tuple(_text(one, key) for one in found) if isinstance(found, list) else (_text(found, key),)


def _object(found: object, key: str) -> dict[str, str]:
    if not isinstance(found, dict):
        raise Invalid("wrong-type", key=key)
    return {str(name): _text(one, key) for name, one in found.items() if one is not None}
