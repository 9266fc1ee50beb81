"""Identities: what a seed gives, by an HKDF written here, and the names of the keys."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from keys.errors import FormatError
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys, check_origin, derive, new_seed, origin_of
from keys.kem import PUBLIC_SIZE, HybridKey, public_key

SEED = bytes(range(32))
ORIGIN = "asi-bogota/0123456789abcdef"
seeds = st.binary(min_size=32, max_size=32)


def hkdf_by_hand(seed: bytes, purpose: str) -> bytes:
    """RFC 5869 with SHA-256, an empty salt and one block of output."""
    extracted = hmac.new(bytes(32), seed, hashlib.sha256).digest()
    info = f"exchange/v1/{purpose}".encode()
    return hmac.new(extracted, info + b"\x01", hashlib.sha256).digest()


@given(seeds, st.sampled_from(["sign", "kem", "state", "cosign", "age"]))
def test_a_derived_seed_is_hkdf_of_rfc_5869(seed: bytes, purpose: str) -> None:
    assert derive(seed, purpose) == hkdf_by_hand(seed, purpose)


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_a_seed_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        derive(bytes(size), "sign")
    with pytest.raises(FormatError, match="wrong-size"):
        MemberKeys.from_seed(bytes(size), "member")


def test_new_seeds_are_of_32_bytes_and_differ() -> None:
    drawn = {new_seed() for _ in range(50)}
    assert len(drawn) == 50
    assert {len(seed) for seed in drawn} == {32}


def test_a_member_signs_under_his_id_with_the_derived_key() -> None:
    member = MemberKeys.from_seed(SEED, "0192f0c4-aaaa")
    public = Ed25519PrivateKey.from_private_bytes(hkdf_by_hand(SEED, "sign")).public_key()
    assert member.sign.vkey.name == "exchange/member/0192f0c4-aaaa"
    assert member.sign.vkey.public == public.public_bytes_raw()


def test_a_members_kem_key_is_expanded_as_age_expands_its_own() -> None:
    expanded = hashlib.shake_256(hkdf_by_hand(SEED, "kem")).digest(96)
    mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:64]).public_key().public_bytes_raw()
    x25519 = X25519PrivateKey.from_private_bytes(expanded[64:]).public_key().public_bytes_raw()
    member = MemberKeys.from_seed(SEED, "m")
    assert member.kem_public == mlkem + x25519
    assert len(member.kem_public) == PUBLIC_SIZE == 1216


def test_an_office_identity_and_a_member_expand_one_secret_alike() -> None:
    office = OfficeKeys.from_seed(SEED, ORIGIN)
    assert office.age.recipient.public == HybridKey.from_seed(hkdf_by_hand(SEED, "age")).public


def test_a_members_state_key_is_derived_for_that_alone() -> None:
    member = MemberKeys.from_seed(SEED, "m")
    assert member.state_key == hkdf_by_hand(SEED, "state")
    assert member.state_key not in (hkdf_by_hand(SEED, "sign"), hkdf_by_hand(SEED, "kem"))


def test_the_keys_of_a_log_are_named_after_its_origin() -> None:
    log = LogKeys.from_seed(SEED, ORIGIN)
    cosign = MLDSA44PrivateKey.from_seed_bytes(hkdf_by_hand(SEED, "cosign")).public_key()
    assert [key.name for key in log.vkeys] == [ORIGIN, ORIGIN]
    assert [int(key.type) for key in log.vkeys] == [1, 6]
    assert log.cosign.vkey.public == cosign.public_bytes_raw()


def test_the_keys_of_office_and_card_bear_their_names() -> None:
    office, card = OfficeKeys.from_seed(SEED, ORIGIN), CardKeys.from_seed(SEED, ORIGIN)
    assert [key.name for key in office.vkeys] == [f"{ORIGIN}/office"] * 2
    assert str(office.age.recipient).startswith("age1pq1")
    assert card.sign.vkey.name == f"{ORIGIN}/card"


def test_one_seed_gives_the_same_keys_each_time() -> None:
    first, second = MemberKeys.from_seed(SEED, "m"), MemberKeys.from_seed(SEED, "m")
    assert first.sign.vkey == second.sign.vkey
    assert first.kem_public == second.kem_public


def test_the_keys_of_a_seed_never_change_between_versions() -> None:
    member = MemberKeys.from_seed(SEED, "m")
    log = LogKeys.from_seed(SEED, ORIGIN)
    material = member.sign.vkey.public + member.kem_public + log.cosign.vkey.public
    assert (
        hashlib.sha256(material).hexdigest()
        == "c2504619b9a3f80ddbb48a5c11901cc2808451c9c2d5c3109536f30afb5fea52"
    )


def test_an_origin_is_the_handle_and_the_hash_of_the_log_key() -> None:
    public = Ed25519PrivateKey.from_private_bytes(hkdf_by_hand(SEED, "sign")).public_key()
    expected = hashlib.sha256(public.public_bytes_raw()).hexdigest()[:16]
    assert origin_of("asi-bogota", SEED) == f"asi-bogota/{expected}"


@pytest.mark.parametrize("handle", ["", "ASI", "asi bogota", "asi/bogota", "a" * 41, "é", "a+b", "asi\n"])
def test_a_handle_that_no_origin_can_hold_is_refused(handle: str) -> None:
    with pytest.raises(FormatError, match="bad-handle"):
        origin_of(handle, SEED)


@pytest.mark.parametrize(
    "origin", ["", "asi", "asi/", "asi/0123456789ABCDEF", "asi/0123", f"{ORIGIN}/office", f"{ORIGIN}\n"]
)
def test_an_origin_in_another_form_is_refused(origin: str) -> None:
    assert check_origin(ORIGIN) == ORIGIN
    for make in (LogKeys.from_seed, OfficeKeys.from_seed, CardKeys.from_seed):
        with pytest.raises(FormatError, match="bad-origin"):
            make(SEED, origin)


@pytest.mark.parametrize("member", ["", "a b", "a|b", "A", "a+b", "é", "m" * 65, "m\n"])
def test_a_member_id_that_no_key_name_can_hold_is_refused(member: str) -> None:
    with pytest.raises(FormatError, match="bad-member-id"):
        MemberKeys.from_seed(SEED, member)


def test_no_representation_of_keys_shows_a_secret() -> None:
    member = MemberKeys.from_seed(SEED, "m")
    office = OfficeKeys.from_seed(SEED, ORIGIN)
    shown = f"{member!r} {LogKeys.from_seed(SEED, ORIGIN)!r} {office!r} {CardKeys.from_seed(SEED, ORIGIN)!r}"
    for secret in (SEED, member.state_key, hkdf_by_hand(SEED, "sign"), hkdf_by_hand(SEED, "age")):
        assert secret.hex() not in shown and repr(secret) not in shown
    assert "AGE-SECRET" not in shown


@pytest.mark.parametrize("data", [b"", bytes(1215), bytes(1217), b"\xff" * 1216])
def test_bytes_that_are_no_kem_key_are_refused(data: bytes) -> None:
    with pytest.raises(FormatError):
        public_key(data)
