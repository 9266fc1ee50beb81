"""Seals: rows and chunks open in their own place under their own key, and nowhere else."""

from __future__ import annotations

import hashlib
import json

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from keys.encoding import b64, unb64
from keys.errors import FormatError, SealError
from keys.seal import CHUNK, OVERHEAD, RowKey, blinder, commitment, open_chunk, seal_chunk
from tests.keys.flips import bit_flips, cuts

KEY = b"\x05" * 32
ROW = RowKey(KEY)
OTHER = RowKey(b"\x06" * 32)
ATTACHMENT = "0192f0c4-0000-7000-8000-000000000001"


@given(st.binary(max_size=500), st.binary(max_size=200))
def test_a_row_opens_to_what_was_sealed(plaintext: bytes, aad: bytes) -> None:
    sealed = ROW.seal(plaintext, aad)
    assert ROW.open(sealed, aad) == plaintext
    assert len(sealed) == len(plaintext) + OVERHEAD


@given(st.binary(max_size=100), st.binary(max_size=50), st.binary(max_size=50))
def test_a_row_does_not_open_beside_other_columns(plaintext: bytes, aad: bytes, other: bytes) -> None:
    sealed = ROW.seal(plaintext, aad)
    if other != aad:
        with pytest.raises(SealError):
            ROW.open(sealed, other)


def test_a_sealed_row_is_plain_aes_256_gcm() -> None:
    sealed = ROW.seal(b"content", b"place")
    assert AESGCM(KEY).decrypt(sealed[:12], sealed[12:], b"place") == b"content"


def test_a_row_does_not_open_under_another_key() -> None:
    with pytest.raises(SealError, match="does-not-open"):
        OTHER.open(ROW.seal(b"content", b"place"), b"place")


def test_every_single_bit_flip_of_a_sealed_row_is_refused() -> None:
    for changed in bit_flips(ROW.seal(b"a note about a person", b"place")):
        with pytest.raises(SealError):
            ROW.open(changed, b"place")


def test_a_sealed_row_cut_off_anywhere_is_refused() -> None:
    for changed in cuts(ROW.seal(b"content", b"place")):
        with pytest.raises(SealError):
            ROW.open(changed, b"place")


def test_two_seals_of_one_content_never_share_a_nonce() -> None:
    assert len({ROW.seal(b"same", b"")[:12] for _ in range(200)}) == 200


@pytest.mark.parametrize("size", [0, 16, 24, 31, 33])
def test_a_key_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(FormatError, match="wrong-size"):
        RowKey(bytes(size))


def test_no_representation_of_a_key_shows_it() -> None:
    assert repr(ROW) == "RowKey()"


def test_a_commitment_is_the_base64_sha256_of_the_plaintext() -> None:
    assert commitment(b"content") == b64(hashlib.sha256(b"content").digest())


def test_blinders_are_32_random_bytes() -> None:
    drawn = {blinder() for _ in range(50)}
    assert len(drawn) == 50
    assert {len(unb64(value)) for value in drawn} == {32}


def test_a_chunk_is_bound_to_the_documented_place() -> None:
    sealed = seal_chunk(ROW, ATTACHMENT, 3, True, b"end")
    place = json.dumps(["exchange/v1/chunk", ATTACHMENT, 3, True], separators=(",", ":")).encode()
    assert ROW.open(sealed, place) == b"end"


def test_chunks_of_a_file_open_in_their_order() -> None:
    data = bytes(range(256)) * 1024 + b"the rest"
    sealed = [
        seal_chunk(ROW, ATTACHMENT, 0, False, data[:CHUNK]),
        seal_chunk(ROW, ATTACHMENT, 1, True, data[CHUNK:]),
    ]
    opened = open_chunk(ROW, ATTACHMENT, 0, False, sealed[0]) + open_chunk(
        ROW, ATTACHMENT, 1, True, sealed[1]
    )
    assert opened == data


@pytest.mark.parametrize(
    ("attachment", "index", "last"),
    [("another", 0, True), (ATTACHMENT, 1, True), (ATTACHMENT, 0, False)],
)
def test_a_chunk_moved_elsewhere_does_not_open(attachment: str, index: int, last: bool) -> None:
    sealed = seal_chunk(ROW, ATTACHMENT, 0, True, b"data")
    with pytest.raises(SealError):
        open_chunk(ROW, attachment, index, last, sealed)


def test_a_full_chunk_passed_off_as_the_last_does_not_open() -> None:
    sealed = seal_chunk(ROW, ATTACHMENT, 0, False, bytes(CHUNK))
    with pytest.raises(SealError, match="does-not-open"):
        open_chunk(ROW, ATTACHMENT, 0, True, sealed)


def test_an_empty_attachment_is_one_empty_chunk() -> None:
    sealed = seal_chunk(ROW, ATTACHMENT, 0, True, b"")
    assert open_chunk(ROW, ATTACHMENT, 0, True, sealed) == b""


@pytest.mark.parametrize(
    ("index", "last", "size"),
    [(0, False, 0), (0, False, CHUNK - 1), (0, False, CHUNK + 1), (0, True, CHUNK + 1), (1, True, 0)],
)
def test_a_chunk_of_a_size_that_its_place_cannot_have_is_refused(index: int, last: bool, size: int) -> None:
    with pytest.raises(FormatError, match="chunk-size"):
        seal_chunk(ROW, ATTACHMENT, index, last, bytes(size))
    with pytest.raises(SealError, match="chunk-size"):
        open_chunk(ROW, ATTACHMENT, index, last, bytes(size + OVERHEAD))
