"""Revisions: what an entry changed of a request, each value as it was and as it became, and why."""

from __future__ import annotations

from collections.abc import Iterable

from exchange.requests.dossier import Dossier
from exchange.requests.model import Change, RequestRevision, RevisionContent
from exchange.requests.views import ChangeView
from exchange.store.journal import Journal


def keep_revision(
    journal: Journal, dossier: Dossier, changes: Iterable[ChangeView], reason: str | None = None
) -> RequestRevision:
    """Keep what changes by the entry that the caller's unit appends next; return the row."""
    kept = tuple(Change(field=one.field, old=one.old, new=one.new) for one in changes)
    content = RevisionContent(changes=kept, reason=reason)
    return dossier.insert(journal, RequestRevision, content, log_index=journal.size)
