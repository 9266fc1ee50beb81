"""Re-keying the store's file: a new key for every page of it, whatever a departed member still knows.

1. The keyring's lock, and the file for oneself: no other desk has it open.
2. Every slot gets the next key beside the present one; the keyring is on the disk.
3. One unit: `store.rekeyed` with the next key's check; the present key, under which rows were sealed,
   is wrapped to every member.
4. Every page is written anew under the next key, in one transaction of the database; the write-ahead
   log is emptied.
5. In every slot the next key takes the present one's place.

Whatever is cut short, one of a slot's two keys opens the file. Cut before 3, another attempt draws
another key; between 3 and 5, whoever unlocks next goes on with the same one (docs/durability.md).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.errors import Tampered
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal, entry_at
from exchange.store.keyring_check import foreign_slots
from exchange.store.keyrings import changing
from exchange.store.model import KeyWrap, LogEntry
from exchange.store.rows import Reader, make_row
from exchange.store.session import Session
from exchange.store.slot_keys import unwrap_from_slot, wrap_for_slot
from keys.canonical import JSON
from keys.errors import SealError
from keys.identity import MemberKeys, new_seed
from keys.keyring import Keyring, Slot
from keys.wrap import key_check, wrap

OPERATION: Final = "store.rekeyed"

Publics = Callable[[Reader], Mapping[str, bytes]]
"""Gives the public KEM key of each member who has a slot, as the log vouches for it."""


@dataclass(frozen=True)
class Rekeying:
    """The store's key and the one that follows it."""

    session: Session
    folder: StoreFolder
    publics: Publics
    following: bytes = field(default_factory=new_seed, repr=False)

    def run(self, keyring: Keyring) -> None:
        """Do steps 2 to 5; the caller holds the keyring's lock and the file (steps 1)."""
        session, database = self.session, self.session.database
        with session.reading() as rows:
            publics = self.publics(rows)
        slots = [self._with_both(slot, publics) for slot in keyring.slots]
        self.folder.write_keyring(Keyring(keyring.post, tuple(slots)))
        if not is_known(session, self.following):
            with session.unit() as journal:
                self._log(journal, publics)
        database.rekey(self.following)
        earlier = (session.vault.store_key, *session.vault.earlier_store_keys)
        session.vault.take_store_keys(self.following, earlier)
        self.folder.write_keyring(promoted(Keyring(keyring.post, tuple(slots))))

    def _with_both(self, slot: Slot, publics: Mapping[str, bytes]) -> Slot:
        following = wrap_for_slot(slot.post, slot.member, publics[slot.member], self.following)
        return slot.with_store_key(slot.sealed_store_key, following)

    def _log(self, journal: Journal, publics: Mapping[str, bytes]) -> None:
        session, post = self.session, self.session.post.id
        version = version_of(session, session.vault.store_key)
        made = entry_making(journal.rows, post, version)
        for member, public in publics.items():
            wrapped = wrap(
                public,
                session.vault.store_key,
                post=post,
                kind="store",
                object_id=post,
                version=version,
                member=member,
            )
            journal.rows.insert(
                make_row(
                    KeyWrap,
                    kind="store",
                    object_id=post,
                    version=version,
                    member=member,
                    entry=made,
                    wrapped=wrapped,
                )
            )
        following = session.roster.version_of("store", post) + 1
        check: JSON = {"kind": "store", "id": post, "version": following, "check": key_check(self.following)}
        journal.append(OPERATION, on={"type": "post", "id": post}, keys=[check])


def rekey_store(session: Session, folder: StoreFolder, publics: Publics) -> tuple[str, ...]:
    """Give the store's file a new key, or end a re-key cut short; Conflict where others have it open.

    Return the handles on slots of nobody: the keyring has them no longer, as there is no key to give them.
    """
    with changing(folder, session) as change, session.database.alone():
        keyring, foreign = change.keyring, foreign_slots(change.keyring, session.roster)
        for slot in foreign:
            keyring = keyring.without(slot.member)
        pending = pending_key(session, keyring)
        if pending is not None and is_known(session, pending):
            Rekeying(session, folder, publics, pending).run(keyring)
        else:
            Rekeying(session, folder, publics).run(keyring)
    return tuple(slot.handle for slot in foreign)


def pending_key(session: Session, keyring: Keyring) -> bytes | None:
    """Return the key that the member's slot holds beside the present one, while a re-key is under way."""
    slot = keyring.slot_of(session.member.id)
    return None if slot is None else _following(slot, session.vault.keys)


def is_known(session: Session, key: bytes) -> bool:
    """Say whether the log holds this key for the store's newest."""
    version = session.roster.version_of("store", session.post.id)
    return session.roster.key_check("store", session.post.id, version) == key_check(key)


def version_of(session: Session, key: bytes) -> int:
    """Return which version of the store's key this one is; raise Tampered where the log knows it not."""
    post, check = session.post.id, key_check(key)
    for version in range(session.roster.version_of("store", post), 0, -1):
        if session.roster.key_check("store", post, version) == check:
            return version
    raise Tampered("store-key-not-vouched", version=0)


def promoted(keyring: Keyring) -> Keyring:
    """Return the keyring with each slot's next store key in the place of the present one."""
    slots = (
        slot.with_store_key(slot.sealed_store_key_next, None) if slot.sealed_store_key_next else slot
        for slot in keyring.slots
    )
    return Keyring(keyring.post, tuple(slots))


def settle_store_key(folder: StoreFolder, keys: MemberKeys, opened_with: bytes) -> None:
    """Do step 5 for a re-key that was cut short after step 4: the next key opened the file."""
    slot = folder.keyring().slot_of(keys.member_id)
    if slot is None or _following(slot, keys) != opened_with:
        return
    with folder.exclusively():
        keyring = folder.keyring()
        slot = keyring.slot_of(keys.member_id)
        if slot is not None and _following(slot, keys) == opened_with:
            folder.write_keyring(promoted(keyring))


def refuse_unknown_store_key(session: Session, keyring: Keyring) -> None:
    """Raise Tampered where the log knows the store's key neither for today's nor for one being replaced."""
    if is_known(session, session.vault.store_key):
        return
    pending = pending_key(session, keyring)
    if pending is None or not is_known(session, pending):
        version = session.roster.version_of("store", session.post.id)
        raise Tampered("store-key-not-vouched", version=version)


def entry_making(rows: Reader, post: str, version: int) -> int:
    """Return the index of the entry that made a version of the store's key."""
    for row in rows.find(LogEntry, order=("-n",), about=post):
        entry = entry_at(rows, row.n).entry
        listed = entry.x.get("keys")
        for item in listed if isinstance(listed, list) else ():
            if isinstance(item, Mapping) and (item["kind"], item["version"]) == ("store", version):
                return entry.n
    raise Tampered("store-key-not-vouched", version=version)


def _following(slot: Slot, keys: MemberKeys) -> bytes | None:
    if slot.sealed_store_key_next is None:
        return None
    try:
        return unwrap_from_slot(keys, slot.post, slot.sealed_store_key_next)
    except SealError:
        return None
