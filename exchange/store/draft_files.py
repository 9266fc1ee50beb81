"""The files of a member's drafts in this machine's state folder: sealed under a key of his own seed.

    <member id>.draft-[<request, hashed>-]<name, keyed hash>

Nobody else opens them, another post's or another name's neither: both are in what the seal binds. Nor do
their names say what they are called; one about a request bears a hash of its id, which nobody guesses.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from exchange.errors import ExchangeError
from exchange.store.files import read_whole, write_durably
from exchange.store.session import Session
from keys.errors import SealError
from keys.identity import derive
from keys.seal import RowKey

_PURPOSE: Final = "drafts"
_NAMES: Final = "draft-names"
_MARK: Final = ".draft-"

Draft = Mapping[str, str]


class DraftFiles:
    """The drafts that open with the keys which a member holds now."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._begun = f"{session.member.id}{_MARK}"
        self._key = RowKey(derive(session.vault.keys.state_key, _PURPOSE))
        self._hash = hashlib.blake2b(key=derive(session.vault.keys.state_key, _NAMES), digest_size=16)

    def place(self, name: str, request: str | None = None) -> Path:
        """Return where the draft of a name stands, of one about a request that of its id."""
        return self._under("" if request is None else f"{_hidden(request)}-", name)

    def write(self, place: Path, name: str, draft: Draft) -> None:
        """Write a draft; it is on the disk when this returns."""
        said = json.dumps({"name": name, "draft": dict(draft)}, ensure_ascii=False)
        write_durably(place, self._key.seal(said.encode("utf-8", "surrogatepass"), self._bound(place)))

    def read(self, place: Path) -> tuple[str, Draft] | None:
        """Return a draft and its name, or None where there is none that opens."""
        try:
            found = json.loads(self._key.open(read_whole(place), self._bound(place)))
        except (OSError, SealError):
            return None
        return str(found["name"]), {str(key): str(value) for key, value in found["draft"].items()}

    def all(self) -> Iterator[tuple[Path, str, Draft]]:
        """Give each draft that opens."""
        for place in self._session.state.folder.glob(f"{self._begun}*"):
            found = self.read(place)
            if found is not None:
                yield place, *found

    def _under(self, about: str, name: str) -> Path:
        hidden = self._hash.copy()
        hidden.update(name.encode("utf-8", "surrogatepass"))
        return self._session.state.folder / f"{self._begun}{about}{hidden.hexdigest()}"

    def _bound(self, place: Path) -> bytes:
        session = self._session
        return f"exchange/v1/draft|{session.post.id}|{session.member.id}|{place.name}".encode()

    @contextmanager
    def carried_over(self) -> Iterator[None]:
        """Seal them all anew under the keys that the member holds at the end: he takes a new seed.

        One that can't be written is lost, and keeps nobody from his keys.
        """
        kept = tuple(self.all())
        yield
        fresh = DraftFiles(self._session)
        for place, name, draft in kept:
            about, dash, _ = place.name.removeprefix(self._begun).rpartition("-")
            with suppress(ExchangeError, OSError):
                fresh.write(fresh._under(about + dash, name), name, draft)
                place.unlink(missing_ok=True)


def any_drafts(folder: Path) -> bool:
    """Say whether a state folder holds any draft."""
    return any(folder.glob(f"*{_MARK}*"))


def drop_drafts(folder: Path, requests: Collection[str], members: Collection[str]) -> None:
    """Drop the drafts in a state folder about some requests, and those of some members, by their ids."""
    about = {_hidden(request) for request in requests}
    for path in folder.glob(f"*{_MARK}*"):
        member, _, name = path.name.lstrip(".").partition(_MARK)  # with a dot: a write that was cut short
        if path.is_file() and (member in members or name.partition("-")[0] in about):
            path.unlink(missing_ok=True)


def _hidden(request: str) -> str:
    return hashlib.blake2b(request.encode(), digest_size=16).hexdigest()
