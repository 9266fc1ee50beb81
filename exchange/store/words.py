"""The tables of the index: which rows stand in it, the vocabulary's blocks, and what is owed to it.

The postings themselves are an FTS5 table, `word_index`, that no model describes: `content=''`, no
places of words (`detail=none`), deletions that leave nothing behind. It is used as a set of pairs
(token, row): a row's tokens may come and go by several statements, as long as a pair is added once and
deleted once. `word_terms` and `word_places` show it by term and by pair.
"""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa
from sqlmodel import Field

from exchange.store.rows import Row

INDEX: Final = "word_index"
TERMS: Final = "word_terms"
PLACES: Final = "word_places"


class WordRow(Row, table=True):
    """What a row number of the index stands for: a request, or a message that no request holds.

    `key_version` is that of the index key of its tokens; 0 where it has none yet.
    """

    __tablename__ = "word_row"
    row: int | None = Field(default=None, primary_key=True)
    kind: str
    object: str = Field(unique=True)
    compartment: str
    key_version: int


class WordOwed(Row, table=True):
    """What the index lacks of a row, for the next member who holds the index key.

    Sealed under the row's own key: the words that came and went. Without: the row as it is, whole.
    """

    __tablename__ = "word_owed"
    id: int | None = Field(default=None, primary_key=True)
    row: int = Field(index=True)
    compartment: str
    key_version: int
    sealed: bytes | None = None


class WordBlock(Row, table=True):
    """Some words of a compartment's vocabulary, sealed under its index key."""

    __tablename__ = "word_block"
    __table_args__ = (sa.Index("word_block_level", "compartment", "key_version", "level"),)
    id: int | None = Field(default=None, primary_key=True)
    compartment: str
    key_version: int
    level: int
    sealed: bytes


class WordState(Row, table=True):
    """One row: which folding made the index, and how often words were taken out of the vocabulary."""

    __tablename__ = "word_state"
    id: int = Field(primary_key=True)
    folding: str
    generation: int
