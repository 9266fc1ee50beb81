"""What the index of words lacks of a row: changes that were sealed for the next holder of its key.

Whoever lacks a compartment's index key, or finds that something is owed already, leaves the words that came
and went under the row's own key; a row that can't go in at all is owed whole.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.store.rows import Reader, Rows, changed, make_row, table_of
from exchange.store.words import WordOwed, WordRow
from keys.canonical import canonical
from keys.errors import FormatError, SealError
from keys.seal import RowKey

_OWE_ALL: Final = (
    "INSERT INTO word_owed (row, compartment, key_version)"
    " SELECT row, compartment, 0 FROM word_row WHERE compartment = ? AND key_version < ?"
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


def owe_whole(rows: Rows, row: WordRow) -> None:
    """Note that a row is to be indexed anew, whatever the index says of it."""
    rows.insert(make_row(WordOwed, id=_next(rows), row=row.row, compartment=row.compartment, key_version=0))


def owe_all(rows: Rows, compartment: str, newest: int) -> None:
    """Note that each row of a compartment under an older index key is to be indexed anew."""
    rows.cursor.execute(_OWE_ALL, (compartment, newest))


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
