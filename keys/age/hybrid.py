"""The native post-quantum keys of age, `mlkem768x25519`: identity, recipient, stanza (c2sp.org/age).

The file key is sealed by HPKE (RFC 9180, base mode) with the KEM MLKEM768-X25519, HKDF-SHA256 and
ChaCha20-Poly1305: who breaks one of the two key agreements still has the other to break.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHAKE256, Hash
from cryptography.hazmat.primitives.hpke import (
    AEAD,
    KDF,
    KEM,
    MLKEM768X25519PrivateKey,
    MLKEM768X25519PublicKey,
    Suite,
)

from keys.age import bech32
from keys.age.errors import HeaderError, NoMatch
from keys.age.header import FILE_KEY_SIZE, HYBRID
from keys.age.stanza import Stanza, decode_base64, encode_base64
from keys.errors import FormatError

SECRET_SIZE = 32
_MLKEM_SEED_SIZE = 64
_MLKEM_PUBLIC_SIZE = 1184
_MLKEM_CIPHERTEXT_SIZE = 1088
_X25519_SIZE = 32
PUBLIC_SIZE = _MLKEM_PUBLIC_SIZE + _X25519_SIZE
_ENCAPSULATED_SIZE = _MLKEM_CIPHERTEXT_SIZE + _X25519_SIZE
_BODY_SIZE = FILE_KEY_SIZE + 16
_RECIPIENT_PREFIX = "age1pq"
_IDENTITY_PREFIX = "AGE-SECRET-KEY-PQ-"
_INFO = b"age-encryption.org/mlkem768x25519"
_PROBE = X25519PrivateKey.generate()  # any key: it only shows what agrees on zero
_SUITE = Suite(KEM.MLKEM768_X25519, KDF.HKDF_SHA256, AEAD.CHACHA20_POLY1305)


@dataclass(frozen=True)
class Recipient:
    """A public key to seal to: ML-KEM-768 public || X25519 public. Its `str` is `age1pq1…`."""

    public: bytes = field(repr=False)

    def __post_init__(self) -> None:
        self._hpke_key()

    @classmethod
    def parse(cls, text: str) -> Recipient:
        """Return the recipient of an `age1pq1…` text; raise FormatError for any other, plugins' too."""
        return _read(text)

    def __str__(self) -> str:
        return _written(self.public)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza that only this recipient's identity opens."""
        sealed = _SUITE.encrypt(file_key, self._hpke_key(), _INFO)
        encapsulated, body = sealed[:_ENCAPSULATED_SIZE], sealed[_ENCAPSULATED_SIZE:]
        return Stanza((HYBRID, encode_base64(encapsulated)), body)

    def _hpke_key(self) -> MLKEM768X25519PublicKey:
        if len(self.public) != PUBLIC_SIZE:
            raise FormatError("age-key-size", size=len(self.public))
        exchange = X25519PublicKey.from_public_bytes(self.public[_MLKEM_PUBLIC_SIZE:])
        if _is_low_order(exchange):
            raise FormatError("age-key-low-order")
        try:
            lattice = MLKEM768PublicKey.from_public_bytes(self.public[:_MLKEM_PUBLIC_SIZE])
        except ValueError:
            raise FormatError("age-key-mlkem") from None
        return MLKEM768X25519PublicKey(lattice, exchange)


# A card's two thousand symbols are read and written again at each look at it; they are public.
@lru_cache(maxsize=64)
def _read(text: str) -> Recipient:
    return Recipient(_decode(text, _RECIPIENT_PREFIX, PUBLIC_SIZE))


@lru_cache(maxsize=64)
def _written(public: bytes) -> str:
    return bech32.encode(_RECIPIENT_PREFIX, public)


