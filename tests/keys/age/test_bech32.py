"""Bech32 without its length limit: BIP173's own strings, and every way to spoil one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keys.age.bech32 import ALPHABET, decode, encode
from keys.errors import FormatError

PREFIXES = st.text(alphabet="abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=20)

# BIP173, *Test vectors*: valid Bech32 whose data part is whole bytes, with its prefix and data.
VALID = [
    ("A12UEL5L", "a", ""),
    ("a12uel5l", "a", ""),
    ("an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
     "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio", ""),
    ("abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw", "abcdef", "00443214c74254b635cf84653a56d7c675be77df"),
]  # fmt: skip

# BIP173's invalid strings, and what else is not in the one form.
INVALID = [
    ("\x201nwldj5", "bech32-prefix"),
    ("\x7f1axkwrx", "bech32-prefix"),
    ("\x801eym55h", "bech32-prefix"),
    ("pzry9x0s0muk", "bech32-shape"),
    ("1pzry9x0s0muk", "bech32-shape"),
    ("x1b4n0q5v", "bech32-symbol"),
    ("li1dgmt3", "bech32-shape"),
    ("de1lg7wt\xff", "bech32-symbol"),
    ("A1G7SGD8", "bech32-checksum"),
    ("10a06t8", "bech32-shape"),
    ("1qzzfhee", "bech32-shape"),
    ("a12UEL5L", "bech32-mixed-case"),
    ("", "bech32-shape"),
    ("a1lqfn3a", "bech32-checksum"),  # BIP350: a valid Bech32m string is not a Bech32 one
]


@pytest.mark.parametrize(("text", "prefix", "data"), VALID)
def test_the_valid_strings_of_bip173_decode(text: str, prefix: str, data: str) -> None:
    assert decode(text) == (prefix, bytes.fromhex(data))


@pytest.mark.parametrize(("text", "prefix", "data"), VALID)
def test_the_valid_strings_of_bip173_are_what_we_encode(text: str, prefix: str, data: str) -> None:
    assert encode(prefix, bytes.fromhex(data)) == text.lower()


@pytest.mark.parametrize(("text", "reason"), INVALID)
def test_a_string_in_any_other_form_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(FormatError) as refusal:
        decode(text)
    assert refusal.value.reason == reason


@given(prefix=PREFIXES, data=st.binary(max_size=1300))
def test_what_is_encoded_decodes_to_itself_at_any_length(prefix: str, data: bytes) -> None:
    assert decode(encode(prefix, data)) == (prefix, data)
    assert decode(encode(prefix, data).upper()) == (prefix, data)


@given(
    data=st.binary(min_size=1, max_size=60), place=st.integers(min_value=0), other=st.sampled_from(ALPHABET)
)
def test_one_wrong_character_is_always_noticed(data: bytes, place: int, other: str) -> None:
    text = encode("age1pq", data)
    start = len("age1pq1")
    at = start + place % (len(text) - start)
    if text[at] == other:
        other = ALPHABET[(ALPHABET.index(other) + 1) % len(ALPHABET)]
    with pytest.raises(FormatError, match="bech32-checksum"):
        decode(text[:at] + other + text[at + 1 :])


def test_leftover_bits_that_are_not_zero_are_refused() -> None:
    # One byte takes two symbols and leaves two bits: with these set the checksum holds all the same.
    for word, reason in ((0, None), (1, "bech32-padding"), (2, "bech32-padding"), (3, "bech32-padding")):
        text = _with_words("a", [0, word])
        if reason is None:
            assert decode(text) == ("a", b"\x00")
        else:
            with pytest.raises(FormatError, match=reason):
                decode(text)


def test_a_whole_symbol_of_padding_is_refused() -> None:
    with pytest.raises(FormatError, match="bech32-padding"):
        decode(_with_words("a", [0, 0, 0]))


def _with_words(prefix: str, words: list[int]) -> str:
    """Return the string of these five-bit words, with the checksum that holds for them."""
    head = f"{prefix}1" + "".join(ALPHABET[word] for word in words)
    values = [ord(c) >> 5 for c in prefix] + [0] + [ord(c) & 31 for c in prefix] + words
    remainder = 1
    for value in [*values, *[0] * 6]:
        remainder = _step(remainder, value)
    remainder ^= 1
    return head + "".join(ALPHABET[remainder >> 5 * (5 - place) & 31] for place in range(6))


def _step(remainder: int, value: int) -> int:
    """Take one step of BIP173's polymod, written out from its text."""
    top = remainder >> 25
    remainder = ((remainder & 0x1FFFFFF) << 5) ^ value
    for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
        remainder ^= generator * (top >> bit & 1)
    return remainder
