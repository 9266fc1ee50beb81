"""A store's folder: the database, `keyring.json` beside it, and the lock that guards the keyring.

A keyring that is to come stands beside as `keyring.next.<n>.<leaf>.json`, written in the transaction
that appends entry `n`: where the log holds that entry, with that leaf hash, it is the keyring.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

from exchange.errors import Refused, Tampered
from exchange.store.files import locked, move_durably, remove_durably, write_durably
from keys.errors import FormatError
from keys.kdf import KdfParameters
from keys.keyring import Keyring, Slot
from keys.passphrase import normalise
from keys.slot import reseal_slot

DATABASE: Final = "exchange.db"
_COMING: Final = re.compile(r"keyring\.next\.([0-9]{1,16})\.([0-9a-f]{64})\.json")


@dataclass(frozen=True)
class Coming:
    """A keyring that is to come: in force once entry `entry` of the log has the leaf hash `leaf`."""

    path: Path
    entry: int
    leaf: bytes


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
            return _parsed(self.keyring_file)
        except PermissionError:
            raise Refused("store-not-readable", path=str(self.path)) from None

    def coming(self) -> tuple[Coming, ...]:
        """Return the keyrings to come; one at most, unless a change is under way right now."""
        names = ((path, _COMING.fullmatch(path.name)) for path in self.path.glob("keyring.next.*.json"))
        found = [Coming(path, int(name[1]), bytes.fromhex(name[2])) for path, name in names if name]
        return tuple(sorted(found, key=lambda one: (one.entry, one.leaf)))

    def coming_keyrings(self) -> Iterator[Keyring]:
        """Read every keyring to come that is still there."""
        for one in self.coming():
            try:
                yield _parsed(one.path)
            except FileNotFoundError:  # its change ended meanwhile
                continue

    def write_next(self, keyring: Keyring, entry: int, leaf: bytes) -> Coming:
        """Put a keyring to come beside the present one, durably; the caller holds `exclusively`."""
        coming = Coming(self.path / f"keyring.next.{entry}.{leaf.hex()}.json", entry, leaf)
        write_durably(coming.path, keyring.render())
        return coming

    def promote(self, coming: Coming) -> None:
        """Make a keyring to come the present one; the caller holds `exclusively`."""
        move_durably(coming.path, self.keyring_file)

    def drop(self, coming: Coming) -> None:
        """Remove a keyring to come whose entry is not in the log; the caller holds `exclusively`."""
        remove_durably(coming.path)

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


def _parsed(path: Path) -> Keyring:
    try:
        return _keyring_of(path.read_bytes())
    except FormatError:
        raise Tampered("keyring-damaged", path=str(path)) from None


# An unlock reads the file again and again, lest another desk changed it meanwhile; it seldom has.
_keyring_of: Final = lru_cache(maxsize=2)(Keyring.parse)
