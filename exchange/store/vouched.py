"""What a session learned from the log, kept until an entry comes that says otherwise.

Who the services are is asked again and again, and each answer costs a search in the log and a proof.
A session sees every entry that anybody appends, so what it once proved holds until one of them
commits to the same object anew.

What it opened it keeps too, beside the very row that it was opened from: opening gives the same for the
same row under the same key, and of a list that is shown again nothing else changed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple, TypeVar

import orjson

from exchange.errors import Tampered
from exchange.log.entry import Entry
from keys.canonical import JSON

if TYPE_CHECKING:
    from exchange.store.rows import SealedRow

R = TypeVar("R", bound="SealedRow")
T = TypeVar("T")

_ERASURE: Final = "erasure"
"""The duty of an entry after which nobody may go on reading from memory."""
_KEPT: Final = 1024
"""Rows whose opened contents are kept: a few pages of a list and a large request, some megabytes."""


class Committed(NamedTuple):
    """What an entry says of an object's content: its commitment, and at which revision."""

    commitment: str | None
    revision: JSON


def committed(line: bytes, n: int) -> Committed:
    """Return what the line of entry `n` says of an object's content; raise Tampered for another form."""
    # Only these two values: a list asks it of every row, and what they say is compared with the row.
    try:
        body = orjson.loads(line.partition(b"\t")[0])
        return Committed(body["c"], body["x"].get("rev"))
    except (ValueError, KeyError, TypeError, AttributeError):
        raise Tampered("entry-another-form", n=n) from None


@dataclass
class Vouched:
    """What the newest entries on objects say, the rows that they were compared with, their contents."""

    said: dict[str, Committed] = field(default_factory=dict)
    _rows: dict[tuple[type[SealedRow], str, str], SealedRow] = field(default_factory=dict)
    _opened: dict[str, tuple[SealedRow, object]] = field(default_factory=dict, repr=False)

    def row(self, kind: type[R], column: str, value: str) -> R | None:
        """Return the row of `kind` that was kept under this value of a column."""
        found = self._rows.get((kind, column, value))
        return found if isinstance(found, kind) else None

    def keep_row(self, column: str, value: str, row: SealedRow) -> None:
        """Keep a row that was compared with what is said of it, where that may be believed later."""
        if row.id in self.said:
            self._rows[type(row), column, value] = row

    def opened(self, row: SealedRow, kind: type[T]) -> T | None:
        """Return what was kept of a row, if every column of it is what it was then."""
        kept, found = self._opened.get(row.id, (None, None))
        same = type(kept) is type(row) and kept.__dict__ == row.__dict__
        return found if same and isinstance(found, kind) else None

    def keep_opened(self, row: SealedRow, found: object) -> None:
        """Keep what a row holds, till an entry commits to it anew or keys change."""
        if len(self._opened) >= _KEPT:
            self._opened.pop(next(iter(self._opened)))
        self._opened[row.id] = (row, found)

    def close_all(self) -> None:
        """Forget all that was opened: something was erased, or a key was made, given or taken away."""
        self._opened.clear()

    def forget(self, entry: Entry) -> None:
        """Forget what a new entry commits to; after an erasure, everything that was opened."""
        if entry.lg == _ERASURE:
            self.close_all()
        if entry.c is None or entry.on is None:
            return
        about = entry.on["id"]
        self._opened.pop(about, None)
        if self.said.pop(about, None) is not None:
            self._rows = {name: row for name, row in self._rows.items() if row.id != about}
