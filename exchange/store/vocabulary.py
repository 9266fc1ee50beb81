"""The vocabulary of a compartment: its distinct words, sealed in blocks, for what begins or looks alike.

The database knows tokens, not letters. So the words that a transaction brings for the first time are
sealed together under the index key; 64 blocks of a level become one of the next, so that a vocabulary
of any size opens as some hundred blocks. Format: docs/formats.md, *Vocabulary*.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.store.rows import Reader, Rows, Value, changed, make_row, table_of
from exchange.store.tokens import WordKey
from exchange.store.words import WordBlock, WordState
from keys.canonical import canonical
from keys.errors import SealError

FAN: Final = 64
"""Blocks of one level that become one of the next."""

_BLOCK: Final = table_of(WordBlock)
_OURS: Final = (
    _BLOCK.c.compartment == sa.bindparam("compartment"),
    _BLOCK.c.key_version == sa.bindparam("key_version"),
)
_IDS: Final = sa.select(_BLOCK.c.id).where(*_OURS)
_COUNT: Final[sa.Select[tuple[object, ...]]] = sa.select(sa.literal_column("count(*)")).where(
    *_OURS, _BLOCK.c.level == sa.bindparam("level")
)
_LAST: Final = sa.select(sa.func.max(_BLOCK.c.id).label("last"))
_TERMS: Final = "SELECT term FROM word_terms"
_FREQUENCY: Final = "SELECT doc FROM word_terms WHERE term = ?"
_STANDS: Final = "SELECT rowid FROM word_index WHERE word_index MATCH ? LIMIT 1"
"""Whether any row has a word: to count them all would cost as much as there are."""
_BETWEEN: Final = "\n"


@dataclass(frozen=True)
class Vocabulary:
    """The words of one compartment under one version of its index key."""

    post: str
    compartment: str
    version: int
    key: WordKey

    def learn(self, rows: Rows, words: Iterable[str]) -> set[str]:
        """Seal those of `words` that no row has yet, in the caller's transaction; before their tokens go in.

        Return the words that may be taken for known once the transaction is committed.
        """
        self._refresh(rows)
        met = set(words) - self.key.known
        new = [word for word in met if not self.stands(rows, word)]
        if new:
            self._insert(rows, 0, new)
            self._merge(rows, 0)
        return met

    def frequency(self, rows: Reader, word: str) -> int:
        """Return how many rows have a word."""
        rows.cursor.execute(_FREQUENCY, (self.key.token(word),))
        found = rows.cursor.fetchone()
        return int(str(found[0])) if found else 0

    def stands(self, rows: Reader, word: str) -> bool:
        """Say whether any row has a word, which costs the same however many have it."""
        rows.cursor.execute(_STANDS, (self.key.token(word),))
        return rows.cursor.fetchone() is not None

    def all(self, rows: Reader) -> list[str]:
        """Return every word, sorted; blocks that were opened before are not opened again."""
        self._refresh(rows)
        ids = {int(str(ident)) for (ident,) in rows.values(_IDS, **self._ours())}
        blocks = self.key.blocks
        if ids != blocks.keys():
            for gone in blocks.keys() - ids:
                del blocks[gone]
            for new in sorted(ids - blocks.keys()):
                row = rows.get(WordBlock, id=new)
                blocks[new] = self._open(row) if row else ()
            self.key.words[:] = sorted({word for words in blocks.values() for word in words})
        return self.key.words

    def beginning(self, rows: Reader, begun: str) -> list[str]:
        """Return the words that begin so."""
        words = self.all(rows)
        return words[bisect_left(words, begun) : bisect_left(words, begun + "\U0010ffff")]

    def forget_lonely(self, rows: Rows) -> None:
        """Rewrite the blocks without the words that no row has any more, whenever they went."""
        rows.cursor.execute(_TERMS)
        standing = {str(term) for (term,) in rows.cursor.fetchall()}
        shorter = False
        for row in self._blocks(rows):
            kept = self._open(row)
            left = [word for word in kept if self.key.token(word) in standing]
            if len(left) == len(kept):
                continue
            shorter = True
            if left:
                self._insert(rows, row.level, left)
            rows.delete(WordBlock, id=row.id)
        if not shorter:
            return
        state = state_of(rows)
        rows.replace(changed(state, generation=state.generation + 1))

    def _refresh(self, rows: Reader) -> None:
        """Forget what was kept where another desk took words out meanwhile."""
        generation = state_of(rows).generation
        if generation != self.key.generation:
            self.key.known.clear()
            self.key.blocks.clear()
            self.key.generation = generation

    def _insert(self, rows: Rows, level: int, words: Iterable[str]) -> None:
        """Seal words in a block under the next id: ids are not used again as long as a later one stands."""
        ((last,),) = rows.values(_LAST)
        ident = 1 + int(str(last or 0))
        plain = _BETWEEN.join(sorted(words)).encode()
        sealed = self.key.row_key.seal(plain, self._aad(ident))
        rows.insert(make_row(WordBlock, id=ident, level=level, sealed=sealed, **self._ours()))

    def _merge(self, rows: Rows, level: int) -> None:
        ((count,),) = rows.values(_COUNT, level=level, **self._ours())
        if int(str(count)) < FAN:
            return
        blocks = [block for block in self._blocks(rows) if block.level == level]
        words = {word for block in blocks for word in self._open(block)}
        self._insert(rows, level + 1, words)
        for block in blocks:
            rows.delete(WordBlock, id=block.id)
        self._merge(rows, level + 1)

    def _blocks(self, rows: Reader) -> list[WordBlock]:
        return rows.find(WordBlock, order=("id",), compartment=self.compartment, key_version=self.version)

    def _open(self, block: WordBlock) -> tuple[str, ...]:
        try:
            words = self.key.row_key.open(block.sealed, self._aad(int(str(block.id)))).decode()
        except (SealError, ValueError, TypeError):  # SQLite minds no column's type
            raise Tampered("words-altered", block=int(block.id or 0)) from None
        return tuple(words.split(_BETWEEN))

    def _aad(self, block: int) -> bytes:
        return canonical(["exchange/v1/words", self.post, self.compartment, self.version, block])

    def _ours(self) -> dict[str, Value]:
        return {"compartment": self.compartment, "key_version": self.version}


def state_of(rows: Reader) -> WordState:
    """Return which folding made the index, and its generation; raise Tampered where that is gone."""
    state = rows.get(WordState, id=1)
    if state is None:
        raise Tampered("index-missing")
    return state
