"""ML-DSA-44 cosignatures: the signed bytes field by field, times, and what can't be cosigned."""

from __future__ import annotations

import hashlib
import struct
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from keys.cosignature import TIME_LIMIT, cosigned_message, split_timestamp
from keys.encoding import b64
from keys.errors import FormatError, SignatureError
from keys.note import (
    KeyType,
    Mldsa44Cosigner,
    Note,
    SignatureLine,
    VerifierKey,
    cosignature_time,
    parse_note,
    verified,
)
from tests.keys.flips import byte_flips

VECTORS = Path(__file__).parent.parent / "vectors" / "note"
ROOT = hashlib.sha256(b"root").digest()
CHECKPOINT = f"asi-bogota/0123456789abcdef\n42\n{b64(ROOT)}\n"
SEED = b"\x07" * 32
COSIGNER = Mldsa44Cosigner("partner/fedcba9876543210/office", SEED)
AT = 1_790_000_000


def message_by_hand(name: bytes, at: int, origin: bytes, size: int, root: bytes) -> bytes:
    """Assemble the structure of c2sp.org/tlog-cosignature without the module under test."""
    return (
        bytes.fromhex("737562747265652f76310a00")
        + struct.pack(">B", len(name))
        + name
        + struct.pack(">Q", at)
        + struct.pack(">B", len(origin))
        + origin
        + bytes(8)
        + struct.pack(">Q", size)
        + root
    )


def test_the_signed_bytes_are_those_of_the_page() -> None:
    expected = message_by_hand(b"witness", AT, b"asi-bogota/0123456789abcdef", 42, ROOT)
    assert cosigned_message("witness", AT, CHECKPOINT) == expected


def test_a_cosignature_verifies_with_the_library_alone() -> None:
    line = COSIGNER.cosign(CHECKPOINT, AT)
    at_seconds, raw = split_timestamp(line.signature)
    message = message_by_hand(COSIGNER.vkey.name.encode(), AT, b"asi-bogota/0123456789abcdef", 42, ROOT)
    assert at_seconds == AT
    MLDSA44PrivateKey.from_seed_bytes(SEED).public_key().verify(raw, message)


def test_a_cosigned_checkpoint_verifies_and_tells_its_time() -> None:
    note = Note(CHECKPOINT, (COSIGNER.cosign(CHECKPOINT, AT),))
    assert verified(parse_note(note.render()), [COSIGNER.vkey]) == (COSIGNER.vkey,)
    assert cosignature_time(note.lines[0]) == AT


def test_the_key_id_is_the_hash_of_name_type_and_key() -> None:
    key = COSIGNER.vkey
    digest = hashlib.sha256(key.name.encode() + b"\n\x06" + key.public).digest()
    assert key.type is KeyType.MLDSA44_COSIGNATURE
    assert key.key_id == digest[:4]
    assert VerifierKey.parse(str(key)) == key


def test_a_cosignature_of_time_zero_is_read_as_the_page_allows() -> None:
    note = parse_note((VECTORS / "mldsa44.note").read_bytes())
    assert cosignature_time(note.lines[0]) == 0


def test_a_cosignature_with_another_time_does_not_hold() -> None:
    line = COSIGNER.cosign(CHECKPOINT, AT)
    later = (AT + 1).to_bytes(8, "big") + line.signature[8:]
    with pytest.raises(SignatureError, match="bad-signature"):
        COSIGNER.vkey.verify(CHECKPOINT, later)


@pytest.mark.parametrize(
    "other",
    [
        CHECKPOINT.replace("\n42\n", "\n43\n"),
        CHECKPOINT.replace("asi-bogota", "asi-quito"),
        CHECKPOINT.replace(b64(ROOT), b64(hashlib.sha256(b"fork").digest())),
    ],
)
def test_a_cosignature_of_another_checkpoint_does_not_hold(other: str) -> None:
    line = COSIGNER.cosign(CHECKPOINT, AT)
    with pytest.raises(SignatureError, match="bad-signature"):
        COSIGNER.vkey.verify(other, line.signature)


