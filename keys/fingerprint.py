"""Fingerprints: SHA-256 of a public text, as two people compare it, by digits or by words.

Digits: the hash as eight big-endian 32-bit words, each modulo 100000, five digits a group. Words:
the BIP-39 words of its first 16 bytes, French or English. Of a card it is the hash of the note's
text, of an age recipient that of its `age1pq1…`.
"""

from __future__ import annotations

import hashlib
import re
import struct
from dataclasses import dataclass

from keys import words
from keys.errors import FormatError
from keys.qr import drawn

DIGEST_SIZE = 32
GROUPS = 8
GROUP_DIGITS = 5
WORDS_BYTES = 16
_DIGITS = re.compile(r"[0-9]", re.ASCII)
_NOT_DIGITS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Fingerprint:
    """The hash of a public text, shown as digits, words or QR."""

    digest: bytes

    def __post_init__(self) -> None:
        if len(self.digest) != DIGEST_SIZE:
            raise FormatError("wrong-size", expected=DIGEST_SIZE, found=len(self.digest))

    @classmethod
    def of(cls, text: str) -> Fingerprint:
        """Return the fingerprint of a card's note text or of a recipient."""
        return cls(hashlib.sha256(text.encode()).digest())

    @property
    def digits(self) -> str:
        """Eight groups of five digits, with spaces."""
        numbers = struct.unpack(f">{GROUPS}I", self.digest)
        return " ".join(f"{number % 10**GROUP_DIGITS:0{GROUP_DIGITS}d}" for number in numbers)

    def words(self, language: str) -> str:
        """Twelve words, French (`fr`) or English (`en`), with spaces; raise FormatError for others."""
        return " ".join(words.encode(self.digest[:WORDS_BYTES], language))

    def qr(self) -> str:
        """Return the digits as a QR code in block characters."""
        return drawn(self.digits)

    def matches(self, typed: str) -> bool:
        """Say whether `typed` is this fingerprint: all digits, however spaced, or all words of a list.

        Words may lack accents and capitals. What is shorter never matches: a part compared is
        nothing compared.
        """
        if _DIGITS.match(typed.strip()):
            bare = _NOT_DIGITS.sub("", typed)
            return bare == self.digits.replace(" ", "")
        folded = words.fold(typed)
        return any(folded == words.fold(self.words(language)) for language in words.LANGUAGES)
