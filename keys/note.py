"""Signed notes and verifier keys: c2sp.org/signed-note@v1.0.0 and c2sp.org/tlog-cosignature.

A note is a text that ends in a newline, an empty line, and one or more signature lines
`— <key name> base64(key id || signature)`; a key id is SHA-256(name || 0x0A || type || public)[:4].
Two types are written and verified: 0x01, Ed25519 over the text (signed-note, *Ed25519 signatures*),
and 0x06, a timestamped ML-DSA-44 cosignature of a checkpoint (`keys.cosignature`). Anything that
another implementation could read in two ways is refused: base64 that isn't canonical, control
characters, names with spaces or plus signs.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey
from nacl.exceptions import BadSignatureError
from nacl.signing import VerifyKey

from keys.cosignature import TIME_LIMIT, cosigned_message, split_timestamp
from keys.encoding import b64, unb64
from keys.errors import FormatError, SignatureError

# signed-note asks for at least 16 signatures and some limit; ours carry two or three.
SIGNATURES_LIMIT = 32
# The manifest of a large selection lists each proof: about 100 bytes a line, so 100,000 lines.
NOTE_LIMIT = 16 << 20
KEY_ID_SIZE = 4
DASH = "— "
# ASCII controls but the newline, and the halves of surrogate pairs, which UTF-8 can't hold.
_NOT_IN_TEXT = re.compile("[\x00-\x09\x0b-\x1f\ud800-\udfff]")


class KeyType(IntEnum):
    """The signature types of c2sp.org/signed-note that are used here."""

    ED25519 = 0x01
    MLDSA44_COSIGNATURE = 0x06


PUBLIC_SIZES = {KeyType.ED25519: 32, KeyType.MLDSA44_COSIGNATURE: 1312}


def verify_ed25519(public: bytes, data: bytes, signature: bytes) -> None:
    """Check an Ed25519 signature over `data` (RFC 8032); raise SignatureError when it doesn't hold.

    Keys of small order are refused, under which one signature holds for any text: who has such a key could
    deny all that he signed. libsodium does that, OpenSSL doesn't (docs/decisions/22-ed25519.md).
    """
    try:
        VerifyKey(public).verify(data, signature)
    except (BadSignatureError, ValueError):
        raise SignatureError("bad-signature") from None


@dataclass(frozen=True)
class VerifierKey:
    """A public key with the name that its signature lines bear: a vkey of signed-note."""

    name: str
    type: KeyType
    public: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.public) != PUBLIC_SIZES[self.type]:
            raise FormatError("wrong-size", expected=PUBLIC_SIZES[self.type], found=len(self.public))

    @cached_property
    def key_id(self) -> bytes:
        """The four bytes that say, with the name, which key signed a line."""
        digest = hashlib.sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public)
        return digest.digest()[:KEY_ID_SIZE]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64(bytes([self.type]) + self.public)}"

    def __repr__(self) -> str:
        return f"VerifierKey({self.name}+{self.key_id.hex()})"

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Read `name+hex(key id)+base64(type || public key)`; raise FormatError for any other form."""
        name, plus, rest = text.partition("+")
        key_id, second_plus, material = rest.partition("+")
        if not plus or not second_plus:
            raise FormatError("not-a-vkey")
        data = unb64(material)
        if not data or data[0] not in PUBLIC_SIZES:
            raise FormatError("unknown-key-type", type=data[0] if data else 0)
        key = cls(name, KeyType(data[0]), data[1:])
        if key.key_id.hex() != key_id:
            raise FormatError("wrong-key-id", name=name)
        return key

    def verify(self, text: str, signature: bytes) -> None:
        """Check `signature` (without the key id) over the note `text`; raise SignatureError."""
        if _NOT_IN_TEXT.search(text):
            raise SignatureError("control-character")
        if self.type is KeyType.ED25519:
            verify_ed25519(self.public, text.encode(), signature)
        else:
            self._verify_cosignature(text, signature)

    def _verify_cosignature(self, text: str, signature: bytes) -> None:
        try:
            at_seconds, raw = split_timestamp(signature)
            message = cosigned_message(self.name, at_seconds, text)
            MLDSA44PublicKey.from_public_bytes(self.public).verify(raw, message)
        except FormatError as error:
            raise SignatureError(error.reason) from None
        except (InvalidSignature, ValueError):
            raise SignatureError("bad-signature") from None


