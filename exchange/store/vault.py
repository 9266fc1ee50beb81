"""The keys that an unlocked member holds, and how each was believed.

HPKE's base mode authenticates nobody: a wrapped key is believed only as far as the log vouches for
it. Each wrap's row names the entry of the act that made the key; the roster, replayed from signed
entries, holds that key's check (SHA-256 over it). Keys of single requests are too many for a roster:
their entry is read and verified when they are opened.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from exchange.errors import NotAuthorised, Tampered
from exchange.log.entry import SignedEntry
from exchange.log.roster import Roster
from exchange.store.journal import check_included, entry_at
from exchange.store.model import KeyWrap
from exchange.store.request_keys import opening_check, refuse_unassigned, request_checks
from exchange.store.rows import Reader
from exchange.store.tokens import WordKey
from keys.errors import SealError, SignatureError
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys
from keys.note import VerifierKey, verify_ed25519
from keys.seal import RowKey
from keys.wrap import key_check, unwrap

_KEPT: Final = 4096


class NoGrant(NotAuthorised):
    """The member holds no key to a compartment; the verb that met it logs the refusal."""


@dataclass(repr=False)
class Vault:
    """Keys of one unlocked member; dropped whole at lock."""

    post: str
    origin: str
    member: str
    keys: MemberKeys
    seed: bytes
    store_key: bytes
    log_keys: LogKeys | None = None
    office: OfficeKeys | None = None
    retired_offices: tuple[OfficeKeys, ...] = ()
    card: CardKeys | None = None
    compartments: dict[str, dict[int, bytes]] = field(default_factory=dict)
    indexes: dict[str, dict[int, WordKey]] = field(default_factory=dict)
    earlier_store_keys: tuple[bytes, ...] = ()
    _row_keys: dict[tuple[str, int], RowKey] = field(default_factory=dict)

    @property
    def log(self) -> LogKeys:
        """The post's log keys, which every activated member holds."""
        if self.log_keys is None:
            raise NotAuthorised("not-activated")
        return self.log_keys

    def store_row_key(self) -> RowKey:
        """Return the key that seals rows every member may read; it opens those sealed before a re-key."""
        found = self._row_keys.get((self.post, 0))
        if found is None:
            found = self._row_keys[self.post, 0] = RowKey(self.store_key, *self.earlier_store_keys)
        return found

    def take_store_keys(self, key: bytes, earlier: tuple[bytes, ...]) -> None:
        """Hold the store's key and those that it replaced, the newest first."""
        self.store_key, self.earlier_store_keys = key, earlier
        self._row_keys.pop((self.post, 0), None)

    def compartment_key(self, compartment: str, version: int | None = None) -> tuple[int, bytes]:
        """Return version and key of a compartment; raise NotAuthorised where the member lacks it.

        Who holds it holds all of its versions: raise Tampered for one that was never made.
        """
        held = self.compartments.get(compartment)
        if not held:
            raise NoGrant("no-grant")
        wanted = max(held) if version is None else version
        if wanted not in held:
            raise Tampered("key-missing", kind="compartment")
        return wanted, held[wanted]

    def compartment_row_key(self, compartment: str, version: int) -> RowKey:
        """Return the key that seals rows of a compartment outside any request, and keys of requests."""
        return self._cached(compartment, version, self.compartment_key(compartment, version)[1])

    def newest_index(self, compartment: str) -> int:
        """Return the newest version of a compartment's index key; 0 where the member has none."""
        return max(self.indexes.get(compartment, ()), default=0)

    def index_key(self, compartment: str, version: int) -> WordKey:
        """Return a version of a compartment's index key; raise NoGrant, or Tampered for one never made."""
        held = self.indexes.get(compartment)
        if not held:
            raise NoGrant("no-grant")
        if version not in held:
            raise Tampered("key-missing", kind="index")
        return held[version]

    def row_key(self, object_id: str, version: int, key: bytes) -> RowKey:
        """Return the (kept) AEAD object of a request's key."""
        return self._cached(object_id, version, key)

    def _cached(self, object_id: str, version: int, key: bytes) -> RowKey:
        found = self._row_keys.get((object_id, version))
        if found is None:
            if len(self._row_keys) >= _KEPT:
                self._row_keys.clear()  # a report over all requests must not keep all their keys
            found = self._row_keys[object_id, version] = RowKey(key)
        return found


def read_wrap(rows: Reader, keys: MemberKeys, post: str, row: KeyWrap, roster: Roster) -> bytes:
    """Return the key in a wrap, believed by the entry that it names and by the roster; raise Tampered."""
    check = _check_of_entry(row, vouched_entry(rows, row.entry, roster))
    known = roster.key_check(row.kind, row.object_id, row.version)
    if known is not None and known != check:
        raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)
    if known is None and row.kind == "request":
        _refuse_other_key(rows, row, check)
        refuse_unassigned(rows, row, roster)
    key = open_wrap(keys, post, row)
    if key_check(key) != check:
        raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)
    return key


def open_wrap(keys: MemberKeys, post: str, row: KeyWrap) -> bytes:
    """Return the key in a wrap, believed by nobody yet; raise Tampered where it doesn't open."""
    try:
        return unwrap(
            keys, row.wrapped, post=post, kind=row.kind, object_id=row.object_id, version=row.version
        )
    except SealError:
        raise Tampered("key-not-opened", kind=row.kind, version=row.version, n=row.entry) from None


def _refuse_other_key(rows: Reader, row: KeyWrap, check: str) -> None:
    """Raise Tampered unless this is the key that the request was opened with, or rotated to.

    Any officer may sign that he assigns a request, also one that he holds no key to; were his own key
    believed, the investigator would read a forged request, and write into it for him. That a rotation
    was made by somebody who held the keys before shows when the request is opened.
    """
    if row.version == 1:
        known = opening_check(rows, row.object_id)
    else:
        known = dict(enumerate(request_checks(rows, row.object_id), 1)).get(row.version)
    if known != check:
        raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)


def _check_of_entry(row: KeyWrap, signed: SignedEntry) -> str:
    listed = signed.entry.x.get("keys")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and (item["kind"], item["id"], item["version"]) == (
            row.kind,
            row.object_id,
            row.version,
        ):
            return str(item["check"])
    raise Tampered("key-not-vouched", kind=row.kind, version=row.version, n=row.entry)


def _key_at(roster: Roster, member: str, n: int) -> VerifierKey:
    for held in (*roster.members.replaced, roster.member(member)):
        if held.id == member and held.since <= n and (held.until is None or n < held.until):
            return held.vkey
    raise Tampered("entry-signature", n=n)


def vouched_entry(rows: Reader, n: int, roster: Roster) -> SignedEntry:
    """Return entry `n` after its signature, its signer's right and its inclusion were verified."""
    signed = entry_at(rows, n)
    key = _key_at(roster, signed.entry.by, n)
    try:
        verify_ed25519(key.public, signed.body, signed.signature)
    except SignatureError:
        raise Tampered("entry-signature", n=n) from None
    check_included(rows, n, signed.leaf)
    return signed
