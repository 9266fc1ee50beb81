"""Which lines of imports became requests: told by a keyed hash of what a line says.

A line's mark is BLAKE2b of the request that it asks for and of how often the same one was asked for
before in its file, under a key derived from its compartment's. Spelling doesn't count: encoding, order
of keys, JSON or CSV. Whoever lacks the compartment's key learns how many requests were imported, nothing
of any. Format: docs/formats.md, *Marks of imported lines*.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from exchange.directory.places import compartment_named
from exchange.requests.inputs import NewRequest
from exchange.requests.model import Imported
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session
from exchange.store.vault import NoGrant
from keys.canonical import JSON, canonical
from keys.identity import derive

SIZE: Final = 16
_TOKEN: Final = table_of(Imported).c.token
_KNOWN: Final = sa.select(_TOKEN).where(sa.bindparam("token") == _TOKEN)


@dataclass
class Marks:
    """The marks of one file's lines, in the order of the file."""

    session: Session
    _met: Counter[bytes] = field(default_factory=Counter)
    _keys: dict[tuple[str, int], bytes] = field(default_factory=dict, repr=False)

    def identity(self, new: NewRequest) -> bytes:
        """Return what a line says, and which of its like it is in the file, as one hash: never stored."""
        said = hashlib.blake2b(said_by(new), digest_size=SIZE).digest()
        self._met[said] += 1
        return said + self._met[said].to_bytes(4, "big")

    def tokens(self, rows: Reader, new: NewRequest, identity: bytes) -> tuple[bytes, ...]:
        """Return the marks of a line under each version of its compartment's key, the newest first.

        None for an arrival's that the member could mark only in a compartment which isn't his: an arrival
        is filed once anyway. Raise NotFound for its compartment, NoGrant where the member lacks the key.
        """
        place = compartment_named(self.session, rows, new.compartment)
        held = self.session.vault.compartments.get(place, {})
        if not held and (new.arrival is None or new.compartment is not None):
            raise NoGrant("no-grant")
        versions = sorted(held, reverse=True)
        return tuple(
            hashlib.blake2b(identity, key=self._key(place, version), digest_size=SIZE).digest()
            for version in versions
        )

    def _key(self, place: str, version: int) -> bytes:
        found = self._keys.get((place, version))
        if found is None:
            _, secret = self.session.vault.compartment_key(place, version)
            found = self._keys[place, version] = derive(secret, "import")
        return found


def known(rows: Reader, tokens: Iterable[bytes]) -> bool:
    """Say whether a line with one of these marks became a request."""
    return any(rows.values(_KNOWN, token=token) for token in tokens)


def said_by(new: NewRequest) -> bytes:
    """Return in one form what was asked: the fields that say anything, by name."""
    return canonical({name: _sorted(value) for name, value in sorted(vars(new).items()) if value})


def _sorted(value: object) -> JSON:
    if isinstance(value, Mapping):
        return {str(name): str(one) for name, one in sorted(value.items())}
    if isinstance(value, tuple):
        return [_sorted(one) for one in value]
    return str(value)
