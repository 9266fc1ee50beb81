"""Changing the keyring together with the log, which no single transaction spans.

The keyring to come is written inside the transaction that logs the change, under the name of the
entry that tells it; then the transaction commits; then the keyring takes its place. A crash at any
moment leaves the log to decide, for whoever comes next: the entry is there and the coming keyring is
the keyring, or it isn't and the coming one is removed (docs/durability.md).

No keyring is ever the same as an earlier one, which a machine would take for put back (`keyring_seen`):
where a slot is only taken out, the member at work wraps the store's key to himself anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from exchange.errors import Locked
from exchange.store.engine import Database
from exchange.store.folder import Coming, StoreFolder
from exchange.store.journal import Journal, head_of, node_at
from exchange.store.slot_keys import wrap_for_slot
from keys.keyring import Keyring, Slot

if TYPE_CHECKING:
    from exchange.store.session import Session


@dataclass
class Change:
    """A change of the keyring under way: what it is now, and what it will be."""

    folder: StoreFolder
    keyring: Keyring
    session: Session
    _coming: list[Coming] = field(default_factory=list)

    def take(self, journal: Journal, keyring: Keyring) -> None:
        """Put the keyring to come beside the present one, as the last act of the unit that logs it."""
        last = journal.size - 1
        fresh = self._unlike_earlier(keyring)
        self._coming.append(self.folder.write_next(fresh, last, node_at(journal.rows, 0, last)))

    def _unlike_earlier(self, keyring: Keyring) -> Keyring:
        vault = self.session.vault
        mine = keyring.slot_of(vault.keys.member_id)
        if mine is None or mine not in self.keyring.slots:
            return keyring  # what was sealed just now is like nothing before
        wrapped = wrap_for_slot(mine.post, mine.member, vault.keys.kem_public, vault.store_key)
        return keyring.with_slot(mine.with_store_key(wrapped, mine.sealed_store_key_next))

    def end(self) -> None:
        """Make what was taken the keyring, once its unit has committed."""
        for coming in self._coming:
            self.folder.promote(coming)


@contextmanager
def changing(folder: StoreFolder, session: Session) -> Iterator[Change]:
    """Hold the keyring's lock, whatever was cut short ended first; what is taken counts at the end.

    Where the block fails, nothing is removed: a commit that failed may be on the disk all the same.
    """
    with folder.exclusively():
        _settle(folder, session.database)
        change = Change(folder, folder.keyring(), session)
        yield change
        change.end()


def settle_keyring(folder: StoreFolder, database: Database, opened: Slot) -> None:
    """End a change that was cut short; raise Locked where the slot that opened is no longer one."""
    if not folder.coming():
        return
    with folder.exclusively():
        _settle(folder, database)
        if not folder.keyring().still_has(opened):
            raise Locked("recovery-sheet-old" if opened.is_recovery else "wrong-passphrase")


def _settle(folder: StoreFolder, database: Database) -> None:
    for coming in folder.coming():
        with database.reading() as rows:
            logged = coming.entry < head_of(rows).size and node_at(rows, 0, coming.entry) == coming.leaf
        if logged:
            folder.promote(coming)
        else:
            folder.drop(coming)
