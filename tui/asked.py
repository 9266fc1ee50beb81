"""What is typed in the line above the requests: a filter of the list, or a search.

`kind:`, `status:`, `service:`, `country:`, `waiting:`, `their:`, `due:` and `to:me` alone filter the
list through its index; any other word makes it a search, in which the same words are understood.
"""

from __future__ import annotations

from typing import Final

from exchange.requests.inputs import Filter

_KEYS: Final = {
    "kind": "kind",
    "status": "status",
    "service": "service",
    "country": "country",
    "waiting": "waiting",
    "their": "their_ref",
    "due": "due_by",
    "assigned": "assigned_to",
}


def filter_of(typed: str, limit: int, after: str | None) -> tuple[Filter | None, str]:
    """Return the filter that `typed` is, or the terms of a search where it is more than that."""
    words = typed.split()
    given: dict[str, str] = {}
    for word in words:
        name, colon, value = word.partition(":")
        if not colon or name not in _KEYS or not value or _KEYS[name] in given:
            return None, typed.strip()
        given[_KEYS[name]] = value
    return (
        Filter(
            kind=given.get("kind"),
            status=given.get("status"),
            service=given.get("service"),
            country=given.get("country"),
            waiting=given.get("waiting"),
            their_ref=given.get("their_ref"),
            due_by=given.get("due_by"),
            assigned_to=given.get("assigned_to"),
            limit=limit,
            after=after,
        ),
        "",
    )
