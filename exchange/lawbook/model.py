"""The table of the texts that heads added, sealed under the store key, which every member holds."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field

from exchange.store.rows import SealedRow
from exchange.store.sealed import Content


class LawText(SealedRow, table=True):
    """A legal basis that a head added; `number` counts them without a gap, so that none can go unseen."""

    __tablename__ = "law_text"
    number: int = Field(unique=True)
    code: str
    added_at: int = Field(sa_type=sa.BigInteger)


class LawTextContent(Content):
    """The file as it was given, and the member who vouches for it."""

    text: str
    sha256: str
    by: str
