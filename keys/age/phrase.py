"""A phrase that opens a file, for a partner without keys: the lone `scrypt` stanza, written only."""

from __future__ import annotations

import secrets
import unicodedata
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from keys.age.header import SCRYPT
from keys.age.stanza import Stanza, encode_base64
from keys.errors import FormatError

WORK_FACTOR = 18  # what `age -p` writes: 256 MiB and about a second a guess
_HIGHEST = 20  # the most that typage reads; age takes 22
_SALT_SIZE = 16
_LABEL = b"age-encryption.org/v1/scrypt"
_ZERO_NONCE = bytes(12)  # fixed by c2sp.org/age: the wrap key is used once, its salt being new


@dataclass(frozen=True)
class Phrase:
    """A phrase to seal to; any age program opens the file with it.

    Accented letters are sealed in their composed form (NFC), which is what keyboards type: other
    age programs take the phrase byte for byte. `work_factor` is log2 of scrypt's N, 1 to 20.
    """

    text: str = field(repr=False)
    work_factor: int = WORK_FACTOR

    def __post_init__(self) -> None:
        if not self.text:
            raise FormatError("phrase-empty")
        if not 1 <= self.work_factor <= _HIGHEST:
            raise FormatError("work-factor", value=self.work_factor)

    def wrap(self, file_key: bytes) -> Stanza:
        """Return a stanza that opens with the phrase; it must stand alone in its header."""
        salt = secrets.token_bytes(_SALT_SIZE)
        scrypt = Scrypt(salt=_LABEL + salt, length=32, n=2**self.work_factor, r=8, p=1)
        key = scrypt.derive(unicodedata.normalize("NFC", self.text).encode("utf-8"))
        body = ChaCha20Poly1305(key).encrypt(_ZERO_NONCE, file_key, None)
        return Stanza((SCRYPT, encode_base64(salt), str(self.work_factor)), body)
