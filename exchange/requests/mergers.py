"""Which request goes on for a duplicate that was merged into it; the duplicate stays closed meanwhile."""

from __future__ import annotations

from exchange.codes.relations import Merger
from exchange.errors import Conflict
from exchange.requests.dossier import Dossier
from exchange.requests.model import RelationContent, RequestRelation
from exchange.store.rows import Reader


def merged_into(rows: Reader, dossier: Dossier) -> tuple[RequestRelation, RelationContent] | None:
    """Return the row that says into which request this one was merged, if it is."""
    for row, content in dossier.find(rows, RequestRelation, RelationContent, "id"):
        if content.said == Merger.MERGED_INTO and not content.ended:
            return row, content
    return None


def refuse_merged(rows: Reader, dossier: Dossier) -> None:
    """Raise Conflict for a request that is merged into another."""
    if merged_into(rows, dossier):
        raise Conflict("already-merged", ref=dossier.request.ref)
