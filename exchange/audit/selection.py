"""Which entries are meant: by index, by time, by request, by member; for exports and for reading.

What a selection leaves out can't be proven from it: whoever must know that nothing is missing takes
the full export and selects while reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from exchange.log.entry import Entry


@dataclass(frozen=True)
class Selection:
    """What an entry must be to be selected; what is None is not asked for.

    `first` and `last` are indexes, both included; `since` is included, `until` is not; `requests`
    and `members` are ids: an entry on any of the requests (or that lists one), by any of the members.
    """

    first: int | None = None
    last: int | None = None
    since: datetime | None = None
    until: datetime | None = None
    requests: frozenset[str] | None = None
    members: frozenset[str] | None = None

    def takes(self, entry: Entry) -> bool:
        """Say whether `entry` is selected."""
        return (
            (self.first is None or entry.n >= self.first)
            and (self.last is None or entry.n <= self.last)
            and (self.since is None or entry.at >= self.since)
            and (self.until is None or entry.at < self.until)
            and (self.members is None or entry.by in self.members)
            and (self.requests is None or not self.requests.isdisjoint(requests_of(entry)))
        )


@dataclass(frozen=True)
class Reading:
    """A selection as a reader gives it: a request by its reference or id, a member by handle or id."""

    request: str | None = None
    member: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class Reader:
    """Picks entries while a log is read in order, so that a reference is known before it is needed."""

    def __init__(self, reading: Reading, members: Iterable[tuple[str, str]]) -> None:
        self._reading = reading
        self._ids = {reading.request}
        named = frozenset(member for member, handle in members if reading.member in (member, handle))
        self._selection = Selection(
            since=reading.since,
            until=reading.until,
            members=None if reading.member is None else named,
        )

    def takes(self, entry: Entry) -> bool:
        """Say whether `entry` is asked for; a request's id is learnt from the entries that name it."""
        if entry.on is not None and entry.on.get("ref") == self._reading.request:
            self._ids.add(entry.on["id"])
        on_it = self._reading.request is None or not self._ids.isdisjoint(requests_of(entry))
        return on_it and self._selection.takes(entry)


def requests_of(entry: Entry) -> set[str]:
    """Return the ids of the requests that an entry is about: its object, and those that it lists."""
    found = set() if entry.on is None else {entry.on["id"]}
    for name in ("requests", "request", "other"):
        value = entry.x.get(name)
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, list | tuple):
            found.update(item for item in value if isinstance(item, str))
    return found
