"""The keyring: its documented shape, what is refused in it, and what one bad slot can't spoil."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import b64
from keys.errors import FormatError, KeysError, SlotRefused
from keys.kdf import Argon2id, Hkdf
from keys.keyring import FLOOR, SIZE_LIMIT, KdfParameters, Keyring, SecondFactor, Slot, open_slot
from keys.slot import SEALED_SEED_SIZE
from keys.wrap import WRAPPED_SIZE
from tests.keys.flips import byte_flips, cuts

SALT = b"\x11" * 16
PASSPHRASE = Argon2id(KdfParameters(262144, 3, 4), SALT)


def slot_of(member: str, handle: str, kdf: Argon2id | Hkdf = PASSPHRASE) -> Slot:
    return Slot(
        "post-1", member, handle, kdf, None, False, b"\x22" * SEALED_SEED_SIZE, b"\x33" * WRAPPED_SIZE
    )


ANNE = slot_of("m-1", "a.martin")
BRUNO = replace(slot_of("m-2", "b.dupont"), second_factor=SecondFactor.KEY_FILE, provisional=True)
SHEET = slot_of("m-1", "a.martin", Hkdf(SALT))
RING = Keyring("post-1", (ANNE, BRUNO, SHEET))

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=80).filter(str.isprintable)
kdfs = st.builds(Hkdf, st.binary(min_size=16, max_size=16)) | st.builds(
    Argon2id,
    st.builds(KdfParameters, *[st.integers(0, (1 << 53) - 1)] * 3),
    st.binary(min_size=16, max_size=16),
)


@st.composite
def keyrings(draw: st.DrawFn) -> Keyring:
    post = draw(names)
    slots = []
    for name in draw(st.lists(names, unique=True, max_size=4)):
        kdf = draw(kdfs)
        plain = isinstance(kdf, Argon2id)
        slots.append(
            Slot(
                post,
                name,
                name,
                kdf,
                draw(st.sampled_from([None, SecondFactor.KEY_FILE])) if plain else None,
                draw(st.booleans()) if plain else False,
                draw(st.binary(min_size=1, max_size=1)) * SEALED_SEED_SIZE,
                b"k" * WRAPPED_SIZE,
                draw(st.sampled_from([None, b"n" * WRAPPED_SIZE])),
            )
        )
    return Keyring(post, tuple(slots))


def changed(**fields: Any) -> bytes:
    """Return the keyring's bytes with other values in its first slot."""
    value = json.loads(RING.render())
    value["slots"][0].update(fields)
    return json.dumps(value).encode()


def test_a_keyring_has_the_documented_shape() -> None:
    value = json.loads(RING.render())
    assert list(value) == ["version", "post", "slots"]
    anne, bruno, sheet = value["slots"]
    assert anne == {
        "member": "m-1",
        "handle": "a.martin",
        "kdf": {"name": "argon2id", "version": 19, "m": 262144, "t": 3, "p": 4, "salt": b64(SALT)},
        "second_factor": None,
        "provisional": False,
        "sealed_seed": b64(ANNE.sealed_seed),
        "sealed_store_key": b64(ANNE.sealed_store_key),
    }
    assert (bruno["second_factor"], bruno["provisional"]) == ("keyfile", True)
    assert sheet["use"] == "recovery"
    assert sheet["kdf"] == {"name": "hkdf-sha256", "salt": b64(SALT)}


@given(keyrings())
def test_a_keyring_is_read_back_as_it_was_written(keyring: Keyring) -> None:
    assert Keyring.parse(keyring.render()) == keyring


def test_a_keyring_that_was_indented_by_another_tool_is_read() -> None:
    indented = json.dumps(json.loads(RING.render()), indent=2, sort_keys=True).encode()
    assert Keyring.parse(indented) == RING


def test_slots_are_found_by_handle_or_id_and_recovery_apart() -> None:
    assert RING.slot_of("a.martin") == RING.slot_of("m-1") == ANNE
    assert RING.slot_of("nobody") is None
    assert RING.recovery_slots() == (SHEET,)
    assert Keyring("post-1", (SHEET,)).slot_of("a.martin") is None


def test_a_members_new_slot_takes_the_place_of_his_old_one() -> None:
    renewed = replace(ANNE, sealed_seed=b"\x44" * SEALED_SEED_SIZE)
    ring = RING.with_slot(renewed)
    assert ring.slot_of("a.martin") == renewed
    assert ring.recovery_slots() == (SHEET,)
    assert len(ring.slots) == 3


def test_a_member_who_leaves_leaves_no_slot() -> None:
    ring = RING.without("m-1")
    assert ring.slots == (BRUNO,)


@pytest.mark.parametrize(
    "slots",
    [
        (ANNE, ANNE),
        (ANNE, slot_of("m-9", "a.martin")),
        (ANNE, slot_of("m-1", "other")),
        (SHEET, SHEET),
    ],
)
def test_two_slots_for_one_use_are_refused(slots: tuple[Slot, ...]) -> None:
    with pytest.raises(FormatError, match="duplicate-slot"):
        Keyring("post-1", slots)


def test_a_slot_of_another_post_is_refused() -> None:
    with pytest.raises(FormatError, match="slot-of-another-post"):
        Keyring("post-2", (ANNE,))


