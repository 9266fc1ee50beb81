"""A compartment's index key: it turns words into tokens and seals the vocabulary.

A token is BLAKE2b of a folded word, keyed, 8 bytes in hex (RFC 7693): whoever lacks the key learns which
rows share a word, not which word it is. What a key's holder met of words is kept beside it until lock.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Final

from keys.seal import RowKey

TOKEN_SIZE: Final = 8
_KEPT: Final = 200_000  # words whose tokens are kept: those of a large vocabulary


@dataclass(repr=False)
class WordKey:
    """One version of a compartment's index key, with what was met under it.

    `known`: words that have a posting; `blocks`: the vocabulary's, opened; `words`: all of theirs, sorted.
    """

    secret: bytes
    generation: int = 0
    known: set[str] = field(default_factory=set)
    blocks: dict[int, tuple[str, ...]] = field(default_factory=dict)
    words: list[str] = field(default_factory=list)
    _tokens: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.row_key = RowKey(self.secret)
        self._hash = hashlib.blake2b(key=self.secret, digest_size=TOKEN_SIZE)

    def token(self, word: str) -> str:
        """Return the token of a folded word."""
        found = self._tokens.get(word)
        if found is None:
            if len(self._tokens) >= _KEPT:
                self._tokens.clear()
            keyed = self._hash.copy()
            keyed.update(word.encode())
            found = self._tokens[word] = keyed.hexdigest()
        return found
