"""Drafts: what a member has typed and not given yet, sealed under a key of his own seed.

They stand in this machine's state folder, one file a draft, and survive a lock, a crash, a power cut.
Nobody else opens them, another post's or another name's neither: both are in what the seal binds. Nor do
their files' names say what they are called: a filter is named after a person, a note after its request.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from exchange.errors import Invalid
from exchange.store.files import read_whole, write_durably
from exchange.store.session import Session
from keys.errors import SealError
from keys.identity import derive
from keys.seal import RowKey

_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,60}")
_PURPOSE: Final = "drafts"
_NAMES: Final = "draft-names"

Draft = Mapping[str, str]


class Drafts:
    """The verbs on the member's own drafts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._key = RowKey(derive(session.vault.keys.state_key, _PURPOSE))
        self._hash = hashlib.blake2b(key=derive(session.vault.keys.state_key, _NAMES), digest_size=16)

    def keep(self, name: str, draft: Draft) -> None:
        """Keep a draft, in place of the one of the same name; it is on the disk when this returns."""
        place = self._place(name)
        said = json.dumps({"name": name, "draft": dict(draft)}, ensure_ascii=False)
        write_durably(place, self._key.seal(said.encode("utf-8", "surrogatepass"), self._bound(place)))

    def read(self, name: str) -> Draft | None:
        """Return a draft, or None where there is none that opens."""
        found = self._opened(self._place(name))
        return None if found is None else found[1]

    def drop(self, name: str) -> None:
        """Forget a draft: what it was for is done, or given up."""
        self._place(name).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        """Return the names of the drafts that are kept."""
        places = self._session.state.folder.glob(f"{self._session.member.id}.draft-*")
        return tuple(sorted(found[0] for place in places if (found := self._opened(place)) is not None))

    def _opened(self, place: Path) -> tuple[str, Draft] | None:
        try:
            found = json.loads(self._key.open(read_whole(place), self._bound(place)))
        except (FileNotFoundError, SealError):
            return None
        return str(found["name"]), {str(key): str(value) for key, value in found["draft"].items()}

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Invalid("draft-name", given=name[:60])
        hidden = self._hash.copy()
        hidden.update(name.encode())
        return self._session.state.folder / f"{self._session.member.id}.draft-{hidden.hexdigest()}"

    def _bound(self, place: Path) -> bytes:
        session = self._session
        return f"exchange/v1/draft|{session.post.id}|{session.member.id}|{place.name}".encode()
