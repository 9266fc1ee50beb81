"""The index brought up to date: what others could not tell it, another folding, a new key, an erasure.

Whoever holds a compartment's index key does it for that compartment: at his unlock where little is owed,
before his search otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.requests.arrivals import open_unfiled
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.model import Imported, Request
from exchange.requests.searched import forget_searches
from exchange.requests.transmissions import Transmission
from exchange.requests.wording import contents_of, indexed, unfiled, words_of
from exchange.search.folding import FOLDING
from exchange.store.check import Progress
from exchange.store.index import rebuild
from exchange.store.journal import Journal
from exchange.store.owed import Indexed, indexed_words, owed_patch, settled
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import Content
from exchange.store.session import Session
from exchange.store.vocabulary import state_of
from exchange.store.words import WordBlock, WordOwed, WordRow

BATCH: Final = 100
AT_UNLOCK: Final = 500
"""Rows that an unlock indexes; more wait for a search, which shows how far it is."""

_OWED: Final = table_of(WordOwed)
_ROW: Final = table_of(WordRow)
_NEXT: Final = (
    sa.select(_OWED.c.row, _OWED.c.compartment)
    .distinct()
    .where(_OWED.c.row > sa.bindparam("after"))
    .order_by(_OWED.c.row)
    .limit(BATCH)
)
_COUNT: Final[sa.Select[tuple[object, ...]]] = sa.select(
    sa.literal_column("count(DISTINCT word_owed.row)")
).where(_OWED.c.compartment == sa.bindparam("compartment"))
_ALL: Final[sa.Select[tuple[object, ...]]] = sa.select(sa.literal_column("count(*)")).where(
    _ROW.c.compartment == sa.bindparam("compartment")
)
_OLDER: Final = (
    sa.select(_ROW.c.row)
    .where(_ROW.c.compartment == sa.bindparam("compartment"), _ROW.c.key_version < sa.bindparam("newest"))
    .limit(1)
)


def put_index_in_order(session: Session) -> None:
    """Do at an unlock what is soon done; what can't be opened is told by searching and by checking."""
    with session.reading() as rows:
        folding, owing = state_of(rows).folding, bool(rows.find(WordOwed, limit=1))
    if folding != FOLDING:
        with session.unit() as journal:
            rebuild(journal.rows, FOLDING)
    if owing or folding != FOLDING:
        settle(session, most=AT_UNLOCK)


def settle(session: Session, progress: Progress | None = None, most: int | None = None) -> list[Tampered]:
    """Index what is owed in the compartments whose index key is held; return what could not be opened."""
    problems: list[Tampered] = []
    done, after, total = 0, 0, 0
    with session.reading() as rows:
        total = count_owed(session, rows)
    while most is None or done < most:
        with session.reading() as rows:
            found = [(int(str(row)), str(place)) for row, place in rows.values(_NEXT, after=after)]
        if not found:
            _drop_older_words(session)
            break
        after = found[-1][0]
        ours = [row for row, place in found if session.vault.newest_index(place)]
        if ours:
            with session.unit() as journal:
                problems += _settle_rows(session, journal, ours)
            done += len(ours)
        if progress is not None:
            progress(done, total)
    return problems


def count_owed(session: Session, rows: Reader) -> int:
    """Return of how many notes the index is behind, in the compartments whose index key is held.

    It is behind of all that was folded otherwise: a desk that may not write can't make it anew.
    """
    other = state_of(rows).folding != FOLDING
    if not other and not rows.find(WordOwed, limit=1):
        return 0
    count = _ALL if other else _COUNT
    counts = [rows.values(count, compartment=held)[0][0] for held in session.vault.indexes]
    return sum(int(str(count)) for count in counts)


def _drop_older_words(session: Session) -> None:
    """Delete the vocabularies under index keys that no row stands under any more."""
    for compartment, versions in session.vault.indexes.items():
        newest = max(versions)
        if len(versions) > 1:
            with session.unit() as journal:
                if not journal.rows.values(_OLDER, compartment=compartment, newest=newest):
                    for version in versions.keys() - {newest}:
                        journal.rows.delete(WordBlock, compartment=compartment, key_version=version)


def forget_request(session: Session, journal: Journal, dossier: Dossier) -> None:
    """Take a request out of the index, its lonely words out of the vocabulary, its searches out of the store.

    For erasing, in its unit, before the request's key goes; the mark of the line that it was imported from
    goes too.
    """
    words = words_of(session.folder, (content for _, content in contents_of(dossier, journal.rows)))
    journal.index.forget(indexed(dossier), words)
    forget_searches(journal.rows, dossier)
    journal.rows.delete(Imported, request=dossier.request.id)


def _settle_rows(session: Session, journal: Journal, numbers: Iterable[int]) -> list[Tampered]:
    problems = []
    for number in numbers:
        row = journal.rows.get(WordRow, row=number)
        try:
            if row is None:
                raise Tampered("index-row-missing", id=str(number))
            _settle(session, journal, row)
        except Tampered as error:
            problems.append(error)
    return problems


def _settle(session: Session, journal: Journal, row: WordRow) -> None:
    rows, post = journal.rows, session.post.id
    newest = session.vault.newest_index(row.compartment)
    place, contents = opened(session, rows, row)
    whole = any(owed.sealed is None for owed in rows.find(WordOwed, row=row.row))
    if not whole and row.key_version == newest:
        patch = owed_patch(rows, post, place, row)
        journal.index.put(row, patch.removed, patch.added)
    else:
        words = words_of(session.folder, contents)
        if row.key_version:
            journal.index.put(row, indexed_words(rows, post, place, row, words), None)
        journal.index.put(row, None, words, newest)
    settled(rows, row, newest)


def opened(session: Session, rows: Reader, row: WordRow) -> tuple[Indexed, Iterable[Content]]:
    """Open what a row of the index stands for: its place and all that it says; raise Tampered."""
    if row.kind == "request":
        request = rows.get(Request, id=row.object)
        if request is not None and request.compartment == row.compartment:
            dossier = open_row(session, rows, request)
            return indexed(dossier), [content for _, content in contents_of(dossier, rows)]
    else:
        message = rows.get(Transmission, id=row.object)
        if message is not None and message.owner == row.compartment:
            return unfiled(session, message), [open_unfiled(session, rows, message)]
    raise Tampered("index-row-missing", id=row.object)
