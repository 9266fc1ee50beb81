"""What the index is asked: a query's words as the tokens of each compartment, beginnings as their words.

Under two versions of an index key, while a compartment is indexed anew, both are asked: the tokens of a
row stand under one of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import sqlalchemy as sa

from exchange.requests.search_filters import MESSAGE, REQUEST, ROW, Shape, conditions
from exchange.search.query import Query, Term
from exchange.store.model import KeyWrap
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session
from exchange.store.vocabulary import Vocabulary
from exchange.store.words import WordOwed

MOST_WORDS: Final = 1000
"""Words that one beginning stands for; of more, the most frequent."""

_INDEX: Final = sa.table("word_index", sa.column("rowid"), sa.column("word_index"))
_MATCH: Final = _INDEX.c.word_index.op("MATCH")
_WRAP: Final = table_of(KeyWrap)
_MINE: Final = REQUEST.c.id.in_(
    sa.select(_WRAP.c.object_id).where(_WRAP.c.kind == "request", _WRAP.c.member == sa.bindparam("mine"))
)


@dataclass(frozen=True)
class Cut:
    """A beginning that too many words share: so many of them were asked."""

    prefix: str
    words: int
    of: int


@dataclass
class Asked:
    """The expressions for the index: what must be there, and what must not; and which beginnings were cut."""

    wanted: str = ""
    unwanted: str = ""
    cuts: list[Cut] = field(default_factory=list)


def vocabularies(session: Session, rows: Reader) -> list[Vocabulary]:
    """Return the vocabularies that a search asks: of each compartment held, under its newest key.

    While something is owed to the index, under the older ones too.
    """
    owing = bool(rows.find(WordOwed, limit=1))
    return [
        Vocabulary(session.post.id, compartment, version, key)
        for compartment, versions in sorted(session.vault.indexes.items())
        for version, key in sorted(versions.items())
        if owing or version == max(versions)
    ]


def asked_of_index(rows: Reader, known: Iterable[Vocabulary], query: Query) -> Asked:
    """Return what the index is asked for a query."""
    asked = Asked()
    wanted, unwanted = [], []
    for vocabulary in known:
        groups = [_group(rows, vocabulary, term, asked) for term in query.wanted]
        if groups and all(groups):
            wanted.append(f"({' AND '.join(groups)})")
        # A phrase can't be excluded by its words: rows that have them in another order are wanted.
        excluded = (_group(rows, vocabulary, term, asked) for term in query.unwanted if not term.is_phrase)
        unwanted += [group for group in excluded if group]
    asked.wanted, asked.unwanted = " OR ".join(wanted), " OR ".join(unwanted)
    return asked


def _group(rows: Reader, vocabulary: Vocabulary, term: Term, asked: Asked) -> str:
    """Return the expression of a term; nothing where no word begins so."""
    token = vocabulary.key.token
    if not term.prefix:
        return f"({' AND '.join(map(token, term.words))})"
    *first, begun = term.words
    words = vocabulary.beginning(rows, begun)
    if len(words) > MOST_WORDS:
        asked.cuts.append(Cut(begun, MOST_WORDS, len(words)))
        words = sorted(words, key=lambda word: -vocabulary.frequency(rows, word))[:MOST_WORDS]
    if not words:
        return ""
    any_of = f"({' OR '.join(map(token, words))})"
    return f"({' AND '.join((*map(token, first), any_of))})"


@dataclass(frozen=True)
class Sort:
    """Which kind of statement finds candidates: by words, among the member's own, without some words."""

    wanted: bool
    unwanted: bool
    compartments: int
    shape: Shape


@cache
def statement(sort: Sort) -> sa.Select[tuple[object, ...]]:
    """Return the statement of a page of candidates, the newest first; `compartments` 0: the member's own."""
    # The index gives its rows newest first by itself: the statement stops when the page is full.
    number = _INDEX.c.rowid if sort.wanted else ROW.c.row
    clauses = [number < sa.bindparam("below", type_=sa.BigInteger), *conditions(sort.shape)]
    if sort.wanted:
        clauses.append(_MATCH(sa.bindparam("wanted", type_=sa.String)))
    elif sort.compartments:
        held = [sa.bindparam(f"compartment_{i}", type_=sa.String) for i in range(sort.compartments)]
        clauses.append(ROW.c.compartment.in_(held))
    else:
        clauses.append(_MINE)
    if sort.unwanted:
        without = sa.select(_INDEX.c.rowid).where(_MATCH(sa.bindparam("unwanted", type_=sa.String)))
        clauses.append(number.not_in(without))
    return (
        sa.select(ROW.c.row, ROW.c.kind, ROW.c.object)
        .select_from(_tables(sort))
        .where(*clauses)
        .order_by(number.desc())
        .limit(sa.bindparam("limit", type_=sa.Integer))
    )


def _tables(sort: Sort) -> sa.FromClause:
    """Return the tables asked, the index first; those that filters look at only where there are any."""
    rows: sa.FromClause = _INDEX.join(ROW, ROW.c.row == _INDEX.c.rowid) if sort.wanted else ROW
    if sort.shape or not (sort.wanted or sort.compartments):
        rows = rows.outerjoin(REQUEST, REQUEST.c.id == ROW.c.object)
        rows = rows.outerjoin(MESSAGE, MESSAGE.c.id == ROW.c.object)
    return rows
