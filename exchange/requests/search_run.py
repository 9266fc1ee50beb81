"""One search in one snapshot: candidates from the index, or from the member's own, opened and looked at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final, NamedTuple

from exchange.log.roles import Role
from exchange.requests.arrivals import open_unfiled
from exchange.requests.dossier import Dossier
from exchange.requests.hits import AT_ONCE, look_at, open_found
from exchange.requests.search_filters import Shape
from exchange.requests.search_index import Cut, Sort, asked_of_index, statement
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.requests.wording import passages
from exchange.search.matching import Look
from exchange.search.query import Query, parse_query
from exchange.store.rows import Reader, Value
from exchange.store.session import Session
from exchange.store.vocabulary import Vocabulary

NOTHING_BELOW: Final = 2**62
"""Above the newest row: where a search begins."""


class Candidate(NamedTuple):
    """What the index names: its row number there, and what that row stands for."""

    row: int
    kind: str
    ident: str


@dataclass(frozen=True)
class Hit:
    """A candidate that holds, opened."""

    candidate: Candidate
    look: Look
    opened: Dossier | tuple[Transmission, TransmissionContent]

    @property
    def revision(self) -> int:
        """The revision of what was opened."""
        return self.opened.request.revision if isinstance(self.opened, Dossier) else self.opened[0].revision


@dataclass
class Run:
    """One search under way; `first` is the first request that it opened."""

    session: Session
    rows: Reader
    query: Query
    shape: Shape
    values: dict[str, Value]
    known: list[Vocabulary]
    cuts: list[Cut] = field(default_factory=list)
    first: Dossier | None = None

    @property
    def by_index(self) -> bool:
        """Whether the member asks the index, or looks through his own requests."""
        return self.session.member.role is not Role.INVESTIGATOR

    def hits(self, below: int, count: int) -> list[Hit]:
        """Return at most so many hits below a row, the newest first."""
        found: list[Hit] = []
        at_once = min(count, AT_ONCE)
        for candidates in self._pages(below, at_once):
            opened = open_found(self.session, self.rows, [c.ident for c in candidates if c.kind == "request"])
            self.first = self.first or next(iter(opened.values()), None)
            for candidate in candidates:
                hit = self._looked_at(candidate, opened.get(candidate.ident))
                if hit is not None:
                    found.append(hit)
                    if len(found) == count:
                        return found
        return found

    def holds(self, text: str) -> bool:
        """Say whether anything holds for another text of the query, its filters being the same."""
        query = parse_query(text, self.session.folder)
        return bool(replace(self, query=query, cuts=[], first=None).hits(NOTHING_BELOW, 1))

    def _pages(self, below: int, at_once: int) -> Iterator[list[Candidate]]:
        values: dict[str, Value] = {**self.values, "limit": at_once}
        asked = asked_of_index(self.rows, self.known, self.query)
        self.cuts = asked.cuts
        if self.by_index and (not self.known or (self.query.wanted and not asked.wanted)):
            return
        wanted, unwanted = self.by_index and asked.wanted, self.by_index and asked.unwanted
        held = sorted(self.session.vault.indexes) if self.by_index else []
        values |= {"wanted": asked.wanted} if wanted else {}
        values |= {"unwanted": asked.unwanted} if unwanted else {}
        if not wanted:
            values |= {f"compartment_{place}": one for place, one in enumerate(held)}
            values |= {} if held else {"mine": self.session.member.id}
        sort = Sort(bool(wanted), bool(unwanted), len(held), self.shape)
        while True:
            page = self.rows.values(statement(sort), below=below, **values)
            found = [Candidate(int(str(row)), str(kind), str(ident)) for row, kind, ident in page]
            yield found
            if len(found) < at_once:
                return
            below = found[-1].row

    def _looked_at(self, candidate: Candidate, dossier: Dossier | None) -> Hit | None:
        look = Look(self.query.terms, self.session.folder)
        if dossier is not None:
            look_at(self.rows, dossier, self.query, look, indexed=self.by_index)
            return Hit(candidate, look, dossier) if look.holds else None
        row = self.rows.get(Transmission, id=candidate.ident)
        if row is None or row.owner not in self.session.vault.compartments:
            return None
        content = open_unfiled(self.session, self.rows, row)
        for passage in passages(content):
            look.take(passage, [*look.unsettled, *self.query.unwanted])
        return Hit(candidate, look, (row, content)) if look.holds else None