@pytest.mark.parametrize(
    "fields",
    [
        {"extra": 1},
        {"member": ""},
        {"member": 1},
        {"member": "m" * 81},
        {"handle": "a\nmartin"},
        {"handle": "\u202ea.martin"},
        {"handle": None},
        {"kdf": None},
        {"kdf": []},
        {"kdf": "argon2id"},
        {"kdf": {"name": "argon2id"}},
        {"kdf": {"name": "scrypt", "salt": b64(SALT)}},
        {"kdf": {"name": "hkdf-sha256", "salt": b64(SALT)}},
        {"kdf": {"name": "hkdf-sha256", "salt": b64(SALT), "m": 1}},
        {"second_factor": "totp"},
        {"second_factor": False},
        {"provisional": 0},
        {"provisional": None},
        {"provisional": "false"},
        {"use": "recovery"},
        {"use": "other"},
        {"use": None},
        {"sealed_seed": ""},
        {"sealed_seed": None},
        {"sealed_seed": b64(bytes(SEALED_SEED_SIZE - 1))},
        {"sealed_store_key": b64(bytes(WRAPPED_SIZE + 1))},
        {"sealed_store_key": "é"},
        {"sealed_store_key_next": None},
    ],
)
def test_a_slot_field_of_another_shape_refuses_the_whole(fields: dict[str, object]) -> None:
    with pytest.raises(FormatError):
        Keyring.parse(changed(**fields))


@pytest.mark.parametrize("key", ["member", "kdf", "second_factor", "provisional", "sealed_store_key"])
def test_a_slot_without_one_of_its_fields_is_refused(key: str) -> None:
    value = json.loads(RING.render())
    del value["slots"][0][key]
    with pytest.raises(FormatError, match="unknown-or-missing-key"):
        Keyring.parse(json.dumps(value).encode())


@pytest.mark.parametrize("key", ["m", "t", "p", "version"])
@pytest.mark.parametrize("number", [-1, 1 << 53, 1.5, True, "3", None, [], 10**400])
def test_a_parameter_that_is_no_sensible_integer_is_refused(key: str, number: object) -> None:
    kdf = {"name": "argon2id", "version": 19, "m": 8, "t": 1, "p": 1, "salt": b64(SALT), key: number}
    with pytest.raises(FormatError):
        Keyring.parse(changed(kdf=kdf))


def test_four_tebibytes_in_one_slot_do_not_lock_the_others_out() -> None:
    huge = {"name": "argon2id", "version": 19, "m": 1 << 32, "t": 3, "p": 4, "salt": b64(SALT)}
    ring = Keyring.parse(changed(kdf=huge))
    assert ring.slot_of("b.dupont") == BRUNO
    slot = ring.slot_of("a.martin")
    assert slot is not None
    with pytest.raises(SlotRefused, match="above-ceiling"):
        open_slot(slot, b"phrase", None, FLOOR)


def test_a_recovery_slot_cannot_be_provisional_or_ask_a_key_file() -> None:
    for fields in ({"provisional": True}, {"second_factor": "keyfile"}):
        value = json.loads(RING.render())
        value["slots"][2].update(fields)
        with pytest.raises(FormatError, match="not-a-recovery-slot"):
            Keyring.parse(json.dumps(value).encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"version":1}',
        b'{"version":2,"post":"p","slots":[]}',
        b'{"version":true,"post":"p","slots":[]}',
        b'{"version":1,"post":"","slots":[]}',
        b'{"version":1,"post":"p","slots":{}}',
        b'{"version":1,"post":"p","slots":null}',
        b'{"version":1,"post":"p","slots":[null]}',
        b'{"version":1,"post":"p","slots":[],"slots":[]}',
        b'{"version":1,"post":"p","slots":[],"more":1}',
        b'{"version":1,"post":"\\ud800","slots":[]}',
        b'{"version":1,"post":"p","slots":[' + b"1," * 1000 + b"1]}",
        b'{"version":' + b"1" * 5000 + b',"post":"p","slots":[]}',
        b"[" * 100_000,
        b"\xff\xfe",
        b" " * (SIZE_LIMIT + 1),
    ],
)
def test_what_is_no_keyring_is_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        Keyring.parse(data)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_our_errors(data: bytes) -> None:
    try:
        read = Keyring.parse(data)
    except KeysError:
        return
    assert Keyring.parse(read.render()) == read


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["name", "version", "m", "t", "p", "salt", "use", "x"]), inner, max_size=6
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from(["member", "handle", "kdf", "second_factor", "provisional", "sealed_seed"]), values)
def test_any_value_in_any_field_raises_nothing_but_our_errors(key: str, value: object) -> None:
    try:
        read = Keyring.parse(changed(**{key: value}))
    except KeysError:
        return
    assert Keyring.parse(read.render()) == read


def test_a_keyring_damaged_anywhere_is_refused_or_another_keyring() -> None:
    data = RING.render()
    for damaged in (*byte_flips(data, step=11), *cuts(data[:-1], step=37)):
        try:
            read = Keyring.parse(damaged)
        except FormatError:
            continue
        assert read != RING