class Identity:
    """A private key that opens what was sealed to its `recipient`; never shown by `repr` or `str`."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_SIZE:
            raise FormatError("age-key-size", size=len(secret))
        self._secret = secret
        expanded = _expand(secret)
        lattice = MLKEM768PrivateKey.from_seed_bytes(expanded[:_MLKEM_SEED_SIZE])
        exchange = X25519PrivateKey.from_private_bytes(expanded[_MLKEM_SEED_SIZE:])
        self._key = MLKEM768X25519PrivateKey(lattice, exchange)
        self.recipient = Recipient(
            lattice.public_key().public_bytes_raw() + exchange.public_key().public_bytes_raw()
        )

    @classmethod
    def generate(cls) -> Identity:
        """Draw a new identity."""
        return cls(secrets.token_bytes(SECRET_SIZE))

    @classmethod
    def from_secret(cls, secret: bytes) -> Identity:
        """Return the identity of 32 secret bytes; raise FormatError for another number of them."""
        return cls(secret)

    @classmethod
    def parse(cls, text: str) -> Identity:
        """Return the identity of an `AGE-SECRET-KEY-PQ-1…` text; raise FormatError for any other."""
        return cls(_decode(text, _IDENTITY_PREFIX, SECRET_SIZE))

    def reveal(self) -> str:
        """Return `AGE-SECRET-KEY-PQ-1…`, the secret itself, for an age program of its holder."""
        return bech32.encode(_IDENTITY_PREFIX.lower(), self._secret).upper()

    def unwrap(self, sealed: bytes) -> bytes:
        """Return the file key of `sealed`, a `sealed_key`; raise NoMatch if it is not for this identity."""
        try:
            return _SUITE.decrypt(sealed, self._key, _INFO)
        except InvalidTag:
            raise NoMatch("no-match") from None


def sealed_key(stanza: Stanza) -> bytes:
    """Return encapsulated key || sealed file key of a hybrid stanza; raise HeaderError for a wrong shape.

    The body's size is checked before it is opened, against partitioning oracles, and a share that
    agrees on zero with everybody is refused (c2sp.org/age).
    """
    if len(stanza.arguments) != 2:
        raise HeaderError("stanza-arguments", count=len(stanza.arguments))
    encapsulated = decode_base64(stanza.arguments[1].encode("ascii"))
    if len(encapsulated) != _ENCAPSULATED_SIZE:
        raise HeaderError("stanza-key-size", size=len(encapsulated))
    if len(stanza.body) != _BODY_SIZE:
        raise HeaderError("stanza-body-size", size=len(stanza.body))
    if _is_low_order(X25519PublicKey.from_public_bytes(encapsulated[_MLKEM_CIPHERTEXT_SIZE:])):
        raise HeaderError("stanza-low-order")
    return encapsulated + stanza.body


def file_key_of(stanzas: Sequence[Stanza], identities: Sequence[Identity]) -> bytes:
    """Return the file key from the stanzas that are ours, foreign types skipped.

    Raises HeaderError if any hybrid stanza has a wrong shape, before any is opened; NoMatch if none opens.
    """
    for sealed in [sealed_key(stanza) for stanza in stanzas if stanza.type == HYBRID]:
        for identity in identities:
            try:
                return identity.unwrap(sealed)
            except NoMatch:
                continue
    raise NoMatch("no-match", stanzas=len(stanzas))


def _expand(secret: bytes) -> bytes:
    shake = Hash(SHAKE256(_MLKEM_SEED_SIZE + _X25519_SIZE))
    shake.update(secret)
    return shake.finalize()


def _decode(text: str, prefix: str, size: int) -> bytes:
    if not text.startswith(f"{prefix}1"):
        raise FormatError("age-key-prefix")
    found, data = bech32.decode(text)
    if found != prefix.lower():
        raise FormatError("age-key-prefix")
    if len(data) != size:
        raise FormatError("age-key-size", size=len(data))
    return data


def _is_low_order(point: X25519PublicKey) -> bool:
    """Say whether every agreement with `point` gives zero (RFC 7748, 6.1), which age forbids."""
    try:
        _PROBE.exchange(point)
    except ValueError:
        return True
    return False
