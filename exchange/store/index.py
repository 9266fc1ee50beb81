"""The index of keyed words, kept in the transaction of what it tells.

A unit gathers how the words of each row change; before it commits, the new words go to the vocabulary
and the tokens into the index, exactly those that came and went. Who lacks the compartment's index key,
or finds that something is owed already, leaves the change sealed under the row's own key, for the next
member who holds it (`WordOwed`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.search.folding import FOLDING
from exchange.store.owed import Indexed, Patch, indexed_words, owe, owe_whole
from exchange.store.rows import Reader, Rows, changed, make_row, table_of
from exchange.store.tokens import WordKey
from exchange.store.vocabulary import Vocabulary, state_of
from exchange.store.words import WordOwed, WordRow

if TYPE_CHECKING:
    from exchange.store.vault import Vault

_INSERT: Final = "INSERT INTO word_index (rowid, tokens) VALUES (?, ?)"
_DELETE: Final = "INSERT INTO word_index (word_index, rowid, tokens) VALUES ('delete', ?, ?)"
_REBUILD: Final = (
    "INSERT INTO word_index (word_index) VALUES ('delete-all')",
    "DELETE FROM word_block",
    "DELETE FROM word_owed",
    "UPDATE word_row SET key_version = 0",
    "INSERT INTO word_owed (row, compartment, key_version) SELECT row, compartment, 0 FROM word_row",
)
_LAST_ROW: Final = sa.select(sa.func.max(table_of(WordRow).c.row))


class _Told(NamedTuple):
    """How the words of a row change; whether the row is new."""

    indexed: Indexed
    patch: Patch
    new: bool = False


class Posting(NamedTuple):
    """The words of a row that go and that come; None where it has no such statement."""

    row: int
    gone: set[str] | None
    come: set[str] | None


class IndexWriter:
    """The changes of one unit; `flush` writes them, `committed` remembers what was learnt."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._changes: dict[str, _Told] = {}
        self._dropped: list[tuple[Indexed, frozenset[str]]] = []
        self._postings: dict[tuple[str, int], list[Posting]] = {}
        self._forgotten: set[str] = set()
        self._lonely: list[Vocabulary] = []
        self._learnt: list[tuple[WordKey, set[str]]] = []

    def change(self, indexed: Indexed, added: Iterable[str], removed: Iterable[str]) -> None:
        """Tell how the words of a row change."""
        told = self._changes.setdefault(indexed.object, _Told(indexed, Patch()))
        told.patch.then(added, removed)

    def enter(self, indexed: Indexed, words: set[str]) -> None:
        """Tell that a row is new, be it without words."""
        self._changes[indexed.object] = _Told(indexed, Patch(words), new=True)

    def drop(self, indexed: Indexed, words: Iterable[str]) -> None:
        """Tell that a row goes; `words` are all that it has now."""
        self._dropped.append((indexed, frozenset(words)))

    def forget(self, indexed: Indexed, words: Iterable[str]) -> None:
        """Tell that a row is erased: each word that no row has leaves the vocabularies, former ones too."""
        self.drop(indexed, words)
        self._forgotten.add(indexed.object)

    def told(self) -> tuple[int, int]:
        """Return of how many rows it was told so far that change, and that go; for `tell_only`."""
        return len(self._changes), len(self._dropped)

    def tell_only(self, told: tuple[int, int]) -> None:
        """Forget what was told since, of rows that were not there before."""
        changes, dropped = told
        while len(self._changes) > changes:  # the newest last
            self._changes.popitem()
        del self._dropped[dropped:]

    def flush(self, rows: Rows) -> None:
        """Write what was told, in the caller's transaction."""
        for indexed, words in self._dropped:
            self._drop(rows, indexed, words)
        self._enter_all(rows, [told for told in self._changes.values() if told.new])
        for told in self._changes.values():
            if not told.new:
                self._change(rows, told.indexed, told.patch)
        self._post(rows)
        for vocabulary in self._lonely:
            vocabulary.forget_lonely(rows)
        self._changes, self._dropped, self._lonely = {}, [], []

    def committed(self) -> None:
        """Remember which words have postings now."""
        for key, words in self._learnt:
            key.known |= words
        self._learnt = []

    def put(
        self, row: WordRow, gone: set[str] | None, come: set[str] | None, version: int | None = None
    ) -> None:
        """Tell which tokens of a row go and come, under its own version of the key or another one.

        FTS5 counts rows by its statements: one that stays has both, be it of no tokens; a new one has
        none that go, one that leaves none that come.
        """
        place = row.compartment, row.key_version if version is None else version
        self._postings.setdefault(place, []).append(Posting(int(row.row or 0), gone, come))

    def _change(self, rows: Rows, indexed: Indexed, patch: Patch) -> None:
        newest = self._vault.newest_index(indexed.compartment)
        row = row_of(rows, indexed.object)
        if row.key_version != newest or rows.find(WordOwed, row=row.row, limit=1):
            owe(rows, self._vault.post, indexed, row, patch)
        elif patch.added or patch.removed:
            self.put(row, patch.removed, patch.added)

    def _enter_all(self, rows: Rows, new: Sequence[_Told]) -> None:
        """Give each new row its number; where its words can't go in now, it is owed whole."""
        if not new:
            return
        ours = state_of(rows).folding == FOLDING
        ((last,),) = rows.values(_LAST_ROW)
        for number, (indexed, patch, _) in enumerate(new, 1 + int(str(last or 0))):
            row = make_row(
                WordRow,
                row=number,
                kind=indexed.kind,
                object=indexed.object,
                compartment=indexed.compartment,
                key_version=self._vault.newest_index(indexed.compartment) if ours else 0,
            )
            rows.insert(row)
            if row.key_version:
                self.put(row, None, patch.added)
            else:
                owe_whole(rows, row)

    def _drop(self, rows: Rows, indexed: Indexed, words: frozenset[str]) -> None:
        row = row_of(rows, indexed.object)
        if row.key_version:
            stood = indexed_words(rows, self._vault.post, indexed, row, words)
            self.put(row, stood, None)
        if indexed.object in self._forgotten:
            versions = self._vault.indexes.get(row.compartment, {})
            self._lonely.extend(self._vocabulary(row.compartment, version) for version in versions)
        rows.delete(WordOwed, row=row.row)
        rows.delete(WordRow, row=row.row)

    def _vocabulary(self, compartment: str, version: int) -> Vocabulary:
        key = self._vault.index_key(compartment, version)
        return Vocabulary(self._vault.post, compartment, version, key)

    def _post(self, rows: Rows) -> None:
        for (compartment, version), told in self._postings.items():
            vocabulary = self._vocabulary(compartment, version)
            key = vocabulary.key
            come = {word for posting in told for word in posting.come or ()}
            if come:
                self._learnt.append((key, vocabulary.learn(rows, come)))
            gone = [(one.row, _joined(key, one.gone)) for one in told if one.gone is not None]
            new = [(one.row, _joined(key, one.come)) for one in told if one.come is not None]
            rows.cursor.executemany(_DELETE, gone)
            rows.cursor.executemany(_INSERT, new)
        self._postings = {}


def _joined(key: WordKey, words: Iterable[str]) -> str:
    return " ".join(map(key.token, words))


def row_of(rows: Reader, ident: str) -> WordRow:
    """Return the index's row of a request or message; raise Tampered where there is none."""
    row = rows.get(WordRow, object=ident)
    if row is None:
        raise Tampered("index-row-missing", id=ident)
    return row


def rebuild(rows: Rows, folding: str) -> None:
    """Empty index and vocabulary, which another folding made: every row is owed whole."""
    for statement in _REBUILD:
        rows.cursor.execute(statement)
    state = state_of(rows)
    rows.replace(changed(state, folding=folding, generation=state.generation + 1))
