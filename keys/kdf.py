"""From a passphrase or a recovery secret to the key of a slot: Argon2id (RFC 9106), HKDF (RFC 5869).

The settings come from the slot, never from the machine; bounds and floor are checked before any
memory is asked for, since whoever can write the keyring could else ask for all of it, or for none.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from argon2.exceptions import HashingError
from argon2.low_level import ARGON2_VERSION, Type, hash_secret_raw
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.errors import FormatError, SlotRefused

KEY_SIZE = 32
SALT_SIZE = 16
KEY_FILE_SIZE = 32
VERSION = 19
_KIB_A_LANE = 8


@dataclass(frozen=True)
class KdfParameters:
    """What one Argon2id evaluation costs: memory in KiB, passes, lanes."""

    memory_kib: int
    time: int
    lanes: int

    def below(self, other: KdfParameters) -> bool:
        """Say whether any of the three is smaller than in `other`."""
        return self.memory_kib < other.memory_kib or self.time < other.time or self.lanes < other.lanes


DEFAULT = KdfParameters(memory_kib=256 * 1024, time=3, lanes=4)
FLOOR = KdfParameters(memory_kib=64 * 1024, time=3, lanes=4)
CEILING = KdfParameters(memory_kib=4 * 1024 * 1024, time=64, lanes=64)


@dataclass(frozen=True)
class Argon2id:
    """Argon2id version 1.3 with its salt, as a slot of a passphrase names it."""

    parameters: KdfParameters
    salt: bytes

    def check(self, floor: KdfParameters) -> None:
        """Raise SlotRefused for settings below `floor` or above the ceiling; nothing is allocated."""
        if self.parameters.below(floor):
            raise SlotRefused("below-floor", memory_kib=self.parameters.memory_kib, time=self.parameters.time)
        if CEILING.below(self.parameters):
            raise SlotRefused(
                "above-ceiling", memory_kib=self.parameters.memory_kib, time=self.parameters.time
            )
        lanes = self.parameters.lanes
        if lanes < 1 or self.parameters.time < 1 or self.parameters.memory_kib < _KIB_A_LANE * lanes:
            raise SlotRefused("impossible-parameters", lanes=lanes)

    def key(self, passphrase: bytes, key_file: bytes | None) -> bytes:
        """Return the slot's key; raise SlotRefused when this machine hasn't the memory."""
        try:
            stretched = hash_secret_raw(
                passphrase,
                self.salt,
                time_cost=self.parameters.time,
                memory_cost=self.parameters.memory_kib,
                parallelism=self.parameters.lanes,
                hash_len=KEY_SIZE,
                type=Type.ID,
                version=ARGON2_VERSION,
            )
        except HashingError:
            raise SlotRefused("not-enough-memory", memory_kib=self.parameters.memory_kib) from None
        return stretched if key_file is None else _with_key_file(stretched, key_file)


@dataclass(frozen=True)
class Hkdf:
    """HKDF-SHA256 with its salt, as the slot of a recovery sheet names it: its secret is random."""

    salt: bytes

    def key(self, secret: bytes) -> bytes:
        """Return the slot's key from the sheet's 32-byte secret."""
        return HKDF(SHA256(), KEY_SIZE, salt=self.salt, info=b"exchange/v1/recovery").derive(secret)


def check_key_file(data: bytes) -> None:
    """Raise FormatError unless `data` has a key file's size."""
    if len(data) != KEY_FILE_SIZE:
        raise FormatError("wrong-size", expected=KEY_FILE_SIZE, found=len(data))


def _with_key_file(stretched: bytes, key_file: bytes) -> bytes:
    check_key_file(key_file)
    salt = hashlib.sha256(key_file).digest()
    return HKDF(SHA256(), KEY_SIZE, salt=salt, info=b"exchange/v1/kek").derive(stretched)
