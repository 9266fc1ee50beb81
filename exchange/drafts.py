"""Drafts: what a member has typed and not given yet, sealed under a key of his own seed.

They stand in this machine's state folder, one file a draft, and survive a lock, a crash, a power cut.
Nobody else opens them, another post's or another name's neither: both are in what the seal binds. Nor do
their files' names say what they are called: a filter is named after a person. One about a request goes with
it: an erasure knows its file by the request's id, whosever it is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from exchange.backup.lists import revoked
from exchange.errors import Invalid
from exchange.requests.erasures import Erasure
from exchange.requests.finding import find_request
from exchange.store.files import read_whole, write_durably
from exchange.store.session import Session
from keys.errors import SealError
from keys.identity import derive
from keys.seal import RowKey

NAME_LENGTH: Final = 300
"""Signs that the name of a draft has at most: any text is one, for no file tells it."""
_PURPOSE: Final = "drafts"
_NAMES: Final = "draft-names"
_MARK: Final = ".draft-"

Draft = Mapping[str, str]


class Drafts:
    """The verbs on the member's own drafts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._key = RowKey(derive(session.vault.keys.state_key, _PURPOSE))
        self._hash = hashlib.blake2b(key=derive(session.vault.keys.state_key, _NAMES), digest_size=16)

    def keep(self, name: str, draft: Draft, about: str | None = None) -> None:
        """Keep a draft, `about` a request by its reference, in place of the one of the same name.

        It is on the disk when this returns. Raise NotFound for a request that isn't there.
        """
        place = self._place(name, about)
        said = json.dumps({"name": name, "draft": dict(draft)}, ensure_ascii=False)
        write_durably(place, self._key.seal(said.encode("utf-8", "surrogatepass"), self._bound(place)))

    def read(self, name: str, about: str | None = None) -> Draft | None:
        """Return a draft, or None where there is none that opens."""
        found = self._opened(self._place(name, about))
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
        places = self._session.state.folder.glob(f"{self._session.member.id}{_MARK}*")
        return tuple(sorted(found[0] for place in places if (found := self._opened(place)) is not None))

    def _opened(self, place: Path) -> tuple[str, Draft] | None:
        try:
            found = json.loads(self._key.open(read_whole(place), self._bound(place)))
        except (OSError, SealError):
            return None
        return str(found["name"]), {str(key): str(value) for key, value in found["draft"].items()}

    def _place(self, name: str, about: str | None) -> Path:
        if not 0 < len(name) <= NAME_LENGTH:
            raise Invalid("draft-name", given=name[:60])
        hidden = self._hash.copy()
        hidden.update(name.encode("utf-8", "surrogatepass"))
        of = f"{_hidden(self._request(about))}-" if about is not None else ""
        return self._session.state.folder / f"{self._session.member.id}{_MARK}{of}{hidden.hexdigest()}"

    def _request(self, ref: str) -> str:
        with self._session.reading() as rows:
            return find_request(rows, ref).id

    def _bound(self, place: Path) -> bytes:
        session = self._session
        return f"exchange/v1/draft|{session.post.id}|{session.member.id}|{place.name}".encode()


def drop_useless(session: Session) -> None:
    """Drop the drafts on this machine about requests that were erased, and those of who was revoked."""
    places = [path for path in session.state.folder.glob(f"*{_MARK}*") if path.is_file()]
    if not places:
        return
    with session.reading() as rows:
        erased = {_hidden(row.id) for row in rows.find(Erasure)}
    gone = revoked(session)
    for path in places:
        member, _, name = path.name.lstrip(".").partition(_MARK)  # with a dot: a write that was cut short
        if member in gone or name.partition("-")[0] in erased:
            path.unlink(missing_ok=True)


def _hidden(request: str) -> str:
    """Return by what a file name tells a request; nobody guesses an id."""
    return hashlib.blake2b(request.encode(), digest_size=16).hexdigest()
