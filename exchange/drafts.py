"""Drafts: what a member has typed and not given yet, kept sealed on this machine.

They survive a lock, a crash, a power cut, and new keys of their member. One about a request goes with it:
an erasure drops it, whosever it is.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from exchange.backup.lists import revoked
from exchange.errors import Invalid
from exchange.requests.erasures import Erasure
from exchange.requests.finding import find_request
from exchange.store.draft_files import Draft, DraftFiles, any_drafts, drop_drafts
from exchange.store.session import Session

NAME_LENGTH: Final = 300
"""Signs that the name of a draft has at most: any text is one, for no file tells it."""


class Drafts:
    """The verbs on the member's own drafts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._files = DraftFiles(session)

    def keep(self, name: str, draft: Draft, about: str | None = None) -> None:
        """Keep a draft, `about` a request by its reference, in place of the one of the same name.

        It is on the disk when this returns. Raise NotFound for a request that isn't there.
        """
        self._files.write(self._place(name, about), name, draft)

    def read(self, name: str, about: str | None = None) -> Draft | None:
        """Return a draft, or None where there is none that opens."""
        found = self._files.read(self._place(name, about))
        return None if found is None else found[1]

    def begin(self, op: str, name: str, about: str | None = None) -> Draft | None:
        """Return the draft of what `op` is to do, or None; raise what refuses that whatever is typed."""
        self._session.ready_for(op)
        return self.read(name, about)

    def drop(self, name: str, about: str | None = None) -> None:
        """Forget a draft: what it was for is done, or given up."""
        self._place(name, about).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        """Return the names of the drafts that are kept."""
        return tuple(sorted(name for _, name, _ in self._files.all()))

    def _place(self, name: str, about: str | None) -> Path:
        if not 0 < len(name) <= NAME_LENGTH:
            raise Invalid("draft-name", given=name[:60])
        if about is None:
            return self._files.place(name)
        with self._session.reading() as rows:
            return self._files.place(name, find_request(rows, about).id)


def drop_useless(session: Session) -> None:
    """Drop the drafts on this machine about requests that were erased, and those of who was revoked."""
    if not any_drafts(session.state.folder):
        return
    with session.reading() as rows:
        erased = [row.id for row in rows.find(Erasure)]
    drop_drafts(session.state.folder, erased, revoked(session))
