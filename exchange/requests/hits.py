"""Requests found, opened many at once: each with its own row compared with the log, its parts counted.

What a page of results shows is content: nothing of a request is looked at before its own row is the one
that the log tells, and its other rows are those that this row seals a digest of.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import repeat
from typing import Final

import sqlalchemy as sa

from exchange.requests.dossier import Dossier, dossier_of
from exchange.requests.headlines import open_page
from exchange.requests.model import Request, RequestText
from exchange.requests.parts import PARTS
from exchange.requests.wording import contents_of, passages
from exchange.search.matching import Look
from exchange.search.query import Query
from exchange.store.rows import Reader, SealedRow, Value, table_of
from exchange.store.session import Session

AT_ONCE: Final = 32
"""Requests that one statement asks for; fewer are asked for again, so that it is compiled once."""

_OWNERS: Final = tuple(f"owner_{place}" for place in range(AT_ONCE))
_BOUND: Final = [sa.bindparam(name, type_=sa.String) for name in _OWNERS]
_REQUESTS: Final = sa.select(table_of(Request)).where(table_of(Request).c.id.in_(_BOUND))
_TEXTS: Final = sa.select(table_of(RequestText)).where(table_of(RequestText).c.owner.in_(_BOUND))


def _parts_of(kind: type[SealedRow]) -> sa.Select[tuple[object, ...]]:
    table = table_of(kind)
    name: sa.ColumnElement[object] = sa.literal_column(f"'{kind.__tablename__}'")
    return sa.select(table.c.owner, name, table.c.id, table.c.revision, table.c.commitment).where(
        table.c.owner.in_(_BOUND)
    )


_PARTS: Final = sa.union_all(*map(_parts_of, PARTS))


def open_found(session: Session, rows: Reader, idents: Sequence[str]) -> dict[str, Dossier]:
    """Open the requests of these ids, at most `AT_ONCE`; raise Tampered, NoKey."""
    if not idents:
        return {}
    owners: dict[str, Value] = dict(
        zip(_OWNERS, (*idents, *repeat(idents[-1], AT_ONCE - len(idents))), strict=True)
    )
    opened = open_page(session, rows, rows.select(Request, _REQUESTS, **owners))
    found = {one.request.id: dossier_of(session, one) for one in opened}
    for owner, table, ident, revision, commitment in rows.values(_PARTS, **owners):
        dossier = found.get(str(owner))
        if dossier is not None:
            dossier.parts.take(table, ident, revision, commitment)
    for dossier in found.values():
        dossier.refuse_other_parts()
    for text in rows.select(RequestText, _TEXTS, **owners):
        dossier = found.get(text.owner)
        if dossier is not None:
            dossier.keep_text(text)
    return found


def look_at(rows: Reader, dossier: Dossier, query: Query, look: Look, *, indexed: bool) -> None:
    """Look for a query in a request: title, references and text first, the rest only where it is needed.

    An index answers for words that must not be there; a phrase is looked for in everything.
    """
    excluded = [term for term in query.unwanted if term.is_phrase or not indexed]
    opened = [dossier.content, dossier.text(rows)[1]]
    for content in opened:
        for passage in passages(content):
            look.take(passage, [*look.unsettled, *excluded])
    if look.unsettled or excluded:
        for (table, _), content in contents_of(dossier, rows):
            if table not in ("request", "request_text"):
                for passage in passages(content):
                    look.take(passage, [*look.unsettled, *excluded])
