"""A store's folder: the database, `keyring.json` beside it, and the lock that guards the keyring."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from exchange.errors import Refused, Tampered
from exchange.store.engine import DATABASE
from exchange.store.files import locked, sync_folder, write_durably
from keys.errors import FormatError
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot
from keys.passphrase import normalise
from keys.slot import reseal_slot


@dataclass(frozen=True)
class StoreFolder:
    """The folder of one store."""

    path: Path

    @property
    def database(self) -> Path:
        """The database file."""
        return self.path / DATABASE

    @property
    def keyring_file(self) -> Path:
        """Who can unlock."""
        return self.path / "keyring.json"

    def keyring(self) -> Keyring:
        """Read the keyring; raise Refused where there is no store, Tampered where it is damaged."""
        if not self.keyring_file.is_file():
            raise Refused(
                "store-not-found" if not self._holds_anything() else "not-a-store", path=str(self.path)
            )
        try:
            return Keyring.parse(self.keyring_file.read_bytes())
        except FormatError:
            raise Tampered("keyring-damaged", path=str(self.keyring_file)) from None
        except PermissionError:
            raise Refused("store-not-readable", path=str(self.path)) from None

    @property
    def next_file(self) -> Path:
        """The keyring that will hold once the log knows a member's new keys."""
        return self.path / "keyring.next.json"

    def next_keyring(self) -> Keyring | None:
        """Read the keyring to come, where one stands beside."""
        if not self.next_file.is_file():
            return None
        try:
            return Keyring.parse(self.next_file.read_bytes())
        except FormatError:
            raise Tampered("keyring-damaged", path=str(self.next_file)) from None

    def write_next(self, keyring: Keyring) -> None:
        """Put a keyring to come beside the present one, durably."""
        write_durably(self.next_file, keyring.render())

    def promote(self) -> None:
        """Make the keyring to come the present one."""
        self.next_file.replace(self.keyring_file)
        sync_folder(self.path)

    def settle_keyring(self, slot: Slot) -> None:
        """End an interrupted renewal of keys: the slot that opened and that the log knows stays."""
        coming = self.next_keyring()
        if coming is None:
            return
        with self.exclusively():
            if coming.slot_of(slot.member) == slot:
                self.promote()
            else:
                self.next_file.unlink(missing_ok=True)
                sync_folder(self.path)

    def raise_parameters(
        self, slot: Slot, seed: bytes, passphrase: str, key_file: bytes | None, parameters: KdfParameters
    ) -> None:
        """Seal the seed anew where a guess would cost less than it should today."""
        if not slot.needs_upgrade(parameters):
            return
        fresh = reseal_slot(
            slot, seed=seed, passphrase=normalise(passphrase), key_file=key_file, parameters=parameters
        )
        with self.exclusively():
            keyring = self.keyring()
            if keyring.slot_of(slot.member) == slot:
                self.write_keyring(keyring.with_slot(fresh))

    def write_keyring(self, keyring: Keyring) -> None:
        """Replace the keyring durably; the caller holds `exclusively`."""
        write_durably(self.keyring_file, keyring.render())

    @contextmanager
    def exclusively(self) -> Iterator[None]:
        """Hold the lock under which the keyring is changed."""
        with locked(self.path / "keyring.lock"):
            yield

    def _holds_anything(self) -> bool:
        return self.path.is_file() or (self.path.is_dir() and any(self.path.iterdir()))
