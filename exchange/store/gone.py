"""What must not come back: the ids of erased requests and revoked members, and nothing else of them.

The same list stands in the state folder, beside the store and where backups go by themselves, so that a
backup made before is known for one. A list only grows. Its `medium` is drawn once a place: a folder
that bears another one, or none, is not where we wrote, whatever its path.

{"version":1,"post":…,"medium":…,"erased":[ids],"revoked":[ids]}
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from exchange.errors import Refused, Tampered
from exchange.log.shapes import is_id
from exchange.store.files import write_durably
from keys.canonical import JSON, canonical

NAME: Final = "gone.json"
_VERSION: Final = 1
_LARGEST: Final = 1 << 26
_MEDIUM: Final = 16


@dataclass(frozen=True)
class Gone:
    """The list of one place."""

    post: str
    medium: str
    erased: frozenset[str] = frozenset()
    revoked: frozenset[str] = frozenset()

    def render(self) -> bytes:
        """Return the bytes of the file."""
        fields: dict[str, JSON] = {
            "version": _VERSION,
            "post": self.post,
            "medium": self.medium,
            "erased": sorted(self.erased),
            "revoked": sorted(self.revoked),
        }
        return canonical(fields) + b"\n"

    @classmethod
    def parse(cls, data: bytes, path: Path) -> Self:
        """Read what `render` wrote; raise Tampered for anything else."""
        try:
            found = json.loads(data.decode("utf-8"))
            erased, revoked = frozenset(found["erased"]), frozenset(found["revoked"])
            gone = cls(found["post"], found["medium"], erased, revoked)
            whole = gone.render() == data and all(is_id(one) for one in (gone.post, *erased, *revoked))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            whole = False
        if not whole:
            raise Tampered("gone-unreadable", path=str(path))
        return gone


def read_gone(path: Path, post: str) -> Gone | None:
    """Return the list of a post at `path`; None where there is none, or another post's. Raise Tampered."""
    try:
        if path.stat().st_size > _LARGEST:
            raise Tampered("gone-unreadable", path=str(path))
        found = Gone.parse(path.read_bytes(), path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise Refused("gone-not-read", path=str(path), why=error.strerror or "") from None
    return found if found.post == post else None


def add_gone(path: Path, post: str, erased: frozenset[str], revoked: frozenset[str]) -> Gone:
    """Add to the list at `path`, durably where anything is new; one that can't be read is begun anew."""
    try:
        before = read_gone(path, post)
    except Tampered:
        before = None
    known = before or Gone(post, secrets.token_hex(_MEDIUM))
    new = replace(known, erased=known.erased | erased, revoked=known.revoked | revoked)
    if new != before:
        write_durably(path, new.render())
    return new
