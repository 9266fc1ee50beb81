"""Which lines of imports became requests: told by a keyed hash of what a line says.

A line's mark is BLAKE2b of the request that it asks for and of how often the same one was asked for
before in its file, under a key derived from its compartment's; beside it stands the file's name, hashed
alike. Spelling doesn't count: encoding, order of keys, JSON or CSV. Whoever lacks the compartment's key
learns how many requests were imported, nothing of any. The request seals its own mark, so that none can
be planted, moved or taken away unseen. Format: docs/formats.md, *Marks of imported lines*.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.directory.places import compartment_named
from exchange.errors import Conflict, Tampered
from exchange.requests.headlines import open_listed
from exchange.requests.inputs import NewRequest
from exchange.requests.keyholding import may_open
from exchange.requests.model import Imported, Request, RequestContent
from exchange.store.journal import vouched_commitment
from exchange.store.rows import Reader, make_row
from exchange.store.session import Session
from exchange.store.vault import NoGrant
from keys.canonical import JSON, rendered
from keys.encoding import b64
from keys.identity import derive

SIZE: Final = 16


@dataclass(frozen=True)
class Mark:
    """What is kept of a line that became a request: of what it says, and of its file's name."""

    token: bytes
    file: bytes

    @property
    def sealed(self) -> str:
        """The mark as its request seals it."""
        return b64(self.token + self.file)

    def row(self, request: str) -> Imported:
        """Return the row that keeps the mark."""
        return make_row(Imported, token=self.token, file=self.file, request=request)


@dataclass
class Marks:
    """The marks of one file's lines, in the order of the file."""

    session: Session
    name: str
    _met: Counter[bytes] = field(default_factory=Counter)
    _keys: dict[tuple[str, int], tuple[bytes, bytes]] = field(default_factory=dict, repr=False)

    def identity(self, new: NewRequest) -> bytes:
        """Return what a line says, and which of its like it is in the file, as one hash: never stored."""
        said = hashlib.blake2b(said_by(new), digest_size=SIZE).digest()
        self._met[said] += 1
        return said + self._met[said].to_bytes(4, "big")

    def of(self, rows: Reader, new: NewRequest, identity: bytes) -> tuple[Mark, ...]:
        """Return a line's mark under each version of its compartment's key, the newest first.

        None for an arrival's that the member could mark only in a compartment which isn't his: an arrival
        is filed once anyway. Raise NotFound for its compartment, NoGrant where the member lacks the key.
        """
        place = compartment_named(self.session, rows, new.compartment)
        held = self.session.vault.compartments.get(place, {})
        if not held and (new.arrival is None or new.compartment is not None):
            raise NoGrant("no-grant")
        keyed = (self._keyed(place, version) for version in sorted(held, reverse=True))
        return tuple(Mark(_hashed(identity, key), file) for key, file in keyed)

    def _keyed(self, place: str, version: int) -> tuple[bytes, bytes]:
        """Return the key of marks under one version of a compartment's, and the mark of the file's name."""
        found = self._keys.get((place, version))
        if found is None:
            _, secret = self.session.vault.compartment_key(place, version)
            key, name = derive(secret, "import"), unicodedata.normalize("NFC", self.name)
            found = self._keys[place, version] = key, _hashed(name.encode("utf-8", "surrogateescape"), key)
        return found


def imported_before(session: Session, rows: Reader, marks: Iterable[Mark]) -> bool:
    """Say whether a line of this very file became a request; raise Conflict for one of another file.

    The other file may ask for the same thing again, or for another one in the same words: people tell.
    """
    for mark in marks:
        row = rows.get(Imported, token=mark.token)
        if row is not None:
            ref = _vouched(session, rows, row)
            if row.file != mark.file:
                raise Conflict("imported-before", ref=ref)
            return True
    return False


def check_mark(rows: Reader, request: Request, content: RequestContent) -> None:
    """Raise Tampered unless a request's marks are the one that it seals, or none."""
    found = [_sealed(row) for row in rows.find(Imported, request=request.id)]
    if found != ([] if content.imported is None else [content.imported]):
        raise Tampered("import-mark-altered", ref=request.ref)


def _vouched(session: Session, rows: Reader, row: Imported) -> str:
    """Return the reference of the request that a line became; raise Tampered where it isn't so."""
    request = rows.get(Request, id=row.request)
    if request is None:
        raise Tampered("row-without-owner", table="imported", id=row.request)
    if may_open(session, rows, request):
        content = open_listed(session, rows, request, vouched_commitment(rows, request.id)).content
        if content.imported != _sealed(row):
            raise Tampered("import-mark-altered", ref=request.ref)
    return request.ref


def _sealed(row: Imported) -> str:
    return Mark(row.token, row.file).sealed


def _hashed(said: bytes, key: bytes) -> bytes:
    return hashlib.blake2b(said, key=key, digest_size=SIZE).digest()


def said_by(new: NewRequest) -> bytes:
    """Return in one form what was asked: the fields that say anything, by name."""
    said = {name: value for name, value in vars(new).items() if value}
    return rendered({name: _sorted(said[name]) for name in sorted(said)})


def _sorted(value: object) -> JSON:
    if isinstance(value, Mapping):
        return {str(name): str(one) for name, one in sorted(value.items())}
    if isinstance(value, tuple):
        return [_sorted(one) for one in value]
    return str(value)
