"""Bech32 (BIP173) without its limit of 90 characters, as c2sp.org/age uses it for keys."""

from __future__ import annotations

from base64 import b32decode, b32encode
from collections.abc import Iterable
from functools import reduce
from operator import xor

from keys.errors import FormatError

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
# What the five bits that leave the remainder fold back into it: one look-up instead of five tests a
# symbol, since a hybrid recipient has two thousand symbols and is read with every card.
_FOLDED = tuple(
    reduce(xor, (generator for bit, generator in enumerate(_GENERATOR) if top >> bit & 1), 0)
    for top in range(32)
)
_CHECKSUM = 6
# The symbols stand for the same five bits as those of Base32 (RFC 4648), which the standard library reads.
_BASE32 = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
_TO_BASE32 = bytes.maketrans(bytes(range(32)), _BASE32)
_FROM_BASE32 = bytes.maketrans(_BASE32, bytes(range(32)))
_BECH32_CONSTANT = 1
_PRINTABLE = range(33, 127)


def encode(prefix: str, data: bytes) -> str:
    """Return `data` in lower-case Bech32 under the human-readable part `prefix` (lower case)."""
    words = _to_words(data)
    remainder = _polymod([*_expand(prefix), *words, *[0] * _CHECKSUM]) ^ _BECH32_CONSTANT
    checksum = [(remainder >> 5 * (_CHECKSUM - 1 - place)) & 31 for place in range(_CHECKSUM)]
    return f"{prefix}1" + "".join(ALPHABET[word] for word in [*words, *checksum])


def decode(text: str) -> tuple[str, bytes]:
    """Return the lower-case prefix and the bytes of `text`; raise FormatError for any other form.

    One case throughout, a checksum that holds, and zero padding of less than five bits (BIP173).
    """
    lowered = text.lower()
    if text not in (lowered, text.upper()):
        raise FormatError("bech32-mixed-case")
    prefix, separator, symbols = lowered.rpartition("1")
    if not separator or not prefix or len(symbols) < _CHECKSUM:
        raise FormatError("bech32-shape")
    if any(ord(character) not in _PRINTABLE for character in prefix):
        raise FormatError("bech32-prefix")
    try:
        words = bytes(_VALUES[symbol] for symbol in symbols)
    except KeyError:
        raise FormatError("bech32-symbol") from None
    if _polymod([*_expand(prefix), *words]) != _BECH32_CONSTANT:
        raise FormatError("bech32-checksum")
    return prefix, _from_words(words[:-_CHECKSUM])


def _polymod(values: Iterable[int]) -> int:
    remainder = 1
    for value in values:
        remainder = (remainder & 0x1FFFFFF) << 5 ^ value ^ _FOLDED[remainder >> 25]
    return remainder


def _expand(prefix: str) -> list[int]:
    codes = prefix.encode("ascii")
    return [*(code >> 5 for code in codes), 0, *(code & 31 for code in codes)]


def _to_words(data: bytes) -> bytes:
    return b32encode(data).rstrip(b"=").translate(_FROM_BASE32)


def _from_words(words: bytes) -> bytes:
    padding = len(words) * 5 % 8
    if padding >= 5 or (padding and words[-1] & ((1 << padding) - 1)):
        raise FormatError("bech32-padding")
    return b32decode(words.translate(_TO_BASE32) + b"=" * (-len(words) % 8))
