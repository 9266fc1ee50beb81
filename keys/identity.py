"""Identities: what each 32-byte random seed gives, by HKDF-SHA256 (RFC 5869), and under which name.

| seed | purpose | key (note key name) |
|---|---|---|
| a member's | `sign`, `kem`, `state` | Ed25519 (`exchange/member/<id>`), ML-KEM-768 + X25519, HMAC |
| the post's log | `sign`, `cosign` | Ed25519 and ML-DSA-44 (`<origin>`) |
| the post's office | `sign`, `cosign`, `age` | Ed25519, ML-DSA-44 (`<origin>/office`), age identity |
| the post's card | `sign` | Ed25519 (`<origin>/card`) |

HKDF's salt is empty, its info `exchange/v1/<purpose>`. A member's seed is his alone; those of the
post are wrapped to the members whose role needs them.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from keys.age import Identity
from keys.errors import FormatError
from keys.kem import HybridKey
from keys.note import Ed25519Signer, Mldsa44Cosigner, VerifierKey

SEED_SIZE = 32
_HANDLE = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_MEMBER_ID = re.compile(r"[0-9a-z-]{1,64}", re.ASCII)
_ORIGIN = re.compile(r"[a-z0-9-]{1,40}/[0-9a-f]{16}", re.ASCII)


def new_seed() -> bytes:
    """Return 32 random bytes from the operating system: a seed, or any other 32-byte key."""
    return os.urandom(SEED_SIZE)


def derive(seed: bytes, purpose: str) -> bytes:
    """Return the 32 bytes that `seed` gives for `purpose`; raise FormatError for a seed of another size."""
    if len(seed) != SEED_SIZE:
        raise FormatError("wrong-size", expected=SEED_SIZE, found=len(seed))
    return HKDF(SHA256(), 32, salt=b"", info=f"exchange/v1/{purpose}".encode()).derive(seed)


def origin_of(handle: str, log_seed: bytes) -> str:
    """Return a post's origin: `<handle>/<16 hex of SHA-256 of its first log Ed25519 public key>`.

    It outlives the keys that it is named after, so it is computed once, when the post is created
    or restored. Raise FormatError for a handle that isn't `[a-z0-9-]{1,40}`.
    """
    if not _HANDLE.fullmatch(handle):
        raise FormatError("bad-handle")
    public = Ed25519Signer(handle, derive(log_seed, "sign")).vkey.public
    return f"{handle}/{hashlib.sha256(public).hexdigest()[:16]}"


def check_origin(origin: str) -> str:
    """Return `origin` if it has an origin's form; raise FormatError otherwise."""
    if not _ORIGIN.fullmatch(origin):
        raise FormatError("bad-origin")
    return origin


@dataclass(frozen=True, eq=False)
class MemberKeys:
    """A member's own keys: he alone signs with them and opens what is wrapped to them."""

    member_id: str
    sign: Ed25519Signer
    kem: HybridKey = field(repr=False)
    state_key: bytes = field(repr=False)

    @property
    def kem_public(self) -> bytes:
        """The 1216 bytes to which the member's keys are wrapped: ML-KEM-768 || X25519."""
        return self.kem.public

    @classmethod
    def from_seed(cls, seed: bytes, member_id: str) -> MemberKeys:
        """Make the keys of a member's seed; raise FormatError for an id that no key name can hold."""
        if not _MEMBER_ID.fullmatch(member_id):
            raise FormatError("bad-member-id")
        return cls(
            member_id,
            Ed25519Signer(f"exchange/member/{member_id}", derive(seed, "sign")),
            HybridKey.from_seed(derive(seed, "kem")),
            derive(seed, "state"),
        )


@dataclass(frozen=True, eq=False)
class LogKeys:
    """The keys of a post's log: they sign its checkpoints and the manifests of its exports."""

    sign: Ed25519Signer
    cosign: Mldsa44Cosigner

    @property
    def vkeys(self) -> tuple[VerifierKey, VerifierKey]:
        """The two public keys, Ed25519 first, as the card lists them."""
        return self.sign.vkey, self.cosign.vkey

    @classmethod
    def from_seed(cls, seed: bytes, origin: str) -> LogKeys:
        """Make the keys of a log seed, named `<origin>`; raise FormatError for a bad origin."""
        name = check_origin(origin)
        return cls(Ed25519Signer(name, derive(seed, "sign")), Mldsa44Cosigner(name, derive(seed, "cosign")))


@dataclass(frozen=True, eq=False)
class OfficeKeys:
    """The keys of a post's office: heads and officers make and open dispatches with them."""

    sign: Ed25519Signer
    cosign: Mldsa44Cosigner
    age: Identity = field(repr=False)

    @property
    def vkeys(self) -> tuple[VerifierKey, VerifierKey]:
        """The two public keys, Ed25519 first, as the card lists them."""
        return self.sign.vkey, self.cosign.vkey

    @classmethod
    def from_seed(cls, seed: bytes, origin: str) -> OfficeKeys:
        """Make the keys of an office seed, named `<origin>/office`; raise FormatError for a bad origin."""
        name = f"{check_origin(origin)}/office"
        return cls(
            Ed25519Signer(name, derive(seed, "sign")),
            Mldsa44Cosigner(name, derive(seed, "cosign")),
            Identity.from_secret(derive(seed, "age")),
        )


@dataclass(frozen=True, eq=False)
class CardKeys:
    """The key of a post's card: heads alone hold it."""

    sign: Ed25519Signer

    @classmethod
    def from_seed(cls, seed: bytes, origin: str) -> CardKeys:
        """Make the key of a card seed, named `<origin>/card`; raise FormatError for a bad origin."""
        return cls(Ed25519Signer(f"{check_origin(origin)}/card", derive(seed, "sign")))
