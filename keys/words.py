"""The word lists of BIP-39, French and English: bytes that a person can read aloud and type back.

16 bytes are 12 words, 32 bytes 24 words; the last word holds a checksum (BIP-39, *Generating the
mnemonic*). What a person types is folded before it is looked up: case, spaces, accents.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from mnemonic import Mnemonic

from keys.errors import FormatError

_LISTS = {"fr": "french", "en": "english"}
LANGUAGES = tuple(_LISTS)
# What people put between words: spaces, commas, full stops, dashes, the numbers of a printed list.
_BETWEEN = re.compile(r"[\W\d_]+")


def encode(data: bytes, language: str) -> tuple[str, ...]:
    """Return the BIP-39 words of 16 or 32 bytes, composed (NFC); raise FormatError."""
    mnemonic = _mnemonic(language)
    try:
        return tuple(unicodedata.normalize("NFC", mnemonic.to_mnemonic(data)).split(" "))
    except ValueError:
        raise FormatError("wrong-size", found=len(data)) from None


def decode(text: str, language: str) -> bytes:
    """Return the bytes of the words typed; raise FormatError for an unknown word or a bad checksum."""
    index = _folded(language)
    found: list[str] = []
    for place, word in enumerate(fold(text), start=1):
        if word not in index:
            raise FormatError("unknown-word", place=place)
        found.append(index[word])
    try:
        return bytes(_mnemonic(language).to_entropy(found))
    except ValueError:
        raise FormatError("bad-checksum", count=len(found)) from None


def fold(text: str) -> tuple[str, ...]:
    """Return the words of `text` without case, accents, numbers or what stands between them."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return tuple(word for word in _BETWEEN.split(bare) if word)


@cache
def plain_words(language: str) -> tuple[str, ...]:
    """Return the words of a list that need no accent: the same bytes on every keyboard and system."""
    return tuple(word for word in _mnemonic(language).wordlist if word.isascii())


@cache
def _mnemonic(language: str) -> Mnemonic:
    if language not in _LISTS:
        raise FormatError("unknown-language")
    return Mnemonic(_LISTS[language])


@cache
def _folded(language: str) -> dict[str, str]:
    return {fold(word)[0]: word for word in _mnemonic(language).wordlist}
