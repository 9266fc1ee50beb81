"""The index of words against content: each row's words, taken from what it says, against its tokens.

The index is read once, pair after pair, and summed by row: the sum of hashes of its tokens, keyed anew
at each check, must be that of the tokens that its content gives.
"""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from exchange.errors import Tampered
from exchange.requests.searched import Searched, SearchedContent
from exchange.requests.wording import words_of
from exchange.store.index import row_of
from exchange.store.journal import entry_at
from exchange.store.model import Compartment
from exchange.store.owed import Indexed, indexed_words
from exchange.store.rows import Reader
from exchange.store.sealed import Content, unseal
from exchange.store.session import Session
from exchange.store.vocabulary import Vocabulary
from exchange.store.words import WordRow
from keys.seal import RowKey

_MODULUS: Final = 2**128
_PAIRS: Final = "SELECT term, doc FROM word_places"
_AT_ONCE: Final = 4096
_UNREACHED: Final = (
    "SELECT count(*) FROM word_terms AS stands"
    " WHERE stands.doc IS NOT (SELECT doc FROM word_terms AS asked WHERE asked.term = stands.term)"
)
"""Terms that reading the whole index meets, and looking for them doesn't: SQLite's own checks let it pass."""
_SECURE: Final = "SELECT count(*) FROM word_index_config WHERE k = 'secure-delete' AND v = 1"
_TOTALS: Final = "SELECT count(*) FROM word_index_data WHERE id = 1"


@dataclass
class WordCheck:
    """What the index should hold, row by row, as far as this member has the keys."""

    session: Session
    rows: Reader
    expected: dict[int, int] = field(default_factory=dict)
    named: dict[int, str] = field(default_factory=dict)
    _secret: bytes = field(default_factory=lambda: os.urandom(32), repr=False)
    _known: dict[tuple[str, int], frozenset[str] | None] = field(default_factory=dict, repr=False)

    def take(self, place: Indexed, contents: Iterable[Content], name: str) -> None:
        """Note what the index should hold of a row; raise Tampered where it isn't one."""
        if not self.session.vault.newest_index(place.compartment):
            return
        row = row_of(self.rows, place.object)
        if row.compartment != place.compartment or row.kind != place.kind:
            raise Tampered("index-row-missing", id=place.object)
        words: set[str] = set()
        if row.key_version:
            said = words_of(self.session.folder, contents)
            words = indexed_words(self.rows, self.session.post.id, place, row, said)
            known = self._vocabulary(row)
            if known is not None and not words <= known:
                raise Tampered("index-differs", object=name)
        number = int(row.row or 0)
        self.expected[number] = sum(self._hash(token) for token in self._tokens(row, words)) % _MODULUS
        self.named[number] = name

    def problems(self) -> Iterator[Tampered]:
        """Read the index; give what differs. Rows of compartments that the member doesn't hold are left."""
        if self._count(_UNREACHED) or not self._count(_SECURE) or not self._count(_TOTALS):
            yield Tampered("index-altered")
        found: defaultdict[int, int] = defaultdict(int)
        cursor = self.rows.cursor
        cursor.execute(_PAIRS)
        while pairs := cursor.fetchmany(_AT_ONCE):
            for term, row in pairs:
                number = int(str(row))
                found[number] = (found[number] + self._hash(str(term))) % _MODULUS
        for number, said in self.expected.items():
            if found.pop(number, 0) != said:
                yield Tampered("index-differs", object=self.named[number])
        for number in found:
            if self.rows.get(WordRow, row=number) is None:
                yield Tampered("index-row-missing", id=str(number))

    def _count(self, statement: str) -> int:
        self.rows.cursor.execute(statement)
        found = self.rows.cursor.fetchone()
        return int(str(found[0])) if found else 0

    def check_searches(self) -> None:
        """Compare the terms of searches with the log; raise Tampered."""
        held = self.session.vault.compartments
        for compartment in self.rows.find(Compartment, order=("id",)):
            if compartment.id in held:
                for row in self.rows.find(Searched, order=("id",), owner=compartment.id):
                    key = self.session.vault.compartment_row_key(compartment.id, row.key_version)
                    self.check_searched(row, key)

    def check_searched(self, row: Searched, key: RowKey) -> None:
        """Open the terms of a search and compare them with the entry that commits to them."""
        unseal(self.session.post.id, key, row, SearchedContent)
        if entry_at(self.rows, row.log_index).entry.c != row.commitment:
            raise Tampered("row-altered", table="searched", id=row.id)

    def _tokens(self, row: WordRow, words: Iterable[str]) -> Iterator[str]:
        if row.key_version:
            yield from map(self.session.vault.index_key(row.compartment, row.key_version).token, words)

    def _vocabulary(self, row: WordRow) -> frozenset[str] | None:
        """Return the words of a row's vocabulary; None after it was told once that it doesn't open."""
        place = row.compartment, row.key_version
        if place not in self._known:
            self._known[place] = None
            key = self.session.vault.index_key(*place)
            words = Vocabulary(self.session.post.id, *place, key).all(self.rows)
            self._known[place] = frozenset(words)
        return self._known[place]

    def _hash(self, token: str) -> int:
        return int.from_bytes(hashlib.blake2b(token.encode(), key=self._secret, digest_size=16).digest())
