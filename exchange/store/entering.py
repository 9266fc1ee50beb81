"""Opening a slot by its passphrase, every failure counted in the machine's state folder."""

from __future__ import annotations

from pathlib import Path

from exchange.errors import Locked
from exchange.store.folder import StoreFolder
from exchange.store.keyring_seen import refuse_earlier_keyring
from exchange.store.slots import Opened, open_with_passphrase, slot_for
from exchange.store.state import State
from keys.kdf import KdfParameters


def enter(
    folder: StoreFolder,
    handle: str | None,
    passphrase: str,
    key_file: bytes | None,
    floor: KdfParameters,
    state: Path,
) -> Opened:
    """Open a member's slot; raise Locked, counted where the passphrase was wrong, Tampered."""
    refuse_earlier_keyring(folder, state / folder.keyring().post)
    try:
        return open_with_passphrase(folder, handle, passphrase, key_file, floor)
    except Locked as error:
        if error.reason == "wrong-passphrase":
            keyring = folder.keyring()
            State(state, keyring.post).failed(slot_for(folder, keyring, handle).member)
        raise
