"""The hybrid key pair of wraps: ML-KEM-768 with X25519, from 32 bytes, as c2sp.org/age expands them.

The 32-byte seed gives 96 bytes by SHAKE256: the first 64 are the ML-KEM-768 seed (FIPS 203, d || z),
the last 32 the X25519 private key. The public key is ML-KEM public || X25519 public, 1216 bytes.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.mlkem import MLKEM768PrivateKey, MLKEM768PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import MLKEM768X25519PrivateKey, MLKEM768X25519PublicKey

from keys.errors import FormatError

SEED_SIZE = 32
MLKEM_SEED_SIZE = 64
MLKEM_PUBLIC_SIZE = 1184
PUBLIC_SIZE = MLKEM_PUBLIC_SIZE + 32


@dataclass(frozen=True, eq=False)
class HybridKey:
    """A key pair to which keys are wrapped; `private` is the library's own object."""

    public: bytes = field(repr=False)
    private: MLKEM768X25519PrivateKey = field(repr=False)

    @classmethod
    def from_seed(cls, seed: bytes) -> HybridKey:
        """Make the key pair of a 32-byte seed; raise FormatError for another size."""
        if len(seed) != SEED_SIZE:
            raise FormatError("wrong-size", expected=SEED_SIZE, found=len(seed))
        shake = hashes.Hash(hashes.SHAKE256(MLKEM_SEED_SIZE + 32))
        shake.update(seed)
        expanded = shake.finalize()
        mlkem = MLKEM768PrivateKey.from_seed_bytes(expanded[:MLKEM_SEED_SIZE])
        x25519 = X25519PrivateKey.from_private_bytes(expanded[MLKEM_SEED_SIZE:])
        public = mlkem.public_key().public_bytes_raw() + x25519.public_key().public_bytes_raw()
        return cls(public, MLKEM768X25519PrivateKey(mlkem, x25519))


def public_key(data: bytes) -> MLKEM768X25519PublicKey:
    """Return the library's object for 1216 public bytes; raise FormatError when they are no key."""
    if len(data) != PUBLIC_SIZE:
        raise FormatError("wrong-size", expected=PUBLIC_SIZE, found=len(data))
    try:
        mlkem = MLKEM768PublicKey.from_public_bytes(data[:MLKEM_PUBLIC_SIZE])
        x25519 = X25519PublicKey.from_public_bytes(data[MLKEM_PUBLIC_SIZE:])
    except ValueError:
        raise FormatError("not-a-kem-key") from None
    return MLKEM768X25519PublicKey(mlkem, x25519)
