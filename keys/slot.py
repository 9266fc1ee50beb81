"""A slot of the keyring: one way for one member to open his seed.

The seed is sealed by AES-256-GCM under a key from his passphrase (and key file), or from the
recovery sheet. Associated data: canonical JSON of the whole slot but its sealed fields, with the
keyring's version and post, so that a slot whose settings, member or post were changed doesn't open.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from keys.canonical import JSON, canonical
from keys.encoding import b64
from keys.errors import FormatError, SealError, SlotRefused, WrongPassphrase
from keys.kdf import DEFAULT, SALT_SIZE, VERSION, Argon2id, Hkdf, KdfParameters, check_key_file
from keys.seal import OVERHEAD, RowKey

KEYRING_VERSION = 1
SEED_SIZE = 32
SEALED_SEED_SIZE = SEED_SIZE + OVERHEAD


class SecondFactor(StrEnum):
    """What a slot asks for beside the passphrase."""

    KEY_FILE = "keyfile"


@dataclass(frozen=True)
class Slot:
    """One member's slot; readable without a key, and useless without one.

    `kdf` tells the two kinds apart: Argon2id for a passphrase, HKDF for a recovery sheet.
    `sealed_store_key` is the store's key wrapped to the member (`keys.wrap`); `_next` stands beside
    it only while the store is being re-keyed.
    """

    post: str
    member: str
    handle: str
    kdf: Argon2id | Hkdf
    second_factor: SecondFactor | None
    provisional: bool
    sealed_seed: bytes = field(repr=False)
    sealed_store_key: bytes = field(repr=False)
    sealed_store_key_next: bytes | None = field(default=None, repr=False)

    @property
    def is_recovery(self) -> bool:
        """Say whether a recovery sheet opens this slot, rather than a passphrase."""
        return isinstance(self.kdf, Hkdf)

    def needs_upgrade(self, parameters: KdfParameters) -> bool:
        """Say whether the slot costs a guesser less than `parameters`: to be made anew at unlock."""
        return isinstance(self.kdf, Argon2id) and self.kdf.parameters.below(parameters)

    def with_store_key(self, current: bytes, following: bytes | None) -> Slot:
        """Return the slot with these wrapped store keys; its seed stays as it is sealed."""
        return replace(self, sealed_store_key=current, sealed_store_key_next=following)

    def open_fields(self) -> dict[str, JSON]:
        """Return, in their order, the fields of the slot that are not sealed: those that bind it."""
        use: Mapping[str, JSON] = {"use": "recovery"} if self.is_recovery else {}
        return {
            "member": self.member,
            "handle": self.handle,
            **use,
            "kdf": _kdf_json(self.kdf),
            "second_factor": self.second_factor,
            "provisional": self.provisional,
        }

    def aad(self) -> bytes:
        """Return what the sealed seed is bound to."""
        return canonical({"version": KEYRING_VERSION, "post": self.post, **self.open_fields()})


def create_slot(
    *,
    post: str,
    member: str,
    handle: str,
    seed: bytes,
    passphrase: bytes,
    sealed_store_key: bytes,
    key_file: bytes | None = None,
    parameters: KdfParameters = DEFAULT,
    provisional: bool = False,
) -> Slot:
    """Seal a member's seed under a passphrase (`passphrase.normalise`), and a key file if given.

    Raises FormatError for a seed or key file of another size, SlotRefused for impossible parameters.
    """
    empty = Slot(post, member, handle, Argon2id(parameters, b""), None, provisional, b"", sealed_store_key)
    return reseal_slot(empty, seed=seed, passphrase=passphrase, key_file=key_file, parameters=parameters)


def reseal_slot(
    slot: Slot,
    *,
    seed: bytes,
    passphrase: bytes,
    key_file: bytes | None = None,
    parameters: KdfParameters = DEFAULT,
) -> Slot:
    """Return the slot sealed anew: another passphrase, key file or cost; all else in it stays.

    Raises as `create_slot` does, and SlotRefused for a recovery slot.
    """
    if slot.is_recovery:
        raise SlotRefused("recovery-slot")
    factor = None
    if key_file is not None:
        check_key_file(key_file)
        factor = SecondFactor.KEY_FILE
    kdf = Argon2id(parameters, os.urandom(SALT_SIZE))
    kdf.check(parameters)
    renewed = replace(slot, kdf=kdf, second_factor=factor)
    return _sealed(renewed, seed, kdf.key(passphrase, key_file))


def create_recovery_slot(
    *, post: str, member: str, handle: str, seed: bytes, secret: bytes, sealed_store_key: bytes
) -> Slot:
    """Seal a head's seed under the secret of his recovery sheet; raise FormatError for a bad size."""
    _check_secret(secret)
    kdf = Hkdf(os.urandom(SALT_SIZE))
    slot = Slot(post, member, handle, kdf, None, False, b"", sealed_store_key)
    return _sealed(slot, seed, kdf.key(secret))


def open_slot(slot: Slot, passphrase: bytes, key_file: bytes | None, floor: KdfParameters) -> bytes:
    """Return the seed in `slot`.

    Raises SlotRefused for settings outside floor and ceiling (before anything is allocated) or a
    recovery slot, WrongPassphrase when it doesn't open, or a key file is missing or not asked for.
    """
    if not isinstance(slot.kdf, Argon2id):
        raise SlotRefused("recovery-slot")
    slot.kdf.check(floor)
    if slot.second_factor is None and key_file is not None:
        raise WrongPassphrase("key-file-not-asked")
    if slot.second_factor is not None and key_file is None:
        raise WrongPassphrase("key-file-missing")
    if key_file is not None:
        check_key_file(key_file)
    return _opened(slot, slot.kdf.key(passphrase, key_file))


def is_passphrase_of(slot: Slot, passphrase: bytes, key_file: bytes | None) -> bool:
    """Say whether this passphrase opens a slot that was opened before; it costs what unlocking costs."""
    if not isinstance(slot.kdf, Argon2id):
        return False
    try:
        open_slot(slot, passphrase, key_file if slot.second_factor else None, slot.kdf.parameters)
    except WrongPassphrase:
        return False
    return True


def open_recovery_slot(slot: Slot, secret: bytes) -> bytes:
    """Return the seed that the sheet's secret opens; raise WrongPassphrase, or SlotRefused."""
    if not isinstance(slot.kdf, Hkdf):
        raise SlotRefused("not-a-recovery-slot")
    _check_secret(secret)
    return _opened(slot, slot.kdf.key(secret))


def _sealed(slot: Slot, seed: bytes, key: bytes) -> Slot:
    if len(seed) != SEED_SIZE:
        raise FormatError("wrong-size", expected=SEED_SIZE, found=len(seed))
    return replace(slot, sealed_seed=RowKey(key).seal(seed, slot.aad()))


def _opened(slot: Slot, key: bytes) -> bytes:
    try:
        return RowKey(key).open(slot.sealed_seed, slot.aad())
    except SealError:
        raise WrongPassphrase("wrong-passphrase") from None


def _check_secret(secret: bytes) -> None:
    if len(secret) != SEED_SIZE:
        raise FormatError("wrong-size", expected=SEED_SIZE, found=len(secret))


def _kdf_json(kdf: Argon2id | Hkdf) -> dict[str, JSON]:
    if isinstance(kdf, Hkdf):
        return {"name": "hkdf-sha256", "salt": b64(kdf.salt)}
    return {
        "name": "argon2id",
        "version": VERSION,
        "m": kdf.parameters.memory_kib,
        "t": kdf.parameters.time,
        "p": kdf.parameters.lanes,
        "salt": b64(kdf.salt),
    }
