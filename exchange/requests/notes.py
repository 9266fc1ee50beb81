"""Notes on a request, each by its author, at the entry of the log that tells of it."""

from __future__ import annotations

from exchange.clock import to_millis
from exchange.requests.dossier import Dossier
from exchange.requests.model import Note, NoteContent
from exchange.store.journal import Journal


def add_note(journal: Journal, dossier: Dossier, text: str) -> Note:
    """Insert a note, told by the entry that the caller's unit appends next."""
    session = dossier.session
    return dossier.insert(
        journal,
        Note,
        NoteContent(text=text),
        author=session.member.id,
        at=to_millis(session.clock()),
        log_index=journal.size,
    )
