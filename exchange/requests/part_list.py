"""The list of a request's other rows, over which its own row seals a digest: which there are, as they are."""

from __future__ import annotations

from typing import Final

import sqlalchemy as sa

from exchange.requests.parts import PARTS
from exchange.store.rows import SealedRow, Value, table_of
from exchange.store.sealed import Listed, digest

PARTS_OF: Final = sa.union_all(
    *(
        sa.select(
            sa.literal_column(f"'{kind.__tablename__}'"),
            table_of(kind).c.id,
            table_of(kind).c.revision,
            table_of(kind).c.commitment,
        ).where(table_of(kind).c.owner == sa.bindparam("owner"))
        for kind in PARTS
    )
)


class PartList:
    """The rows of one request beside its own, by table and id."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[str, Listed]] = {}

    def take(self, table: Value, ident: Value, revision: Value, commitment: Value) -> None:
        """List a row as it is now, in place of what was listed of it."""
        # SQLite minds no type, but a revision that is no number stands in no digest.
        number = revision if isinstance(revision, int) else str(revision)
        part = (str(table), str(ident), number, str(commitment))
        self._tables.setdefault(part[0], {})[part[1]] = part

    def count(self, kind: type[SealedRow]) -> int:
        """Return how many rows of a table are listed."""
        return len(self._tables.get(str(kind.__tablename__), ()))

    def digest(self) -> str:
        """Return the digest that the request's own row seals."""
        return digest(part for parts in self._tables.values() for part in parts.values())
