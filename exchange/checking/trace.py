"""What the log says must be in the store: no row may be gone that an entry made and none erased.

Gathered while the log is verified, and believed only once it is. Memory grows with what is missing
or was erased, not with the log.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa

from exchange.backup.model import DestroyedMedium
from exchange.checking.erased import known
from exchange.checking.owed import Owed
from exchange.checking.searches import Searches
from exchange.directory.model import Service
from exchange.errors import Tampered
from exchange.lawbook.model import LawText
from exchange.lawbook.reading import SERIES
from exchange.log.entry import Entry, SignedEntry
from exchange.requests.erasures import erased_by
from exchange.requests.model import Request
from exchange.requests.references import parse_reference
from exchange.requests.transmissions import Transmission
from exchange.store.journal import counters_of, head_of
from exchange.store.model import Compartment, Member
from exchange.store.rows import Reader, SealedRow, table_of
from exchange.transmission.model import IncidentRow, ReceivedCover, SentCover

_MADE: Final[Mapping[str, tuple[tuple[type[SealedRow], str], ...]]] = {
    "post.created": ((Member, "member"),),
    "member.added": ((Member, "member"),),
    "member.renewed": ((Member, "member"),),
    "service.added": ((Service, "service"),),
    "arrival.registered": ((Transmission, "transmission"),),
    "transmission.recorded": ((Transmission, "transmission"),),
    "transmission.sent": ((Transmission, "transmission"), (SentCover, "transmission")),
    "transmission.received": ((Transmission, "transmission"), (ReceivedCover, "transmission")),
    "incident.opened": ((IncidentRow, "incident"),),
}
"""The rows that an operation makes: their table, and the field that names their id."""
_BY_OBJECT: Final[Mapping[str, type[SealedRow]]] = {
    "compartment.added": Compartment,
    "law.added": LawText,
    "medium.destroyed": DestroyedMedium,
    "request.opened": Request,
}
_FILED: Final[Mapping[str, str]] = {"arrival.filed": "transmission", "request.opened": "arrival"}
"""The operations that file an arrival to a request, and the field that names its id."""
_COUNTED: Final = ("reference-", "register-", "incident", SERIES)
_TRANSMISSION: Final = table_of(Transmission)
_REGISTERED: Final = sa.select(_TRANSMISSION.c.year, sa.func.max(_TRANSMISSION.c.number)).group_by(
    _TRANSMISSION.c.year
)


@dataclass(frozen=True)
class _Missing:
    """A row that an entry made and that isn't there: of which request, and how it is called."""

    table: str
    request: str | None
    name: str


@dataclass
class Trace:
    """What the entries made, compared with what is there."""

    rows: Reader
    missing: dict[tuple[str, str], _Missing] = field(default_factory=dict)
    erased: set[str] = field(default_factory=set)
    numbers: dict[str, int] = field(default_factory=dict)
    owed: Owed = field(default_factory=Owed)

    def __post_init__(self) -> None:
        self.searches = Searches(self.rows)

    def take(self, signed: SignedEntry) -> None:
        """Take the next entry."""
        entry = signed.entry
        for kind, name in _MADE.get(entry.op, ()):
            if name in entry.x and _makes(entry, kind):
                self._expect(kind, str(entry.x[name]), entry)
        if entry.op in _BY_OBJECT and entry.on is not None:
            self._expect(_BY_OBJECT[entry.op], entry.on["id"], entry)
        if entry.op == "member.renewed":  # his row bears his new id
            self.missing.pop(("member", str(entry.x["old"])), None)
        self._filed_or_erased(entry)
        self._count(entry)
        self.owed.take(signed)
        self.searches.take(signed)

    def problems(self) -> list[Tampered]:
        """Return each row that is gone, and each series whose next number was changed."""
        found = [
            Tampered("erasure-missing", id=ident) for ident in self.erased if not known(self.rows, ident)
        ]
        gone = [item for item in self.missing.values() if item.request not in self.erased]
        found += [Tampered("row-missing", table=item.table, name=item.name) for item in gone]
        found += self.owed.problems(self.rows)
        found += self.searches.problems(self.erased)
        for year, number in self.rows.values(_REGISTERED):
            self._saw(f"register-{int(str(year))}", int(str(number)))
        counters = counters_of(head_of(self.rows))
        for series in sorted(self.numbers.keys() | counters.keys()):
            next_one, last = counters.get(series, 0), self.numbers.get(series, 0)
            if series.startswith(_COUNTED) and next_one != last:
                found.append(Tampered("counter-altered", series=series, found=next_one, expected=last))
        return found

    def _expect(self, kind: type[SealedRow], ident: str, entry: Entry) -> None:
        if self.rows.get(kind, id=ident) is not None:
            return
        on = entry.on or {}
        request = on.get("id") if on.get("type") == "request" else None
        name = on.get("ref") or _number(entry) or ident
        table = str(kind.__tablename__)
        self.missing[table, ident] = _Missing(table, request, name)

    def _filed_or_erased(self, entry: Entry) -> None:
        """Note what was erased: an arrival's row goes with the request that it was filed to."""
        self.erased.update(erased_by(entry))
        if entry.op in _FILED and entry.on is not None:
            key = ("transmission", str(entry.x.get(_FILED[entry.op])))
            if key in self.missing:
                self.missing[key] = _Missing("transmission", entry.on["id"], self.missing[key].name)

    def _count(self, entry: Entry) -> None:
        year, number = entry.x.get("year"), entry.x.get("number")
        if isinstance(year, int) and isinstance(number, int):
            self._saw(f"register-{year}", number)
        if entry.op == "incident.opened" and isinstance(number, int):
            self._saw("incident", number)
        if entry.op == "backup.restored":
            self._count_lost(entry)
        if entry.op == "law.added" and isinstance(number, int):
            self._saw(SERIES, number)
        if entry.op == "request.opened" and entry.on is not None and "ref" in entry.on:
            self._saw_reference(entry.on["ref"])

    def _count_lost(self, entry: Entry) -> None:
        """Take the numbers after which a restored log goes on."""
        refs, numbers = entry.x["refs"], entry.x["numbers"]
        for ref in refs if isinstance(refs, list | tuple) else ():
            self._saw_reference(str(ref))
        for year, number in numbers.items() if isinstance(numbers, Mapping) else ():
            self._saw(f"register-{year}", int(str(number)))

    def _saw_reference(self, ref: str) -> None:
        reference = parse_reference(ref)
        self._saw(reference.series, reference.number)

    def _saw(self, series: str, number: int) -> None:
        self.numbers[series] = max(number, self.numbers.get(series, 0))


def _makes(entry: Entry, kind: type[SealedRow]) -> bool:
    """Say whether the entry is of a sealed file, where the row is one that only such a file has."""
    if kind is SentCover:
        return "parts" in entry.x
    return kind is not ReceivedCover or "cover" in entry.x


def _number(entry: Entry) -> str | None:
    year, number = entry.x.get("year"), entry.x.get("number")
    return f"{year}-{number}" if year is not None and number is not None else None
