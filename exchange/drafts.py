"""Drafts: what a member has typed and not given yet, sealed under a key of his own seed.

They stand in this machine's state folder, one file a draft, and survive a lock, a crash, a power cut.
Nobody else opens them, another post's or another name's neither: both are in what the seal binds.
"""

from __future__ import annotations

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

Draft = Mapping[str, str]


class Drafts:
    """The verbs on the member's own drafts."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._key = RowKey(derive(session.vault.keys.state_key, _PURPOSE))

    def keep(self, name: str, draft: Draft) -> None:
        """Keep a draft, in place of the one of the same name; it is on the disk when this returns."""
        plain = json.dumps(dict(draft), ensure_ascii=False).encode("utf-8", "surrogatepass")
        write_durably(self._place(name), self._key.seal(plain, self._bound(name)))

    def read(self, name: str) -> Draft | None:
        """Return a draft, or None where there is none that opens."""
        try:
            sealed = read_whole(self._place(name))
            found = json.loads(self._key.open(sealed, self._bound(name)))
        except (FileNotFoundError, SealError):
            return None
        return {str(key): str(value) for key, value in found.items()}

    def drop(self, name: str) -> None:
        """Forget a draft: what it was for is done, or given up."""
        self._place(name).unlink(missing_ok=True)

    def names(self) -> tuple[str, ...]:
        """Return the names of the drafts that are kept."""
        begun = f"{self._session.member.id}.draft-"
        found = sorted(path.name for path in self._session.state.folder.glob(f"{begun}*"))
        return tuple(name.removeprefix(begun) for name in found)

    def _place(self, name: str) -> Path:
        if not _NAME.fullmatch(name):
            raise Invalid("draft-name", given=name[:60])
        return self._session.state.folder / f"{self._session.member.id}.draft-{name}"

    def _bound(self, name: str) -> bytes:
        session = self._session
        return f"exchange/v1/draft|{session.post.id}|{session.member.id}|{name}".encode()