@dataclass(frozen=True)
class SignatureLine:
    """One line under a note: who says to have signed, and the signature."""

    name: str
    key_id: bytes
    signature: bytes

    def __post_init__(self) -> None:
        _check_name(self.name)
        if len(self.key_id) != KEY_ID_SIZE:
            raise FormatError("wrong-size", expected=KEY_ID_SIZE, found=len(self.key_id))
        if not self.signature:
            raise FormatError("empty-signature")

    def render(self) -> str:
        """Return the line, without its newline."""
        return f"{DASH}{self.name} {b64(self.key_id + self.signature)}"

    @classmethod
    def parse(cls, text: str) -> SignatureLine:
        """Read a line without its newline; raise FormatError for any other form."""
        if not text.startswith(DASH):
            raise FormatError("not-a-signature-line")
        name, space, encoded = text.removeprefix(DASH).partition(" ")
        if not space:
            raise FormatError("not-a-signature-line")
        data = unb64(encoded)
        return cls(name, data[:KEY_ID_SIZE], data[KEY_ID_SIZE:])

    def is_by(self, key: VerifierKey) -> bool:
        """Say whether this line claims to be by `key`: both the name and the key id are its own."""
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True)
class Note:
    """A text and the signature lines under it; nothing is verified yet."""

    text: str
    lines: tuple[SignatureLine, ...]

    def __post_init__(self) -> None:
        check_text(self.text)
        if not 1 <= len(self.lines) <= SIGNATURES_LIMIT:
            raise FormatError("signature-count", found=len(self.lines), limit=SIGNATURES_LIMIT)

    def render(self) -> bytes:
        """Return the note's bytes."""
        return (self.text + "\n" + "".join(line.render() + "\n" for line in self.lines)).encode()

    def line_by(self, key: VerifierKey) -> SignatureLine:
        """Return the first line by `key`; raise SignatureError when there is none."""
        for line in self.lines:
            if line.is_by(key):
                return line
        raise SignatureError("signature-missing", name=key.name)


def parse_note(data: bytes, limit: int = NOTE_LIMIT) -> Note:
    """Read a signed note of at most `limit` bytes; raise FormatError for any other form."""
    if len(data) > limit:
        raise FormatError("too-large", limit=limit)
    try:
        whole = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise FormatError("not-utf-8", place=error.start) from None
    split = whole.rfind("\n\n")
    if split < 0 or not whole.endswith("\n"):
        raise FormatError("not-a-note")
    rows = whole[split + 2 :].split("\n")[:-1]
    if len(rows) > SIGNATURES_LIMIT:
        raise FormatError("signature-count", found=len(rows), limit=SIGNATURES_LIMIT)
    return Note(whole[: split + 1], tuple(SignatureLine.parse(row) for row in rows))


def verified(note: Note, keys: Iterable[VerifierKey]) -> tuple[VerifierKey, ...]:
    """Return those of `keys` that signed `note`, each once, in the order of the lines.

    A line of a known key (name and key id) that doesn't hold rejects the whole note, as does the
    absence of any known key: SignatureError (signed-note, *Signatures*). Unknown keys are ignored.
    """
    known: dict[tuple[str, bytes], VerifierKey] = {}
    for key in keys:
        if known.setdefault((key.name, key.key_id), key) != key:
            raise SignatureError("ambiguous-key", name=key.name)
    signers: dict[VerifierKey, None] = {}
    for line in note.lines:
        signer = known.get((line.name, line.key_id))
        if signer is not None:
            signer.verify(note.text, line.signature)
            signers[signer] = None
    if not signers:
        raise SignatureError("no-known-signature")
    return tuple(signers)


def cosignature_time(line: SignatureLine) -> int:
    """Return the seconds since 1970 that an ML-DSA-44 cosignature line bears; raise FormatError."""
    return split_timestamp(line.signature)[0]


class Ed25519Signer:
    """A private Ed25519 key under its note key name."""

    __slots__ = ("_private", "vkey")

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.vkey = VerifierKey(name, KeyType.ED25519, self._private.public_key().public_bytes_raw())

    def __repr__(self) -> str:
        return f"Ed25519Signer({self.vkey.name})"

    def sign(self, text: str) -> SignatureLine:
        """Return the line that signs the note `text`; raise FormatError when it can't be a note's."""
        check_text(text)
        return SignatureLine(self.vkey.name, self.vkey.key_id, self.sign_bytes(text.encode()))

    def sign_bytes(self, data: bytes) -> bytes:
        """Return the 64 bytes of the signature over `data`: log entries, proofs of possession."""
        return self._private.sign(data)


class Mldsa44Cosigner:
    """A private ML-DSA-44 key under its note key name; it signs checkpoints and nothing else."""

    __slots__ = ("_private", "vkey")

    def __init__(self, name: str, seed: bytes) -> None:
        self._private = MLDSA44PrivateKey.from_seed_bytes(seed)
        public = self._private.public_key().public_bytes_raw()
        self.vkey = VerifierKey(name, KeyType.MLDSA44_COSIGNATURE, public)

    def __repr__(self) -> str:
        return f"Mldsa44Cosigner({self.vkey.name})"

    def cosign(self, checkpoint_text: str, at_seconds: int) -> SignatureLine:
        """Return the line that cosigns a checkpoint's text at that time; raise FormatError."""
        check_text(checkpoint_text)
        if not 0 <= at_seconds <= TIME_LIMIT:
            raise FormatError("time-out-of-range")
        raw = self._private.sign(cosigned_message(self.vkey.name, at_seconds, checkpoint_text))
        return SignatureLine(self.vkey.name, self.vkey.key_id, at_seconds.to_bytes(8, "big") + raw)


def check_text(text: str) -> None:
    """Raise FormatError unless `text` may be a note's: UTF-8, no controls, a newline at its end."""
    if not text.endswith("\n"):
        raise FormatError("no-final-newline")
    found = _NOT_IN_TEXT.search(text)
    if found:
        raise FormatError("control-character", place=found.start())


def _check_name(name: str) -> None:
    if not name or "+" in name or _NOT_IN_TEXT.search(name) or any(map(str.isspace, name)):
        raise FormatError("bad-key-name")
