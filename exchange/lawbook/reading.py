"""The law as this post has it: what ships, extended by what its heads added."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from exchange.errors import Tampered
from exchange.law.model import Basis, Law
from exchange.law.reader import load_law, parse_bases
from exchange.lawbook.model import LawText, LawTextContent
from exchange.store.journal import counters_of, head_of, refuse_unvouched
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session

SERIES: Final = "law"
"""The counter of the texts that were added."""


def law_of(session: Session, rows: Reader, without: LawText | None = None) -> Law:
    """Return the law by which the post counts, or would `without` one of the texts that were added.

    Raise Tampered where one of those is gone.
    """
    left_out = without.number if without else None
    return _extended(tuple(content.text for row, content in added(session, rows) if row.number != left_out))


def added(session: Session, rows: Reader) -> tuple[tuple[LawText, LawTextContent], ...]:
    """Return the texts that heads added, in the order in which they were, each vouched for by the log."""
    found = rows.find(LawText, order=("number",))
    numbers = [row.number for row in found]
    # In the unit that adds one there is a row more than the head counts yet; no one vouches for others.
    if numbers != list(range(1, len(found) + 1)) or len(found) < counters_of(head_of(rows)).get(SERIES, 0):
        raise Tampered("law-missing")
    return tuple((row, _open(session, rows, row)) for row in found)


def basis_in(text: str) -> Basis:
    """Return the one basis of a text that was added."""
    return parse_bases(text)[0]


def _open(session: Session, rows: Reader, row: LawText) -> LawTextContent:
    refuse_unvouched(rows, row)
    return unseal(session.post.id, session.vault.store_row_key(), row, LawTextContent)


@lru_cache(maxsize=4)
def _extended(texts: tuple[str, ...]) -> Law:
    law = load_law()
    for text in texts:
        law = law.extended((basis_in(text),))
    return law
