"""New passphrases: asked of `keys.strength`, whose dictionaries load only when one is set."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from exchange.errors import Invalid
from keys.errors import FormatError, WeakPassphrase

CheckPassphrase = Callable[[str, tuple[str, ...]], None]
"""Told a new passphrase and the words that a guesser would try first; raises Invalid for a weak one."""


def check_passphrase(passphrase: str, words: tuple[str, ...]) -> None:
    """Raise Invalid where a new passphrase is too short or too easily guessed."""
    strength = importlib.import_module("keys.strength")
    try:
        strength.check_new(passphrase, words)
    except (WeakPassphrase, FormatError) as error:
        raise Invalid("passphrase-weak", why=error.reason) from None
