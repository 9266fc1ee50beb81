"""Wraps: a key opens for the one member, post, object and version that it was wrapped for."""

from __future__ import annotations

import hashlib
from typing import TypedDict

import pytest
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.encoding import b64
from keys.errors import FormatError, SealError
from keys.identity import MemberKeys
from keys.kem import public_key
from keys.seal import RowKey
from keys.wrap import WRAPPED_SIZE, kem_check, key_check, unwrap, unwrap_under, wrap, wrap_under
from tests.keys.flips import byte_flips, cuts

KEY = hashlib.sha256(b"a compartment's key").digest()
ANNE = MemberKeys.from_seed(b"\x01" * 32, "anne")
BRUNO = MemberKeys.from_seed(b"\x02" * 32, "bruno")


class Use(TypedDict):
    """What a wrap is for."""

    post: str
    kind: str
    object_id: str
    version: int


USE = Use(post="post-1", kind="compartment", object_id="general", version=1)
WRAPPED = wrap(ANNE.kem_public, KEY, member="anne", **USE)


def test_the_member_opens_what_was_wrapped_to_him() -> None:
    assert unwrap(ANNE, WRAPPED, **USE) == KEY
    assert len(WRAPPED) == WRAPPED_SIZE


def test_a_wrap_is_hpke_with_the_documented_info() -> None:
    suite = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    info = b"exchange/v1/wrap|post-1|compartment|general|1|anne"
    assert suite.decrypt(WRAPPED, ANNE.kem.private, info) == KEY
    theirs = suite.encrypt(KEY, public_key(ANNE.kem_public), info)
    assert unwrap(ANNE, theirs, **USE) == KEY


def test_two_wraps_of_one_key_have_nothing_in_common() -> None:
    assert wrap(ANNE.kem_public, KEY, member="anne", **USE) != WRAPPED
    assert KEY not in WRAPPED


def test_another_member_opens_nothing() -> None:
    with pytest.raises(SealError, match="does-not-unwrap"):
        unwrap(BRUNO, WRAPPED, **USE)


def test_the_same_seed_under_another_id_opens_nothing() -> None:
    with pytest.raises(SealError):
        unwrap(MemberKeys.from_seed(b"\x01" * 32, "bruno"), WRAPPED, **USE)


@pytest.mark.parametrize(
    "other",
    [
        Use(post="post-2", kind="compartment", object_id="general", version=1),
        Use(post="post-1", kind="index", object_id="general", version=1),
        Use(post="post-1", kind="compartment", object_id="other", version=1),
        Use(post="post-1", kind="compartment", object_id="general", version=2),
    ],
)
def test_a_wrap_does_not_open_for_another_use(other: Use) -> None:
    with pytest.raises(SealError, match="does-not-unwrap"):
        unwrap(ANNE, WRAPPED, **other)


def test_a_wrap_changed_anywhere_does_not_open() -> None:
    for changed in byte_flips(WRAPPED, step=7):
        with pytest.raises(SealError):
            unwrap(ANNE, changed, **USE)


def test_a_wrap_cut_off_or_lengthened_is_refused() -> None:
    for changed in (*cuts(WRAPPED, step=97), WRAPPED + b"\0"):
        with pytest.raises(SealError, match="wrap-size"):
            unwrap(ANNE, changed, **USE)


@pytest.mark.parametrize("name", ["", "a|b", "|"])
def test_a_name_that_could_stand_for_two_uses_is_refused(name: str) -> None:
    with pytest.raises(FormatError, match="bad-wrap-name"):
        wrap(ANNE.kem_public, KEY, post=name, kind="store", object_id="o", version=1, member="anne")
    with pytest.raises(FormatError, match="bad-wrap-name"):
        unwrap(ANNE, WRAPPED, post="p", kind="store", object_id=name, version=1)


@pytest.mark.parametrize("size", [0, 16, 31, 33])
def test_a_key_of_another_size_is_not_wrapped(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        wrap(ANNE.kem_public, bytes(size), member="anne", **USE)
    with pytest.raises(FormatError, match="wrong-size"):
        wrap_under(RowKey(KEY), bytes(size), b"aad")


def test_nothing_is_wrapped_to_a_point_of_low_order() -> None:
    broken = ANNE.kem_public[:-32] + bytes(32)
    with pytest.raises(FormatError, match="not-a-kem-key"):
        wrap(broken, KEY, member="anne", **USE)


def test_checks_are_the_documented_hashes() -> None:
    prefixed = hashlib.sha256(b"exchange/v1/key-check" + KEY).digest()
    assert key_check(KEY) == b64(prefixed)
    assert kem_check(ANNE.kem_public) == b64(hashlib.sha256(ANNE.kem_public).digest())
    assert key_check(KEY) != b64(hashlib.sha256(KEY).digest())


@settings(max_examples=20)
@given(st.binary(min_size=32, max_size=32), st.integers(0, 10**9), st.uuids())
def test_any_key_comes_back_from_its_wrap(key: bytes, version: int, post: object) -> None:
    use = Use(post=str(post), kind="request", object_id=str(post), version=version)
    assert unwrap(BRUNO, wrap(BRUNO.kem_public, key, member="bruno", **use), **use) == key


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=60))
def test_a_key_under_another_key_opens_with_its_place_alone(inner: bytes, aad: bytes) -> None:
    wrapped = wrap_under(RowKey(KEY), inner, aad)
    assert unwrap_under(RowKey(KEY), wrapped, aad) == inner
    with pytest.raises(SealError):
        unwrap_under(RowKey(KEY), wrapped, aad + b"\0")
    with pytest.raises(SealError):
        unwrap_under(RowKey(hashlib.sha256(KEY).digest()), wrapped, aad)


def test_a_key_under_another_key_changed_anywhere_does_not_open() -> None:
    wrapped = wrap_under(RowKey(KEY), ANNE.state_key, b"aad")
    for changed in byte_flips(wrapped):
        with pytest.raises(SealError):
            unwrap_under(RowKey(KEY), changed, b"aad")
