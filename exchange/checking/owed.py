"""Which requests' keys the log says are still to be replaced, compared with the list of what is due.

Who was revoked, or does other work now, knows the keys of the requests that were assigned to him. Were
a request taken off the list by hand, nobody would ever give it another key. Memory grows with what is
assigned, not with the log.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from exchange.errors import Tampered
from exchange.log.entry import Entry, SignedEntry
from exchange.requests.erasures import erased_by
from exchange.store.model import KeyWrap, RekeyDue
from exchange.store.rows import Reader


@dataclass
class Owed:
    """Who knows the present key of which request, and which requests are due, as the entries say."""

    known: dict[str, set[str]] = field(default_factory=dict)
    due: set[str] = field(default_factory=set)

    def take(self, signed: SignedEntry) -> None:
        """Take the next entry."""
        change = _CHANGES.get(signed.entry.op)
        if change is not None:
            change(self, signed.entry)

    def problems(self, rows: Reader) -> list[Tampered]:
        """Return what is due and not on the list, and who lacks the key of what is assigned to him."""
        listed = {row.request for row in rows.find(RekeyDue)}
        missing = len(self.due - listed)
        found = [Tampered("rekey-due-missing", count=missing)] if missing else []
        for request, members in self.known.items():
            for member in sorted(members):
                if not rows.find(KeyWrap, limit=1, kind="request", object_id=request, member=member):
                    found.append(Tampered("wrap-missing", kind="request", member=member))
        return found


def _assigned(owed: Owed, entry: Entry) -> None:
    owed.known.setdefault(_request(entry), set()).add(str(entry.x["member"]))


def _rotated(owed: Owed, entry: Entry) -> None:
    owed.due.discard(_request(entry))
    owed.known.get(_request(entry), set()).discard(str(entry.x.get("member")))


def _erased(owed: Owed, entry: Entry) -> None:
    for request in erased_by(entry):
        owed.due.discard(request)
        owed.known.pop(request, None)


def _gone(owed: Owed, entry: Entry) -> None:
    member = str(entry.x["member"])
    for request, knowing in owed.known.items():
        if member in knowing:
            knowing.discard(member)
            owed.due.add(request)


def _renewed(owed: Owed, entry: Entry) -> None:
    old, new = str(entry.x["old"]), str(entry.x["member"])
    for knowing in owed.known.values():
        if old in knowing:
            knowing.discard(old)
            knowing.add(new)


def _request(entry: Entry) -> str:
    return entry.on["id"] if entry.on else ""


_CHANGES: Final[Mapping[str, Callable[[Owed, Entry], None]]] = {
    "request.assigned": _assigned,
    "request.unassigned": _rotated,
    "request.rekeyed": _rotated,
    "request.erased": _erased,
    "backup.restored": _erased,
    "member.revoked": _gone,
    "member.role": _gone,
    "member.renewed": _renewed,
}
