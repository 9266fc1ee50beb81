"""A request, opened: its key, its rows checked against the log, and the one way to write them back.

A request's own row seals a digest over its other rows, and the newest entry that altered the request
commits to that row: a row that is missing, older, swapped or added shows when the request is opened.
Writing goes the same way back: parts first, then the request's row with the new digest, its derived
status and dates, then the entry that commits to it, all in the caller's unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import TypeVar

from exchange.codes import LegStatus
from exchange.directory.model import Service
from exchange.directory.services import service_of
from exchange.errors import Tampered
from exchange.ids import new_id
from exchange.law.model import Law
from exchange.lawbook.reading import law_of
from exchange.requests.finding import find_request
from exchange.requests.headlines import Headline, open_listed
from exchange.requests.leg_clock import top_of
from exchange.requests.listed import Listed, listed, relist, waits_of
from exchange.requests.machine import request_status
from exchange.requests.model import Leg, LegContent, Request, RequestContent, RequestText, RequestTextContent
from exchange.requests.part_list import PARTS_OF, PartList
from exchange.requests.retention import follow_retention
from exchange.requests.transmissions import Transmission
from exchange.requests.wording import Wording, tell_index, unfiled, words_of
from exchange.store.journal import Journal, vouched_commitment
from exchange.store.rows import Reader, Rows, SealedRow, Value, changed
from exchange.store.sealed import Content, new_row, seal, unseal
from exchange.store.session import Session
from keys.canonical import JSON
from keys.encoding import unb64
from keys.seal import RowKey

R = TypeVar("R", bound=SealedRow)
C = TypeVar("C", bound=Content)


@dataclass
class Dossier:
    """One request with its key, in the transaction that opened it."""

    session: Session
    request: Request
    content: RequestContent
    key: RowKey
    secret: bytes = field(repr=False)
    parts: PartList = field(default_factory=PartList)
    legs: dict[str, Leg] = field(default_factory=dict)
    _contents: dict[tuple[str, str, int], Content] = field(default_factory=dict, repr=False)
    services: dict[str, Service] = field(default_factory=dict, repr=False)
    _text: tuple[RequestText, RequestTextContent] | None = field(default=None, repr=False)
    _listed: Listed | None = None
    wording: Wording = field(default_factory=Wording, repr=False)
    _law: Law | None = field(default=None, repr=False)

    def __post_init__(self) -> None:
        self._known = self.content  # what the index was told of it, whoever changes it until it is saved

    @cached_property
    def now(self) -> datetime:
        """When it was first written: the moment in the ids of all rows that it gets in this transaction."""
        return self.session.clock()

    @property
    def on(self) -> dict[str, str]:
        """The request as the object of a log entry."""
        return {"type": "request", "id": self.request.id, "ref": self.request.ref}

    @property
    def why(self) -> str:
        """The purpose of what is done: the one that the member chose, else the request's own."""
        return self.session.chosen_purpose or self.request.purpose

    def unseal(self, row: SealedRow, kind: type[C]) -> C:
        """Return the content of one of the request's rows, opened once."""
        name = (str(type(row).__tablename__), row.id, row.revision)
        known = self._contents.get(name)
        if isinstance(known, kind):
            return known
        content = self.session.vouched.opened(row, kind)
        if content is None:
            content = unseal(self.session.post.id, self.key, row, kind)
            self.session.vouched.keep_opened(row, content)
        self._contents[name] = content
        return content

    def key_then(self, version: int) -> RowKey:
        """Return the request's key at a version: terms of searches, which the log commits to, keep theirs.

        Raise Tampered for a version that it never had.
        """
        earlier = self.content.keys
        if version == self.request.key_version:
            return self.key
        if not 1 <= version <= len(earlier):
            raise Tampered("request-altered", ref=self.request.ref)
        return self.session.vault.row_key(self.request.id, version, unb64(earlier[version - 1], 32))

    def find(self, rows: Reader, kind: type[R], content: type[C], *order: str) -> list[tuple[R, C]]:
        """Return the request's rows of a table, opened; asked only where its parts hold any."""
        if not self.count(kind):
            return []
        found = rows.find(kind, order=order, owner=self.request.id)
        return [(row, self.unseal(row, content)) for row in found]

    def count(self, kind: type[SealedRow]) -> int:
        """Return how many rows of a table the request has."""
        return self.parts.count(kind)

    def refuse_other_parts(self) -> None:
        """Raise Tampered unless the rows that were listed are those that the request's own row seals."""
        if self.parts.digest() != self.content.rows:
            raise Tampered("request-rows-altered", ref=self.request.ref)

    def service(self, rows: Reader, ident: str) -> Service:
        """Return a service that the request names, read once; raise Tampered where it is gone."""
        found = self.services.get(ident)
        if found is None:
            found = self.services[ident] = service_of(rows, ident)
        return found

    def law(self, rows: Reader) -> Law:
        """Return the law by which the post counts, read once."""
        if self._law is None:
            self._law = law_of(self.session, rows)
        return self._law

    def count_by(self, law: Law) -> None:
        """Count by the law that the caller read in the same transaction, for many requests at once."""
        self._law = law

    def text(self, rows: Reader) -> tuple[RequestText, RequestTextContent]:
        """Return the request's text and fields, with their row."""
        if self._text is None:
            self._text = self.find(rows, RequestText, RequestTextContent)[0]
        return self._text

    def keep_text(self, row: RequestText) -> None:
        """Keep the row of the text, where it was read with those of other requests."""
        self._text = row, self.unseal(row, RequestTextContent)

    def insert(
        self, journal: Journal, kind: type[R], content: Content, ident: str | None = None, /, **plain: Value
    ) -> R:
        """Insert a new row of this request, sealed, under a new id or one already taken; return it."""
        row = new_row(
            kind,
            ident or new_id(self.now),
            self.request.id,
            self.request.key_version,
            **plain,
        )
        row = self._keep(seal(self.session.post.id, self.key, row, content), content, None)
        journal.rows.insert(row)
        return row

    def replace(self, journal: Journal, row: R, content: Content, **plain: Value) -> R:
        """Write one of the request's rows anew, with other values."""
        before = self.unseal(row, type(content)) if row.owner == self.request.id else None
        row = changed(row, revision=row.revision + 1, key_version=self.request.key_version, **plain)
        row = self._keep(seal(self.session.post.id, self.key, row, content), content, before)
        journal.rows.replace(row)
        return row

    def adopt(self, journal: Journal, row: R, content: Content, **plain: Value) -> R:
        """Make a row of another owner (an arrival's) one of this request's."""
        if isinstance(row, Transmission):
            journal.index.drop(unfiled(self.session, row), words_of(self.session.folder, (content,)))
        return self.replace(journal, row, content, owner=self.request.id, **plain)

    def save(
        self,
        journal: Journal,
        op: str,
        *,
        part: SealedRow | None = None,
        to: tuple[str, ...] = (),
        title: str | None = None,
        **x: JSON,
    ) -> int:
        """Re-seal the request's own row over its parts, then append the entry that commits to it."""
        opening = self.request.revision == 0
        update = {
            "rows": self.parts.digest(),
            "title": self.content.title if title is None else title,
            "services": self._services(),
            "waits": waits_of(self.legs.values()),
            "due_zone": self._due_zone() if self.legs else self.content.due_zone,
        }
        self.content = self.content.model_copy(update=update)
        self.wording.change(("request", self.request.id), None if opening else self._known, self.content)
        self._known = self.content
        tell_index(self, journal)
        self.settle()
        follow_retention(self, journal, op, self._listed.status if self._listed else None)
        self.request = changed(self.request, revision=self.request.revision + 1)
        self.request = seal(self.session.post.id, self.key, self.request, self.content)
        if opening:
            journal.rows.insert(self.request)
        else:
            journal.rows.replace(self.request)
        self._list(journal.rows)
        if part is not None:
            x["part"] = {"type": str(type(part).__tablename__).replace("_", "-"), "id": part.id}
        return journal.enter(
            op,
            {**x, "rev": self.request.revision},
            on=self.on,
            why=self.why,
            to=to,
            c=self.request.commitment,
        )

    def owe(self, due_at: int | None, zone: str | None) -> None:
        """Take by when a request that has no leg is due, and where the day ends with which it is."""
        self.request = changed(self.request, due_at=due_at)
        self.content = self.content.model_copy(update={"due_zone": zone})

    def settle(self) -> None:
        """Derive the request's status and dates from its legs, where it has any."""
        self.request = changed(self.request, **self._derived())

    def consulted(self, journal: Journal, op: str = "request.consulted", **x: JSON) -> int:
        """Append the entry of a look, which must be written before anything is shown."""
        return journal.enter(op, x, on=self.on, why=self.why)

    def _services(self) -> tuple[str, ...]:
        """Return the ids of the services that its legs ask, in their order."""
        legs = sorted(self.legs.values(), key=lambda leg: leg.number)
        return tuple(dict.fromkeys(leg.service for leg in legs))

    def _due_zone(self) -> str | None:
        """Return where the day ends with which the nearest limit of its open legs does."""
        open_legs = [leg for leg in self.legs.values() if leg.status != "closed" and leg.due_at is not None]
        nearest = min(open_legs, key=lambda leg: (leg.due_at, leg.number), default=None)
        top = top_of(self.unseal(nearest, LegContent).clocks) if nearest else None
        return top.zone if top else None

    def _list(self, rows: Rows) -> None:
        """Keep what lists find the request by true to what it says now."""
        now = listed(self.request, self.content)
        relist(rows, self._listed, now, lambda ident: self.service(rows, ident).country)
        self._listed = now

    def _keep(self, row: R, content: Content, before: Content | None) -> R:
        table = str(type(row).__tablename__)
        self.wording.change((table, row.id), before, content)
        self.parts.take(table, row.id, row.revision, row.commitment)
        self._contents[table, row.id, row.revision] = content
        if isinstance(row, Leg):
            self.legs[row.id] = row
        if isinstance(row, RequestText) and isinstance(content, RequestTextContent):
            self._text = (row, content)
        return row

    def _derived(self) -> dict[str, Value]:
        legs = list(self.legs.values())
        open_legs = [leg for leg in legs if leg.status != "closed"]
        due = [leg.due_at for leg in open_legs if leg.due_at is not None]
        follow_up = [leg.follow_up_at for leg in open_legs if leg.follow_up_at is not None]
        if not legs:
            return {}
        return {
            "status": request_status(LegStatus(leg.status) for leg in legs),
            "due_at": min(due, default=None),
            "follow_up_at": min(follow_up, default=None),
        }


def open_dossier(session: Session, rows: Reader, ref: str) -> Dossier:
    """Open a request for this member, every row of it accounted for; raise NotAuthorised, Tampered."""
    return open_row(session, rows, find_request(rows, ref))


def open_row(session: Session, rows: Reader, row: Request) -> Dossier:
    """Open a request whose row was read in the same snapshot."""
    dossier = dossier_of(session, open_listed(session, rows, row, vouched_commitment(rows, row.id)))
    for part in rows.values(PARTS_OF, owner=row.id):
        dossier.parts.take(*part)
    dossier.refuse_other_parts()
    # Opened at once, since what a request derives and where it may go stand in their plain columns.
    dossier.legs = {leg.id: leg for leg, _ in dossier.find(rows, Leg, LegContent, "number")}
    return dossier


def dossier_of(session: Session, headline: Headline) -> Dossier:
    """Return a request that a list opened, to be opened further."""
    return Dossier(session, *headline[:4], _listed=listed(headline.request, headline.content))
