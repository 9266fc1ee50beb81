"""Opening a member's slot of the keyring: the one slow step of unlocking, before any database.

It imports nothing but keys and small files, so that it can begin at once, in a thread: Argon2id lets
the interpreter go, and what the desk needs further is imported meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from exchange.errors import Locked
from exchange.store.folder import StoreFolder
from keys.errors import FormatError, SlotRefused, WrongPassphrase
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot, open_slot
from keys.passphrase import normalise


@dataclass(frozen=True)
class Opened:
    """A slot that opened: whose it is and his seed."""

    slot: Slot
    seed: bytes = field(repr=False)


def slot_for(folder: StoreFolder, keyring: Keyring, handle: str | None) -> Slot:
    """Return the slot of a handle, or the only one; raise Locked where that isn't clear."""
    if handle is None:
        slots = [slot for slot in keyring.slots if not slot.is_recovery]
        if len(slots) != 1:
            raise Locked("which-member", handles=", ".join(slot.handle for slot in slots))
        return slots[0]
    slot = keyring.slot_of(handle)
    if slot is None:
        raise Locked("member-without-slot", handle=handle, path=str(folder.path))
    return slot


def open_with_passphrase(
    folder: StoreFolder, handle: str | None, passphrase: str, key_file: bytes | None, floor: KdfParameters
) -> Opened:
    """Open a member's slot; raise Locked where passphrase, key file or settings don't do.

    While the keyring changes a second one stands beside: either passphrase opens its own slot, and
    `open_session` tells which of the two keyrings the log knows.
    """
    failure = Locked("wrong-passphrase")
    for slot in reversed(_slots_for(folder, handle)):  # the present keyring's last: its failure is told
        try:
            return Opened(slot, open_slot(slot, normalise(passphrase), key_file, floor))
        except SlotRefused as error:
            failure = Locked("slot-refused", why=error.reason)
        except (WrongPassphrase, FormatError) as error:
            failure = Locked(error.reason if error.reason.startswith("key-file") else "wrong-passphrase")
    raise failure


def _slots_for(folder: StoreFolder, handle: str | None) -> tuple[Slot, ...]:
    """Return a member's slot in the present keyring and, where it is another, in one that is to come."""
    keyring, coming = folder.keyring(), tuple(folder.coming_keyrings())
    known = [one for one in coming if handle is not None and one.slot_of(handle)]
    named = known[0] if known and keyring.slot_of(str(handle)) is None else keyring
    slot = slot_for(folder, named, handle)
    following = (one.slot_of(slot.member) for one in coming)
    return tuple(dict.fromkeys((slot, *(one for one in following if one is not None))))