def test_a_cosignature_under_another_name_does_not_hold() -> None:
    renamed = Mldsa44Cosigner("partner/other", SEED)
    with pytest.raises(SignatureError, match="bad-signature"):
        renamed.vkey.verify(CHECKPOINT, COSIGNER.cosign(CHECKPOINT, AT).signature)


def test_every_changed_byte_of_the_signed_structure_matters() -> None:
    signature = COSIGNER.cosign(CHECKPOINT, AT).signature
    for changed in byte_flips(signature, step=37):
        with pytest.raises(SignatureError):
            COSIGNER.vkey.verify(CHECKPOINT, changed)


@pytest.mark.parametrize("size", [0, 8, 72, 2420, 2427, 2429])
def test_a_cosignature_of_another_size_is_refused(size: int) -> None:
    with pytest.raises(SignatureError, match="wrong-size"):
        COSIGNER.vkey.verify(CHECKPOINT, bytes(size))


def test_the_time_of_an_ed25519_line_is_refused() -> None:
    line = SignatureLine("a", b"1234", bytes(64))
    with pytest.raises(FormatError, match="wrong-size"):
        cosignature_time(line)


def test_a_time_beyond_63_bits_is_refused_when_read() -> None:
    signature = (TIME_LIMIT + 1).to_bytes(8, "big") + bytes(2420)
    with pytest.raises(SignatureError, match="time-out-of-range"):
        COSIGNER.vkey.verify(CHECKPOINT, signature)


@pytest.mark.parametrize("at_seconds", [-1, TIME_LIMIT + 1])
def test_a_time_beyond_63_bits_is_never_signed(at_seconds: int) -> None:
    with pytest.raises(FormatError, match="time-out-of-range"):
        COSIGNER.cosign(CHECKPOINT, at_seconds)


@pytest.mark.parametrize(
    "text",
    [
        "\n",
        "origin\n",
        "origin\n42\n",
        f"\n42\n{b64(ROOT)}\n",
        f"origin\n042\n{b64(ROOT)}\n",
        f"origin\n-1\n{b64(ROOT)}\n",
        f"origin\n+1\n{b64(ROOT)}\n",
        f"origin\n4_2\n{b64(ROOT)}\n",
        f"origin\n٤٢\n{b64(ROOT)}\n",
        f"origin\n 42\n{b64(ROOT)}\n",
        f"origin\n{1 << 64}\n{b64(ROOT)}\n",
        f"origin\n{'9' * 5000}\n{b64(ROOT)}\n",
        f"origin\n42\n{b64(ROOT[:31])}\n",
        f"origin\n42\n{b64(ROOT)[:-1]}\n",
        f"origin\n42\n{b64(ROOT)}\n\nextension\n",
        f"{'o' * 256}\n42\n{b64(ROOT)}\n",
    ],
)
def test_a_text_that_is_no_checkpoint_is_neither_cosigned_nor_verified(text: str) -> None:
    with pytest.raises(FormatError):
        COSIGNER.cosign(text, AT)
    with pytest.raises(SignatureError):
        COSIGNER.vkey.verify(text, bytes(2428))


def test_extension_lines_are_taken_and_not_covered() -> None:
    extended = CHECKPOINT + "extension\n"
    COSIGNER.vkey.verify(extended, COSIGNER.cosign(CHECKPOINT, AT).signature)


def test_an_empty_log_can_be_cosigned() -> None:
    empty = f"origin\n0\n{b64(hashlib.sha256(b'').digest())}\n"
    COSIGNER.vkey.verify(empty, COSIGNER.cosign(empty, AT).signature)


@settings(max_examples=20)
@given(st.integers(0, TIME_LIMIT), st.integers(0, (1 << 64) - 1), st.binary(min_size=32, max_size=32))
def test_any_checkpoint_cosigned_at_any_time_verifies(at: int, size: int, root: bytes) -> None:
    text = f"origin\n{size}\n{b64(root)}\n"
    line = COSIGNER.cosign(text, at)
    COSIGNER.vkey.verify(text, line.signature)
    assert cosignature_time(line) == at


def test_no_representation_of_a_cosigner_shows_its_seed() -> None:
    assert repr(COSIGNER) == "Mldsa44Cosigner(partner/fedcba9876543210/office)"
