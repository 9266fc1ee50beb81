"""Every row with content, opened with the key that it should be under, and compared with the log.

What the member holds no key to is compared as far as its plain columns go: its commitment with the
newest entry that made one. A problem is gathered, not raised, so that each is named.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from typing import Final

import sqlalchemy as sa

from exchange.checking.differing import differences
from exchange.checking.vouched import POST_ROWS, check_partners, check_post_row, check_wraps
from exchange.checking.words import WordCheck
from exchange.directory.proposed import refuse_missing
from exchange.directory.services import service_of
from exchange.errors import Tampered
from exchange.requests.arrivals import open_unfiled
from exchange.requests.attachments import chunks_of
from exchange.requests.dossier import open_row
from exchange.requests.imported_lines import check_mark
from exchange.requests.keyholding import may_open
from exchange.requests.listed import Listed, listed, listed_as, listing_rows, waits_of
from exchange.requests.model import Attachment, AttachmentContent, Chunk, Imported, Leg, Listing, Request
from exchange.requests.parts import PARTS
from exchange.requests.searched import Searched
from exchange.requests.transmissions import Transmission
from exchange.requests.wording import indexed, unfiled
from exchange.store.check import count_of
from exchange.store.model import Compartment
from exchange.store.newest import newest_commitments
from exchange.store.rows import Reader, SealedRow, columns_of, table_of
from exchange.store.sealed import Content, unseal
from exchange.store.session import Session

_REQUEST: Final = table_of(Request)
_PAGE: Final = (
    sa.select(_REQUEST).where(_REQUEST.c.id > sa.bindparam("after")).order_by(_REQUEST.c.id).limit(256)
)
_LISTED: Final = sa.select(table_of(Listing).c.facet).where(
    *(column == sa.bindparam(column.name) for column in table_of(Listing).columns)
)
_CHUNK: Final = table_of(Chunk)
_CHUNKS: Final = sa.select(_CHUNK.c.number).where(_CHUNK.c.attachment == sa.bindparam("attachment"))

_IMPORTED: Final = table_of(Imported).c.request
_UNKNOWN: Final = sa.select(_IMPORTED).where(_IMPORTED.not_in(sa.select(_REQUEST.c.id))).limit(1)


@dataclass
class Pass:
    """A pass over the rows of one snapshot: what was opened, what could not be, what is wrong."""

    session: Session
    rows: Reader
    opened: int = 0
    closed: int = 0
    listed: int = 0
    problems: list[Tampered] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.words = WordCheck(self.session, self.rows)

    def run(self, step: Callable[[int], None]) -> None:
        """Check every row; `step` is told after each request how many are done."""
        for kind in POST_ROWS:
            for row in self.rows.find(kind, order=("id",)):
                with self._gathering():
                    check_post_row(self.session, self.rows, row)
                    self.opened += 1
        with self._gathering():
            check_wraps(self.session, self.rows)
        with self._gathering():
            refuse_missing(self.session, self.rows)
        with self._gathering():
            check_partners(self.session, self.rows)
        for done, request in enumerate(self._requests(), 1):
            with self._gathering():
                self._request(request)
            step(done)
        if not self.problems and count_of(self.rows, Listing) != self.listed:
            self.problems.append(Tampered("listing-added"))
        for compartment in self.rows.find(Compartment, order=("id",)):
            if compartment.id in self.session.vault.compartments:
                self._unfiled(compartment.id)
        for kind in PARTS:
            with self._gathering():
                self._owned(kind)
        with self._gathering():
            self._owned(Searched)
            self.words.check_searches()
        with self._gathering():
            for (ident,) in self.rows.values(_UNKNOWN):
                raise Tampered("row-without-owner", table="imported", id=str(ident))
        self.problems.extend(self.words.problems())

    @contextmanager
    def _gathering(self) -> Iterator[None]:
        try:
            yield
        except Tampered as error:
            self.problems.append(error)

    def _requests(self) -> Iterator[Request]:
        after = ""
        while page := self.rows.select(Request, _PAGE, after=after):
            yield from page
            after = page[-1].id

    def _request(self, request: Request) -> None:
        """Open a request with all its rows; without its key, compare its row with the log."""
        if not may_open(self.session, self.rows, request):
            said = newest_commitments(self.rows, [request.id]).get(request.id)
            if said != (request.commitment, request.revision):
                raise Tampered("request-altered", ref=request.ref)
            self.closed += 1
            legs = self.rows.find(Leg, order=("number",), owner=request.id)
            self._listing(request.ref, listed_as(request, [leg.service for leg in legs], waits_of(legs)))
            return
        try:
            dossier = open_row(self.session, self.rows, request)
            contents: list[Content] = [dossier.content]
            for kind, content in PARTS.items():
                for row in self.rows.find(kind, order=("id",), owner=request.id):
                    contents.append(opened := unseal(self.session.post.id, dossier.key, row, content))
                    self.opened += 1
                    if isinstance(row, Attachment) and isinstance(opened, AttachmentContent):
                        self._attachment(row, opened)
            for terms in self.rows.find(Searched, owner=request.id):
                self.words.check_searched(terms, dossier.key_then(terms.key_version))
            check_mark(self.rows, request, dossier.content)
            self.words.take(indexed(dossier), contents, request.ref)
        except Tampered as error:
            if error.reason == "request-rows-altered":
                self.problems.extend(differences(self.session, self.rows, request))
                return
            if "ref" in error.arguments:
                raise
            reason = "request-part-altered" if error.reason == "row-altered" else error.reason
            raise Tampered(reason, **{**error.arguments, "ref": request.ref}) from None
        self._listing(request.ref, listed(request, dossier.content))
        self.opened += 1

    def _listing(self, ref: str, what: Listed) -> None:
        """Compare what lists find a request by with what it says; those of no request are counted.

        Where anything else is wrong, these would be consequences.
        """
        if self.problems:
            return
        for row in listing_rows(what, lambda service: service_of(self.rows, service).country):
            if not self.rows.values(
                _LISTED, **dict[str, str | int](zip(columns_of(Listing), row, strict=True))
            ):
                raise Tampered("listing-altered", ref=ref)
            self.listed += 1

    def _attachment(self, row: Attachment, content: AttachmentContent) -> None:
        """Open each chunk; one too many is as wrong as one too few."""
        if len(self.rows.values(_CHUNKS, attachment=row.id)) != row.chunks:
            raise Tampered("attachment-altered", number=row.number)
        for _ in chunks_of(self.session, row, content):
            pass

    def _unfiled(self, compartment: str) -> None:
        """Open what no request holds yet: arrivals, and the files that came with them."""
        for row in self.rows.find(Transmission, order=("id",), owner=compartment):
            with self._gathering():
                content = open_unfiled(self.session, self.rows, row)
                self.words.take(unfiled(self.session, row), (content,), f"{row.year}-{row.number}")
                self.opened += 1
        for file in self.rows.find(Attachment, order=("id",), owner=compartment):
            with self._gathering():
                key = self.session.vault.compartment_row_key(compartment, file.key_version)
                self._attachment(file, unseal(self.session.post.id, key, file, AttachmentContent))
                self.opened += 1

    def _owned(self, kind: type[SealedRow]) -> None:
        """Refuse a row that belongs to nothing: it would be shown nowhere, and checked by nobody."""
        for (ident,) in self.rows.values(_loose(kind)):
            raise Tampered("row-without-owner", table=table_of(kind).name, id=str(ident))


@cache
def _loose(kind: type[SealedRow]) -> sa.Select[tuple[str]]:
    """Return the statement that finds the first row of a table whose owner isn't there."""
    table = table_of(kind)
    owners = sa.union_all(sa.select(_REQUEST.c.id), sa.select(table_of(Compartment).c.id))
    return sa.select(table.c.id).where(table.c.owner.not_in(owners)).order_by(table.c.id).limit(1)
