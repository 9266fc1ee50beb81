"""Opening a head's slot by the words of his recovery sheet."""

from __future__ import annotations

from exchange.errors import Locked
from exchange.store.folder import StoreFolder
from exchange.store.slots import Opened
from keys.errors import RecoveryError, SlotRefused, WrongPassphrase
from keys.keyring import open_recovery_slot
from keys.recovery import parse_words


def open_with_sheet(folder: StoreFolder, words: str) -> Opened:
    """Open a head's slot by the words of the recovery sheet; raise Locked where none opens."""
    try:
        secret = parse_words(words)
    except RecoveryError as error:
        raise Locked("recovery-words", why=error.reason) from None
    for slot in folder.keyring().recovery_slots():
        try:
            return Opened(slot, open_recovery_slot(slot, secret))
        except (WrongPassphrase, SlotRefused):
            continue
    raise Locked("recovery-sheet-old")
