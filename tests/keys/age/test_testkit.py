"""The published vectors of the age format (C2SP CCTV), all 143 of them.

Verdicts, and where ours stands for the published one:

- hybrid identities: exactly the published verdict and plaintext
- foreign stanzas (X25519, scrypt) through the reader: a header failure of the format is ours too;
  anything else is no match, for no identity of ours can be concerned
- the same files with their known file key, below the stanzas: exactly the published verdict, but
  where it is about what stands inside a foreign stanza
- armor: refused, we read binary files
"""

from __future__ import annotations

import hashlib
import io

import pytest

from keys.age import AgeError, HeaderError, Identity, MacError, NoMatch, PayloadError, SealedReader
from keys.age.header import open_lookahead, read_header
from keys.age.reader import open_payload
from keys.age.stream import CHUNK
from tests.keys.age.vector import Vector, read_vectors

VECTORS = read_vectors("testkit")
VERDICTS: dict[str, type[AgeError]] = {
    "no match": NoMatch,
    "HMAC failure": MacError,
    "header failure": HeaderError,
    "payload failure": PayloadError,
}
ARMORED = [vector for vector in VECTORS if vector.armored]
HYBRID = [vector for vector in VECTORS if vector.hybrid and not vector.armored]
FOREIGN = [vector for vector in VECTORS if not vector.hybrid and not vector.armored]

# Header failures that lie inside an X25519 or scrypt stanza: only a reader of these types sees them.
INSIDE_A_FOREIGN_STANZA = {
    "hybrid_x25519_arg",
    "scrypt_extra_argument",
    "scrypt_long_file_key",
    "scrypt_not_canonical_salt",
    "scrypt_salt_long",
    "scrypt_salt_missing",
    "scrypt_salt_short",
    "scrypt_work_factor_23",
    "scrypt_work_factor_hex",
    "scrypt_work_factor_leading_garbage",
    "scrypt_work_factor_leading_plus",
    "scrypt_work_factor_leading_zero_decimal",
    "scrypt_work_factor_leading_zero_octal",
    "scrypt_work_factor_missing",
    "scrypt_work_factor_negative",
    "scrypt_work_factor_overflow",
    "scrypt_work_factor_trailing_garbage",
    "scrypt_work_factor_zero",
    "x25519_extra_argument",
    "x25519_identity",
    "x25519_long_file_key",
    "x25519_long_share",
    "x25519_low_order",
    "x25519_not_canonical_share",
    "x25519_short_share",
}
# Header failures in the payload's nonce: they are met only once a stanza has opened.
BEYOND_THE_STANZAS = {"stream_no_nonce", "stream_short_nonce"}


def _names(vectors: list[Vector]) -> list[str]:
    return [vector.name for vector in vectors]


def _read(vector: Vector) -> tuple[bytes, type[AgeError] | None]:
    """Return what the reader gives out, and the error that ends it."""
    given = bytearray()
    try:
        reader = SealedReader(io.BytesIO(vector.sealed), [Identity.parse(text) for text in vector.hybrid])
        while part := reader.read(CHUNK):
            given += part
    except AgeError as error:
        return bytes(given), type(error)
    return bytes(given), None


def _read_with_file_key(vector: Vector) -> tuple[bytes, type[AgeError] | None]:
    """Return the same, below the stanzas."""
    given = bytearray()
    try:
        ahead = open_lookahead(io.BytesIO(vector.sealed))
        chunks = open_payload(ahead, read_header(ahead), vector.file_key)
        while part := chunks.next_chunk():
            given += part
    except AgeError as error:
        return bytes(given), type(error)
    return bytes(given), None


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def test_every_published_vector_is_in_exactly_one_group() -> None:
    assert len(VECTORS) == 143
    assert sorted(_names(ARMORED + HYBRID + FOREIGN)) == _names(VECTORS)
    assert (len(ARMORED), len(HYBRID), len(FOREIGN)) == (33, 18, 92)
    assert set(_names(VECTORS)) >= INSIDE_A_FOREIGN_STANZA | BEYOND_THE_STANZAS


@pytest.mark.parametrize("vector", HYBRID, ids=_names(HYBRID))
def test_a_hybrid_vector_gets_its_published_verdict(vector: Vector) -> None:
    given, error = _read(vector)
    expected = VERDICTS.get(vector.expect)
    if vector.name in INSIDE_A_FOREIGN_STANZA:
        expected = NoMatch
    assert error is expected
    assert _sha256(given) == vector.payload


@pytest.mark.parametrize("vector", FOREIGN, ids=_names(FOREIGN))
def test_a_file_with_only_foreign_stanzas_is_refused_without_plaintext(vector: Vector) -> None:
    given, error = _read(vector)
    of_the_format = vector.expect == "header failure" and vector.name not in (
        INSIDE_A_FOREIGN_STANZA | BEYOND_THE_STANZAS
    )
    assert error is (HeaderError if of_the_format else NoMatch)
    assert given == b""


WITH_FILE_KEY = [
    vector for vector in FOREIGN if vector.expect != "no match" and vector.name not in INSIDE_A_FOREIGN_STANZA
]


@pytest.mark.parametrize("vector", WITH_FILE_KEY, ids=_names(WITH_FILE_KEY))
def test_below_the_stanzas_each_vector_gets_its_published_verdict(vector: Vector) -> None:
    given, error = _read_with_file_key(vector)
    assert error is VERDICTS.get(vector.expect)
    assert _sha256(given) == vector.payload


@pytest.mark.parametrize("vector", ARMORED, ids=_names(ARMORED))
def test_an_armored_file_is_refused_in_its_header(vector: Vector) -> None:
    given, error = _read(vector)
    assert error is HeaderError
    assert given == b""


PARSED = [vector for vector in VECTORS if vector.expect != "header failure" and not vector.armored]


@pytest.mark.parametrize("vector", PARSED, ids=_names(PARSED))
def test_a_valid_header_renders_to_the_bytes_that_were_read(vector: Vector) -> None:
    header = read_header(open_lookahead(io.BytesIO(vector.sealed)))
    assert vector.sealed.startswith(header.render())
    rendered = b"".join(stanza.render() for stanza in header.stanzas)
    assert header.covered == b"age-encryption.org/v1\n" + rendered + b"---"
