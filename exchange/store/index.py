"""The index of keyed words, kept in the transaction of what it tells.

A unit gathers how the words of each row change; before it commits, the new words go to the vocabulary
and the tokens into the index, exactly those that came and went. Who lacks the compartment's index key,
or finds that something is owed already, leaves the change sealed under the row's own key, for the next
member who holds it (`WordOwed`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.search.folding import FOLDING
from exchange.store.rows import Reader, Rows, changed, make_row, table_of
from exchange.store.tokens import WordKey
from exchange.store.vocabulary import Vocabulary, state_of
from exchange.store.words import WordOwed, WordRow
from keys.canonical import canonical
from keys.errors import FormatError, SealError
from keys.seal import RowKey

if TYPE_CHECKING:
    from exchange.store.vault import Vault

_INSERT: Final = "INSERT INTO word_index (rowid, tokens) VALUES (?, ?)"
_DELETE: Final = "INSERT INTO word_index (word_index, rowid, tokens) VALUES ('delete', ?, ?)"
_OWE_ALL: Final = (
    "INSERT INTO word_owed (row, compartment, key_version)"
    " SELECT row, compartment, 0 FROM word_row WHERE compartment = ? AND key_version < ?"
)
_REBUILD: Final = (
    "INSERT INTO word_index (word_index) VALUES ('delete-all')",
    "DELETE FROM word_block",
    "DELETE FROM word_owed",
    "UPDATE word_row SET key_version = 0",
    "INSERT INTO word_owed (row, compartment, key_version) SELECT row, compartment, 0 FROM word_row",
)
_OWED: Final = table_of(WordOwed)
_LAST_OWED: Final = sa.select(sa.func.max(_OWED.c.id))


@dataclass(frozen=True)
class Indexed:
    """What stands in the index: its id, its compartment, and the keys that its own rows are sealed under."""

    kind: str
    object: str
    compartment: str
    key_version: int
    key_of: Callable[[int], RowKey] = field(repr=False)


@dataclass
class Patch:
    """Words that came to a row and words that went, since the index was told last."""

    added: set[str] = field(default_factory=set)
    removed: set[str] = field(default_factory=set)

    def then(self, added: Iterable[str], removed: Iterable[str]) -> None:
        """Let a further change follow."""
        for word in added:
            if word in self.removed:
                self.removed.discard(word)
            else:
                self.added.add(word)
        for word in removed:
            if word in self.added:
                self.added.discard(word)
            else:
                self.removed.add(word)


class Posting(NamedTuple):
    """The words of a row that go and that come; None where it has no such statement."""

    row: int
    gone: set[str] | None
    come: set[str] | None


class IndexWriter:
    """The changes of one unit; `flush` writes them, `committed` remembers what was learnt."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._changes: dict[str, tuple[Indexed, Patch]] = {}
        self._dropped: list[tuple[Indexed, frozenset[str]]] = []
        self._postings: dict[tuple[str, int], list[Posting]] = {}
        self._forgotten: set[str] = set()
        self._lonely: list[Vocabulary] = []
        self._learnt: list[tuple[WordKey, set[str]]] = []

    def change(self, indexed: Indexed, added: Iterable[str], removed: Iterable[str]) -> None:
        """Tell how the words of a row change; one that is new is told even without words."""
        _, patch = self._changes.setdefault(indexed.object, (indexed, Patch()))
        patch.then(added, removed)

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
        for indexed, patch in self._changes.values():
            self._change(rows, indexed, patch)
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
        row = rows.get(WordRow, object=indexed.object)
        if row is None:
            self._insert(rows, indexed, newest, patch)
        elif row.key_version != newest or rows.find(WordOwed, row=row.row, limit=1):
            owe(rows, self._vault.post, indexed, row, patch)
        elif patch.added or patch.removed:
            self.put(row, patch.removed, patch.added)

    def _insert(self, rows: Rows, indexed: Indexed, newest: int, patch: Patch) -> None:
        """Give a row its number; where its words can't go in now, it is owed whole."""
        usable = newest if state_of(rows).folding == FOLDING else 0
        rows.insert(
            make_row(
                WordRow,
                kind=indexed.kind,
                object=indexed.object,
                compartment=indexed.compartment,
                key_version=usable,
            )
        )
        row = row_of(rows, indexed.object)
        if usable:
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


def owe_whole(rows: Rows, row: WordRow) -> None:
    """Note that a row is to be indexed anew, whatever the index says of it."""
    rows.insert(make_row(WordOwed, id=_next(rows), row=row.row, compartment=row.compartment, key_version=0))


def owe_all(rows: Rows, compartment: str, newest: int) -> None:
    """Note that each row of a compartment under an older index key is to be indexed anew."""
    rows.cursor.execute(_OWE_ALL, (compartment, newest))


def rebuild(rows: Rows, folding: str) -> None:
    """Empty index and vocabulary, which another folding made: every row is owed whole."""
    for statement in _REBUILD:
        rows.cursor.execute(statement)
    state = state_of(rows)
    rows.replace(changed(state, folding=folding, generation=state.generation + 1))


def owe(rows: Rows, post: str, indexed: Indexed, row: WordRow, patch: Patch) -> None:
    """Note how a row's words changed, sealed under its own key."""
    if not patch.added and not patch.removed:
        return
    ident = _next(rows)
    plain = canonical([sorted(patch.added), sorted(patch.removed)])
    sealed = indexed.key_of(indexed.key_version).seal(
        plain, _aad(post, indexed.object, ident, indexed.key_version)
    )
    rows.insert(
        make_row(
            WordOwed,
            id=ident,
            row=row.row,
            compartment=row.compartment,
            key_version=indexed.key_version,
            sealed=sealed,
        )
    )


def owed_patch(rows: Reader, post: str, indexed: Indexed, row: WordRow) -> Patch:
    """Return what the index lacks of a row, as one change; raise Tampered where a note doesn't open."""
    patch = Patch()
    for owed in rows.find(WordOwed, order=("id",), row=row.row):
        if owed.sealed is not None:
            patch.then(*_opened(post, indexed, owed))
    return patch


def indexed_words(rows: Reader, post: str, indexed: Indexed, row: WordRow, words: Iterable[str]) -> set[str]:
    """Return the words that stand in the index for a row which has `words` now."""
    patch = owed_patch(rows, post, indexed, row)
    return (set(words) - patch.added) | patch.removed


def _opened(post: str, indexed: Indexed, owed: WordOwed) -> Sequence[Iterable[str]]:
    try:
        aad = _aad(post, indexed.object, int(owed.id or 0), owed.key_version)
        added, removed = json.loads(indexed.key_of(owed.key_version).open(owed.sealed or b"", aad))
        return added, removed
    except (SealError, FormatError, ValueError, TypeError, IndexError):
        raise Tampered("words-owed-altered", id=indexed.object) from None


def _aad(post: str, ident: str, owed: int, key_version: int) -> bytes:
    return canonical(["exchange/v1/words-owed", post, ident, owed, key_version])


def _next(rows: Reader) -> int:
    ((last,),) = rows.values(_LAST_OWED)
    return 1 + int(str(last or 0))


def settled(rows: Rows, row: WordRow, version: int) -> None:
    """Note that nothing is owed to a row any more, and under which key version its tokens stand."""
    rows.delete(WordOwed, row=row.row)
    if row.key_version != version:
        rows.replace(changed(row, key_version=version))
