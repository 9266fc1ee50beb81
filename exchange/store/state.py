"""The state folder, outside the store: what this machine saw last, so that a rollback shows.

SQLCipher pages are authenticated, not fresh: yesterday's whole file opens. The newest (size, root) of
our log, and every pair proven of a partner's, therefore stand in the user's own folder too. A store
ahead of it that extends it is normal; one that is behind or different is a rollback.

`<folder>/<post id>/newest.json`   {"size": …, "root": base64, "numbers": {series: last given out}},
                                   with spaces to a constant length
`<folder>/<post id>/partners.json` {"<origin>": {"<size>": base64 root}}
`<folder>/<post id>/keyrings`      the hash of each keyring seen (`keyring_seen`)
`<folder>/<post id>/<member id>.roster`  the replayed roster, under an HMAC key of the member's own
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from exchange.errors import Refused, Tampered
from exchange.store.files import (
    make_private,
    overwrite,
    read_whole,
    sync_file,
    write_durably,
    write_quickly,
)
from keys.canonical import JSON, canonical
from keys.encoding import b64

KEYRINGS = "keyrings"
_NEWEST_LENGTH = 480
_SERIES = ("reference-", "register-")
_YEARS = 4  # of each series: what fits the length
_SIZES = 1 << 53
_ROOT = 32


@dataclass(frozen=True)
class Seen:
    """A log as it was seen: its size and root."""

    size: int
    root: bytes


class State:
    """What one machine knows of one post's log, and of its partners'."""

    def __init__(self, folder: Path, post: str) -> None:
        self.folder = folder / post
        self._newest_file = self.folder / "newest.json"
        make_private(self.folder)
        self._newest: Seen | None = None
        self._numbers: Mapping[str, int] = {}
        self._owed = False

    def newest(self) -> Seen | None:
        """Return the newest size and root seen here; raise Tampered where the file is not readable."""
        path = self._newest_file
        if not path.exists():
            return None
        try:
            found = json.loads(read_whole(path))
            return _seen(found["size"], found["root"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Tampered("state-unreadable", path=str(path)) from None

    def numbers(self) -> dict[str, int]:
        """Return the last reference and register numbers seen here, by series; raise Tampered as `newest`."""
        path = self._newest_file
        if not path.exists():
            return {}
        try:
            found = json.loads(read_whole(path)).get("numbers", {})
            return {str(series): int(number) for series, number in found.items()}
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise Tampered("state-unreadable", path=str(path)) from None

    def saw(self, size: int, root: bytes, numbers: Mapping[str, int]) -> None:
        """Keep a newer size and root, and the last numbers given out; after each commit, not waited for."""
        if self._newest is not None and self._newest.size >= size:
            return
        self._newest, self._numbers = Seen(size, root), numbers
        # What was committed is acknowledged all the same: to be behind is normal, and `settle` tells.
        with suppress(Refused):
            self._keep_newest()

    def _keep_newest(self) -> None:
        newest, self._owed = self._newest, True
        if newest is not None:
            data: JSON = {"size": newest.size, "root": b64(newest.root), "numbers": _recent(self._numbers)}
            overwrite(self._newest_file, canonical(data).ljust(_NEWEST_LENGTH))
        self._owed = False

    @contextmanager
    def restarting(self, size: int, root: bytes, numbers: Mapping[str, int]) -> Iterator[None]:
        """Take a restored log as the newest: a head put it back on purpose; rosters kept are of another.

        What was known before stands again where the block, which puts the store in its place, fails.
        """
        before, known = self.newest(), self.numbers()
        self._restart(Seen(size, root), numbers)
        try:
            yield
        except BaseException:
            self._restart(before, known)
            raise

    def _restart(self, newest: Seen | None, numbers: Mapping[str, int]) -> None:
        for path in self.folder.glob("*.roster"):
            path.unlink(missing_ok=True)
        (self.folder / KEYRINGS).unlink(missing_ok=True)
        self._newest, self._numbers = newest, numbers
        if newest is None:
            self._newest_file.unlink(missing_ok=True)
        self._keep_newest()
        self.settle()

    def settle(self) -> None:
        """Bring what was kept to the disk: at lock, quit, before anything leaves; Refused where it can't."""
        path = self._newest_file
        if self._owed:
            self._keep_newest()
        if path.exists():
            sync_file(path)

    def partners(self) -> dict[str, dict[int, bytes]]:
        """Return every (size, root) of partners' logs that was proven on this machine."""
        path = self.folder / "partners.json"
        if not path.exists():
            return {}
        try:
            found: dict[str, dict[str, str]] = json.loads(path.read_bytes())
            return {
                origin: {one.size: one.root for one in (_seen(int(n), root) for n, root in pairs.items())}
                for origin, pairs in found.items()
            }
        except (ValueError, AttributeError, TypeError, RecursionError):
            raise Tampered("state-unreadable", path=str(path)) from None

    def saw_partner(self, origin: str, size: int, root: bytes) -> None:
        """Keep a proven size and root of a partner's log, on the disk."""
        known = self.partners()
        known.setdefault(origin, {})[size] = root
        data = {
            name: {str(n): b64(value) for n, value in sorted(pairs.items())} for name, pairs in known.items()
        }
        write_durably(self.folder / "partners.json", json.dumps(data).encode())

    def failed(self, member: str) -> None:
        """Count an unlock that failed: best effort, no evidence."""
        write_quickly(self.folder / f"{member}.failed", str(self._failures(member) + 1).encode())

    def take_failures(self, member: str) -> int:
        """Return how many unlocks failed since the last that didn't, and forget them."""
        found = self._failures(member)
        (self.folder / f"{member}.failed").unlink(missing_ok=True)
        return found

    def _failures(self, member: str) -> int:
        try:
            return int((self.folder / f"{member}.failed").read_bytes()[:9])
        except (OSError, ValueError):
            return 0

    def roster(self, member: str, key: bytes) -> JSON:
        """Return the roster kept for a member, or None where none is kept under his key."""
        path = self.folder / f"{member}.roster"
        if not path.exists():
            return None
        tag, _, body = path.read_bytes().partition(b"\n")
        expected = hmac.new(key, body, hashlib.sha256).hexdigest().encode()
        if not hmac.compare_digest(tag, expected):
            return None
        kept: JSON = json.loads(body)
        return kept

    def keep_roster(self, member: str, key: bytes, roster: JSON) -> None:
        """Keep a replayed roster, so that the next unlock replays only what came after it."""
        body = json.dumps(roster, separators=(",", ":")).encode()
        tag = hmac.new(key, body, hashlib.sha256).hexdigest().encode()
        write_quickly(self.folder / f"{member}.roster", tag + b"\n" + body)


def _recent(numbers: Mapping[str, int]) -> dict[str, int]:
    """Return the numbers of the newest years of each series: those after which others would be given out."""
    kept = (sorted(one for one in numbers if one.startswith(series))[-_YEARS:] for series in _SERIES)
    return {series: numbers[series] for names in kept for series in names}


def _seen(size: object, root: str) -> Seen:
    """Return what a file says was seen; raise ValueError or TypeError for no such size and root."""
    decoded = base64.b64decode(root, validate=True)
    if type(size) is not int or not 0 <= size < _SIZES or len(decoded) != _ROOT:
        raise ValueError("size, root")
    return Seen(size, decoded)
