"""Slots: what opens them, what they refuse before any memory is asked for, what binds them."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from argon2.low_level import Type, hash_secret_raw
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from keys import kdf as kdf_module
from keys.encoding import b64
from keys.errors import FormatError, SlotRefused, WrongPassphrase
from keys.kdf import CEILING, DEFAULT, FLOOR, Argon2id, Hkdf, KdfParameters
from keys.passphrase import normalise
from keys.slot import (
    SecondFactor,
    Slot,
    create_recovery_slot,
    create_slot,
    open_recovery_slot,
    open_slot,
    reseal_slot,
)
from keys.wrap import WRAPPED_SIZE
from tests.keys.flips import bit_flips

CHEAP = KdfParameters(memory_kib=8, time=1, lanes=1)
SEED = hashlib.sha256(b"seed").digest()
SECRET = hashlib.sha256(b"secret of the sheet").digest()
KEY_FILE = hashlib.sha256(b"key file").digest()
PHRASE = normalise("girafe mauve, trois nuages")
STORE_KEY = bytes(WRAPPED_SIZE)


def made(key_file: bytes | None = None, parameters: KdfParameters = CHEAP, provisional: bool = False) -> Slot:
    return create_slot(
        post="post-1",
        member="m-1",
        handle="a.martin",
        seed=SEED,
        passphrase=PHRASE,
        sealed_store_key=STORE_KEY,
        key_file=key_file,
        parameters=parameters,
        provisional=provisional,
    )


def recovery() -> Slot:
    return create_recovery_slot(
        post="post-1", member="m-1", handle="a.martin", seed=SEED, secret=SECRET, sealed_store_key=STORE_KEY
    )


def test_a_slot_opens_with_its_passphrase() -> None:
    assert open_slot(made(), PHRASE, None, CHEAP) == SEED


@pytest.mark.parametrize("phrase", [b"", PHRASE[:-1], PHRASE + b" ", PHRASE.upper()])
def test_a_slot_does_not_open_with_another_passphrase(phrase: bytes) -> None:
    with pytest.raises(WrongPassphrase, match="wrong-passphrase"):
        open_slot(made(), phrase, None, CHEAP)


def test_the_sealed_seed_is_argon2id_and_aes_gcm_as_documented() -> None:
    slot = made()
    assert isinstance(slot.kdf, Argon2id)
    key = hash_secret_raw(PHRASE, slot.kdf.salt, 1, 8, 1, 32, Type.ID, 19)
    aad = json.dumps(
        {
            "version": 1,
            "post": "post-1",
            "member": "m-1",
            "handle": "a.martin",
            "kdf": {"name": "argon2id", "version": 19, "m": 8, "t": 1, "p": 1, "salt": b64(slot.kdf.salt)},
            "second_factor": None,
            "provisional": False,
        },
        separators=(",", ":"),
    ).encode()
    assert AESGCM(key).decrypt(slot.sealed_seed[:12], slot.sealed_seed[12:], aad) == SEED


def test_a_key_file_is_mixed_in_by_hkdf_as_documented() -> None:
    slot = made(key_file=KEY_FILE)
    assert isinstance(slot.kdf, Argon2id)
    stretched = hash_secret_raw(PHRASE, slot.kdf.salt, 1, 8, 1, 32, Type.ID, 19)
    extracted = hmac.new(hashlib.sha256(KEY_FILE).digest(), stretched, hashlib.sha256).digest()
    key = hmac.new(extracted, b"exchange/v1/kek\x01", hashlib.sha256).digest()
    assert AESGCM(key).decrypt(slot.sealed_seed[:12], slot.sealed_seed[12:], slot.aad()) == SEED


def test_a_slot_with_a_key_file_needs_that_very_file() -> None:
    slot = made(key_file=KEY_FILE)
    assert slot.second_factor is SecondFactor.KEY_FILE
    assert open_slot(slot, PHRASE, KEY_FILE, CHEAP) == SEED
    with pytest.raises(WrongPassphrase, match="key-file-missing"):
        open_slot(slot, PHRASE, None, CHEAP)
    with pytest.raises(WrongPassphrase, match="wrong-passphrase"):
        open_slot(slot, PHRASE, hashlib.sha256(KEY_FILE).digest(), CHEAP)


def test_a_key_file_that_no_slot_asked_for_is_refused() -> None:
    with pytest.raises(WrongPassphrase, match="key-file-not-asked"):
        open_slot(made(), PHRASE, KEY_FILE, CHEAP)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_key_file_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        made(key_file=bytes(size))
    with pytest.raises(FormatError, match="wrong-size"):
        open_slot(made(key_file=KEY_FILE), PHRASE, bytes(size), CHEAP)


@pytest.mark.parametrize("size", [0, 31, 33])
def test_a_seed_or_secret_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        create_slot(
            post="p",
            member="m",
            handle="h",
            seed=bytes(size),
            passphrase=PHRASE,
            sealed_store_key=STORE_KEY,
            parameters=CHEAP,
        )
    with pytest.raises(FormatError, match="wrong-size"):
        open_recovery_slot(recovery(), bytes(size))


@pytest.mark.parametrize(
    "changed",
    [
        {"post": "post-2"},
        {"member": "m-2"},
        {"handle": "b.martin"},
        {"provisional": True},
    ],
)
def test_a_slot_whose_open_fields_were_changed_does_not_open(changed: dict[str, str]) -> None:
    with pytest.raises(WrongPassphrase):
        open_slot(replace(made(), **changed), PHRASE, None, CHEAP)  # type: ignore[arg-type]


def test_a_slot_made_cheaper_than_it_was_sealed_does_not_open() -> None:
    slot = made(parameters=KdfParameters(16, 2, 1))
    assert isinstance(slot.kdf, Argon2id)
    cheaper = replace(slot, kdf=Argon2id(CHEAP, slot.kdf.salt))
    with pytest.raises(WrongPassphrase):
        open_slot(cheaper, PHRASE, None, CHEAP)


def test_the_store_keys_change_without_the_passphrase() -> None:
    slot = made().with_store_key(b"\x01" * WRAPPED_SIZE, b"\x02" * WRAPPED_SIZE)
    assert slot.sealed_store_key_next == b"\x02" * WRAPPED_SIZE
    assert open_slot(slot, PHRASE, None, CHEAP) == SEED


def test_every_single_bit_flip_of_a_sealed_seed_is_refused() -> None:
    slot = made()
    for changed in bit_flips(slot.sealed_seed, step=5):
        with pytest.raises(WrongPassphrase):
            open_slot(replace(slot, sealed_seed=changed), PHRASE, None, CHEAP)


@pytest.mark.parametrize(
    "parameters",
    [KdfParameters(65535, 3, 4), KdfParameters(65536, 2, 4), KdfParameters(65536, 3, 3), CHEAP],
)
def test_a_slot_below_the_floor_is_refused_before_any_work(
    parameters: KdfParameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = replace(made(), kdf=Argon2id(parameters, bytes(16)))
    monkeypatch.setattr(kdf_module, "hash_secret_raw", _never)
    with pytest.raises(SlotRefused, match="below-floor"):
        open_slot(slot, PHRASE, None, FLOOR)


@pytest.mark.parametrize(
    "parameters",
    [
        KdfParameters(CEILING.memory_kib + 1, 3, 4),
        KdfParameters(1 << 32, 3, 4),
        KdfParameters(1 << 52, 3, 4),
        KdfParameters(65536, 65, 4),
        KdfParameters(65536, 3, 65),
        KdfParameters(1 << 22, 3, 1 << 24),
    ],
)
def test_a_slot_above_the_ceiling_is_refused_before_any_work(
    parameters: KdfParameters, monkeypatch: pytest.MonkeyPatch
) -> None:
    slot = replace(made(), kdf=Argon2id(parameters, bytes(16)))
    monkeypatch.setattr(kdf_module, "hash_secret_raw", _never)
    with pytest.raises(SlotRefused, match="above-ceiling"):
        open_slot(slot, PHRASE, None, CHEAP)


def _never(*_arguments: object, **_named: object) -> bytes:
    raise AssertionError("Argon2id was asked for")


@pytest.mark.parametrize(
    "parameters",
    [KdfParameters(8, 1, 0), KdfParameters(8, 0, 1), KdfParameters(15, 1, 2), KdfParameters(0, 0, 0)],
)
def test_parameters_that_argon2_cannot_have_are_refused(parameters: KdfParameters) -> None:
    none = KdfParameters(0, 0, 0)
    with pytest.raises(SlotRefused, match="impossible-parameters"):
        open_slot(replace(made(), kdf=Argon2id(parameters, bytes(16))), PHRASE, None, none)
    with pytest.raises(SlotRefused, match="impossible-parameters"):
        made(parameters=parameters)


def test_the_default_costs_more_than_the_floor_and_less_than_the_ceiling() -> None:
    assert (DEFAULT.memory_kib, DEFAULT.time, DEFAULT.lanes) == (256 * 1024, 3, 4)
    assert (FLOOR.memory_kib, FLOOR.time, FLOOR.lanes) == (64 * 1024, 3, 4)
    assert (CEILING.memory_kib, CEILING.time, CEILING.lanes) == (4 * 1024 * 1024, 64, 64)
    assert not DEFAULT.below(FLOOR) and not CEILING.below(DEFAULT)


@pytest.mark.parametrize(
    ("parameters", "needed"),
    [
        (CHEAP, False),
        (KdfParameters(9, 1, 1), True),
        (KdfParameters(8, 2, 1), True),
        (KdfParameters(8, 1, 2), True),
        (KdfParameters(7, 1, 1), False),
    ],
)
def test_a_slot_needs_an_upgrade_when_any_default_rose(parameters: KdfParameters, needed: bool) -> None:
    assert made().needs_upgrade(parameters) is needed
    assert recovery().needs_upgrade(parameters) is False


def test_a_slot_sealed_anew_keeps_all_but_what_opens_it() -> None:
    slot = made(provisional=True).with_store_key(STORE_KEY, b"\x02" * WRAPPED_SIZE)
    phrase, dearer = normalise("lampe tunnel orage carotte"), KdfParameters(16, 2, 1)
    anew = reseal_slot(slot, seed=SEED, passphrase=phrase, key_file=KEY_FILE, parameters=dearer)
    assert open_slot(anew, phrase, KEY_FILE, dearer) == SEED
    assert replace(anew, kdf=slot.kdf, second_factor=None, sealed_seed=slot.sealed_seed) == slot
    with pytest.raises(WrongPassphrase):
        open_slot(anew, PHRASE, KEY_FILE, dearer)


def test_a_recovery_slot_is_never_sealed_under_a_passphrase() -> None:
    with pytest.raises(SlotRefused, match="recovery-slot"):
        reseal_slot(recovery(), seed=SEED, passphrase=PHRASE, parameters=CHEAP)


def test_a_provisional_slot_says_so_and_opens() -> None:
    slot = made(provisional=True)
    assert slot.provisional
    assert open_slot(slot, PHRASE, None, CHEAP) == SEED


def test_a_recovery_slot_opens_with_the_sheets_secret_alone() -> None:
    slot = recovery()
    assert slot.is_recovery and not made().is_recovery
    assert open_recovery_slot(slot, SECRET) == SEED
    with pytest.raises(WrongPassphrase):
        open_recovery_slot(slot, hashlib.sha256(SECRET).digest())


def test_a_recovery_slot_is_sealed_by_hkdf_as_documented() -> None:
    slot = recovery()
    assert isinstance(slot.kdf, Hkdf)
    extracted = hmac.new(slot.kdf.salt, SECRET, hashlib.sha256).digest()
    key = hmac.new(extracted, b"exchange/v1/recovery\x01", hashlib.sha256).digest()
    assert b'"use":"recovery"' in slot.aad()
    assert AESGCM(key).decrypt(slot.sealed_seed[:12], slot.sealed_seed[12:], slot.aad()) == SEED


def test_neither_kind_of_slot_opens_as_the_other() -> None:
    with pytest.raises(SlotRefused, match="recovery-slot"):
        open_slot(recovery(), SECRET, None, CHEAP)
    with pytest.raises(SlotRefused, match="not-a-recovery-slot"):
        open_recovery_slot(made(), SECRET)


def test_two_slots_of_one_passphrase_share_nothing() -> None:
    first, second = made(), made()
    assert first.kdf != second.kdf
    assert first.sealed_seed != second.sealed_seed


def test_no_representation_of_a_slot_shows_what_is_sealed() -> None:
    slot = made()
    assert repr(slot.sealed_seed)[2:-1] not in repr(slot)
    assert "sealed" not in repr(slot)
