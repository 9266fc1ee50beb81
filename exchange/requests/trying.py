"""What opening a request would give: its limits while it is typed. Nothing of it is kept."""

from __future__ import annotations

from dataclasses import replace

from exchange.lawbook.reading import law_of
from exchange.requests.access import working
from exchange.requests.inputs import NewRequest
from exchange.requests.opening import Opened, make_ready, open_ready
from exchange.requests.viewing import leg_views, subject_views
from exchange.requests.views import moment
from exchange.store.session import Session


class _Undone(Exception):
    """Ends the unit so that nothing of it stays; holds what it would have given."""

    def __init__(self, found: Opened) -> None:
        super().__init__()
        self.found = found


def would_open(session: Session, new: NewRequest) -> Opened:
    """Return what `open` would, without a reference; raise what it refuses. Attachments are not read."""
    ready = make_ready(session, replace(new, attach=()))
    try:
        with working(session, "request.opened") as journal:
            dossier, warnings, _ = open_ready(session, journal, ready, law_of(session, journal.rows))
            rows, due_at = journal.rows, moment(dossier.request.due_at)
            legs, subjects = leg_views(session, rows, dossier), subject_views(rows, dossier)
            raise _Undone(Opened("", "", due_at, 0, legs, subjects, warnings))
    except _Undone as undone:
        return undone.found
