"""Passphrases: the one form of what is typed, and generated phrases.

Whether a new passphrase is strong enough is asked of `keys.strength`, a module of its own because
its dictionaries take long to load and unlocking has no use for them.
"""

from __future__ import annotations

import importlib
import secrets
import unicodedata

from keys.errors import FormatError

LENGTH_LIMIT = 4096


def normalise(text: str) -> bytes:
    """Return the bytes that a passphrase stands for: NFKC, UTF-8; raise FormatError.

    Compatibility forms fold, so that a no-break space or a composed accent from another keyboard
    opens the same slot.
    """
    if len(text) > LENGTH_LIMIT:
        raise FormatError("passphrase-too-long", limit=LENGTH_LIMIT)
    try:
        return unicodedata.normalize("NFKC", text).encode("utf-8")
    except UnicodeEncodeError as error:
        raise FormatError("lone-surrogate", place=error.start) from None


def generate(language: str, words: int = 8) -> str:
    """Return a phrase of random words, French (`fr`) or English (`en`), more than 10.6 bits a word.

    The words come from the BIP-39 lists without those that have an accent, which one system types
    composed and another decomposed: a phrase said by telephone must have one form.
    """
    choices = importlib.import_module("keys.words").plain_words(language)  # unlocking has no use for it
    return " ".join(secrets.choice(choices) for _ in range(words))
