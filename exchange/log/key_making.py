"""Which entry may make which keys, and of which version: what a log's `keys` say is judged here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from exchange.log.entry import Entry
from exchange.log.holdings import COMPARTMENT_KEYS, Holdings
from exchange.log.members import RosterError
from exchange.log.shapes import LARGEST_INT
from keys.canonical import JSON

Checks = Mapping[tuple[str, str, int], str]
"""The check of each key, by its kind, object and version."""

_SEEDS: Final = ("log", "office", "card")
_MAKES: Final[Mapping[str, tuple[str, ...]]] = {
    "post.created": ("store", *_SEEDS),
    "post.rekeyed": _SEEDS,
    "store.rekeyed": ("store",),
    "compartment.added": COMPARTMENT_KEYS,
    "compartment.rekeyed": COMPARTMENT_KEYS,
    "grant.withdrawn": COMPARTMENT_KEYS,
    "member.revoked": COMPARTMENT_KEYS,
    "backup.restored": ("store", *_SEEDS, *COMPARTMENT_KEYS),
}
"""The kinds of key that each operation may make, those on requests aside."""

_ON_ITSELF: Final = frozenset({"compartment.added", "compartment.rekeyed", "grant.withdrawn"})
"""Operations that make the keys of the compartment that they are on, and no other's."""

_REQUEST_VERSIONS: Final[Mapping[str, range]] = {
    "request.opened": range(1, 2),
    "request.unassigned": range(2, LARGEST_INT),
    "request.rekeyed": range(2, LARGEST_INT),
}
"""Operations that make one key of a request, and which versions it may be."""


def make_keys(entry: Entry, checks: Checks, holdings: Holdings) -> tuple[Checks, Holdings]:
    """Return the checks and holdings with the keys that `entry` makes; raise RosterError for others.

    A request's keys are too many to be kept here: only that they are that request's own is judged.
    """
    listed = _listed(entry.x["keys"])
    if entry.op.startswith("request."):
        _check_request(entry, listed)
        return checks, holdings
    made = dict(checks)
    for item in listed:
        kind, object_id, version = str(item["kind"]), str(item["id"]), int(str(item["version"]))
        if kind not in _MAKES.get(entry.op, ()):
            raise RosterError("log-key-kind", op=entry.op)
        if entry.op in _ON_ITSELF and (entry.on is None or object_id != entry.on["id"]):
            raise RosterError("log-key-kind", op=entry.op)
        value = str(item["check"])
        if made.get((kind, object_id, version), value) != value:
            raise RosterError("log-key-check-differs", version=version)
        if version != newest_version(made, kind, object_id) + 1:
            raise RosterError("log-key-version", op=entry.op)
        holdings.check_maker((kind, object_id), entry.by)
        made[kind, object_id, version] = value
        holdings = holdings.made((kind, object_id))
    return (checks if made == checks else made), holdings


def newest_version(checks: Checks, kind: str, object_id: str) -> int:
    """Return the newest version of a key that the log vouches for; 0 where there is none."""
    return max((n for known, ident, n in checks if (known, ident) == (kind, object_id)), default=0)


def _check_request(entry: Entry, listed: list[Mapping[str, JSON]]) -> None:
    for item in listed:
        if item["kind"] != "request" or entry.on is None or item["id"] != entry.on["id"]:
            raise RosterError("log-key-kind", op=entry.op)
    allowed = _REQUEST_VERSIONS.get(entry.op)
    if allowed is not None and (len(listed) != 1 or listed[0]["version"] not in allowed):
        raise RosterError("log-key-version", op=entry.op)


def _listed(value: JSON) -> list[Mapping[str, JSON]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list | tuple) else []
