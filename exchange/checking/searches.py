"""The terms of searches that the log commits to: kept a year, so none may be gone before.

Who searched for whom is what a supervisor looks at first. Terms go with a request that a search showed
or that kept them, and a year after; the entry of the last forgetting says how far that has come.
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, field
from datetime import datetime

from exchange.errors import Tampered
from exchange.log.entry import SignedEntry
from exchange.requests.searched import FORGOTTEN, KEPT, OPERATION, Searched
from exchange.store.rows import Reader


@dataclass(frozen=True)
class _Gone:
    """A search whose terms aren't there: its entry, when it was, and the requests that it showed."""

    n: int
    at: datetime
    requests: tuple[str, ...]


@dataclass
class Searches:
    """The searches that the log says were kept, compared with what is there."""

    rows: Reader
    gone: list[_Gone] = field(default_factory=list)
    forgotten: datetime | None = None
    _there: frozenset[int] | None = None

    def take(self, signed: SignedEntry) -> None:
        """Take the next entry."""
        entry = signed.entry
        if entry.op == FORGOTTEN:
            self.forgotten = entry.at
        if entry.op != OPERATION or entry.c is None or entry.n in self._kept():
            return
        shown = entry.x["requests"]
        requests = tuple(map(str, shown)) if isinstance(shown, list | tuple) else ()
        self.gone.append(_Gone(entry.n, entry.at, requests))

    def problems(self, erased: Set[str]) -> list[Tampered]:
        """Return each search whose terms are gone and were neither forgotten nor erased."""
        return [
            Tampered("row-missing", table="searched", name=str(one.n))
            for one in self.gone
            if not self._may_be_gone(one, erased)
        ]

    def _may_be_gone(self, one: _Gone, erased: Set[str]) -> bool:
        if self.forgotten is not None and one.at < self.forgotten - KEPT:
            return True
        # An investigator's are kept under a request of his, which the entry names only where it was shown.
        return bool(erased) if not one.requests else any(request in erased for request in one.requests)

    def _kept(self) -> frozenset[int]:
        if self._there is None:
            self._there = frozenset(row.log_index for row in self.rows.find(Searched))
        return self._there
