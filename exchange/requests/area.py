"""The verbs on requests, as the desk offers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from exchange.later import Later
from exchange.requests.access import editing, looking
from exchange.requests.attachments import AttachmentView, view
from exchange.requests.inputs import Amendment, Closing, Filter, NewImport, NewRequest, Review, Search
from exchange.requests.model import Attachment, AttachmentContent
from exchange.requests.viewing import request_view
from exchange.requests.views import RequestView
from exchange.store.check import Progress
from exchange.store.session import Session

if TYPE_CHECKING:
    from exchange.requests import (
        amending,
        assigning,
        closing,
        history,
        importing,
        listing,
        notes,
        opening,
        parsing,
        relating,
        reviewing,
        searching,
        trying,
    )
else:
    amending = Later("exchange.requests.amending")
    assigning = Later("exchange.requests.assigning")
    closing = Later("exchange.requests.closing")
    history = Later("exchange.requests.history")
    importing = Later("exchange.requests.importing")
    listing = Later("exchange.requests.listing")
    notes = Later("exchange.requests.notes")
    opening = Later("exchange.requests.opening")
    parsing = Later("exchange.requests.parsing")
    relating = Later("exchange.requests.relating")
    reviewing = Later("exchange.requests.reviewing")
    searching = Later("exchange.requests.searching")
    trying = Later("exchange.requests.trying")


@dataclass(frozen=True)
class Noted:
    """A note that was added: its entry in the log."""

    ref: str
    log_index: int


class Requests:
    """The verbs on requests."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def open(self, new: NewRequest) -> opening.Opened:
        """Open a request; what it returns is durable and in the log."""
        return opening.open_request(self._session, new)

    def would_open(self, new: NewRequest) -> opening.Opened:
        """Return what opening a request would give: its limits while it is typed; nothing is kept."""
        return trying.would_open(self._session, new)

    def import_file(
        self, new: NewImport, left_out: importing.TellLeftOut, progress: Progress | None = None
    ) -> importing.ImportDone:
        """Open a request for each line of a file, by batches; `left_out` is told which lines were not."""
        return importing.import_requests(self._session, new, left_out, progress)

    def list(self, wanted: Filter | None = None) -> listing.Page:
        """Return a page of the requests that the member may see."""
        return listing.list_requests(self._session, wanted or Filter())

    def search(self, asked: Search, progress: Progress | None = None) -> searching.Results:
        """Return a page of what a query finds among what the member may open; logged first."""
        return searching.search(self._session, asked, progress)

    def complete(self, begun: str) -> tuple[str, ...]:
        """Return the most frequent words that begin so, of what the member may open; logged first."""
        return searching.complete(self._session, begun)

    def show(self, ref: str) -> tuple[RequestView, tuple[AttachmentView, ...]]:
        """Return a request, whole, with its attachments' names; the look is logged first."""
        with looking(self._session, ref) as (rows, dossier):
            found = request_view(self._session, rows, dossier)
            files = tuple(
                view(row, content)
                for row, content in dossier.find(rows, Attachment, AttachmentContent, "number")
            )
        with self._session.unit() as journal:
            dossier.consulted(journal)
        return found, files

    def amend(self, ref: str, wanted: Amendment) -> amending.Amended:
        """Change a request; what it replaces is kept, sealed."""
        return amending.amend(self._session, ref, wanted)

    def relate(self, ref: str, other: str, as_: str | None = None) -> RequestView:
        """Say how a request stands to another."""
        return relating.relate(self._session, ref, other, as_)

    def merge(self, ref: str, other: str) -> RequestView:
        """Merge a duplicate, the second, into the request that goes on."""
        return relating.merge(self._session, ref, other)

    def unmerge(self, ref: str, reason: str | None = None) -> RequestView:
        """Take back the merger of a duplicate."""
        return relating.unmerge(self._session, ref, reason)

    def history(self, ref: str) -> history.History:
        """Return who changed what of a request and when; the look is logged first."""
        return history.history(self._session, ref)

    def note(self, ref: str, text: str) -> Noted:
        """Add a note; its entry in the log is signed by its author."""
        kept = parsing.note(text)
        session = self._session
        with editing(session, ref, "request.noted") as (journal, dossier):
            row = notes.add_note(journal, dossier, kept)
            n = dossier.save(journal, "request.noted", part=row, note=row.id)
        return Noted(ref, n)

    def assign(self, ref: str, handle: str) -> RequestView:
        """Give an investigator the key of one request."""
        return assigning.assign(self._session, ref, handle)

    def unassign(self, ref: str, handle: str) -> RequestView:
        """Take a request back from an investigator, and its key out of his reach."""
        return assigning.unassign(self._session, ref, handle)

    def close(self, ref: str, ending: Closing) -> RequestView:
        """Close a request, or one of its legs."""
        return closing.close(self._session, ref, ending)

    def reopen(self, ref: str, reason: str) -> RequestView:
        """Open a closed request again."""
        return closing.reopen(self._session, ref, reason)

    def review(self, ref: str, wanted: Review) -> RequestView:
        """Decide how long a request is kept: another period, with a reason, or that it is to be erased."""
        return reviewing.review(self._session, ref, wanted)
