"""Which rows of a request aren't those that it seals, as far as it can be known.

The request's own row seals one digest over all others: that something differs is certain, what it is must
be found otherwise. A row that an entry names and that isn't there was removed, and so was a number that is
left out; a row without which the digest holds was added; one that entries changed more often than it says
was put back. What an opening wrote by the dozen and nothing numbers can't be told from what stands there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.log.entry import parse_line
from exchange.requests.attachments import orphans
from exchange.requests.headlines import Headline, open_listed
from exchange.requests.model import Attachment, Leg, Request, RequestText, Subject
from exchange.requests.part_list import PARTS_OF
from exchange.requests.parts import PARTS
from exchange.store.journal import line_of, vouched_commitment
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of
from exchange.store.sealed import Listed, digest, unseal
from exchange.store.session import Session

_NUMBERS: Final = {
    table.name: sa.select(table.c.number).where(table.c.owner == sa.bindparam("owner"))
    for table in (table_of(Leg), table_of(Subject), table_of(Attachment))
}
"""What a request numbers from 1 on, without a gap, by table."""
_TOLD: Final = ("leg", "subject", "note", "attachment")
"""The fields of an entry that name a row of the table that is called so, which it need not have written."""
_TRIED: Final = 256
"""Above so many rows none is left out in turn to see whether the digest then holds."""
_ENTRY: Final = table_of(LogEntry)
_CHANGES: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.commits == 1)
    .order_by(_ENTRY.c.n)
)
_Name = tuple[str, str]
"""A row by its table and id."""


def differences(session: Session, rows: Reader, request: Request) -> list[Tampered]:
    """Return each row that is known to differ; the request as a whole where none is. Its own row holds."""
    headline = open_listed(session, rows, request, vouched_commitment(rows, request.id))
    there = [
        (str(table), str(ident), revision if isinstance(revision, int) else str(revision), str(commitment))
        for table, ident, revision, commitment in rows.values(PARTS_OF, owner=request.id)
    ]
    named = _named(rows, request)
    known = {(table, ident): revision for table, ident, revision, _ in there}
    ref = request.ref
    gone = [name for name in named if name not in known]
    found = [Tampered("request-part-gone", ref=ref, table=table, id=ident) for table, ident in gone]
    found += _numbers_gone(rows, request, Counter(table for table, _ in gone))
    for table, ident in _added(there, headline.content.rows):
        found.append(Tampered("request-part-added", ref=ref, table=table, id=ident))
    for (table, ident), times in named.items():
        revision = known.get((table, ident))
        if isinstance(revision, int) and revision < times:
            found.append(Tampered("request-part-older", ref=ref, table=table, id=ident))
    told = {(str(one.arguments["table"]), str(one.arguments.get("id"))) for one in found}
    found += _altered(session, rows, headline, told)
    if not found:  # of what an opening brought, bytes that belong to nothing tell the file
        table = table_of(Attachment).name
        found = [Tampered("request-part-gone", ref=ref, table=table, id=ident) for ident in orphans(rows)]
    return found or [Tampered("request-rows-differ", ref=request.ref)]


def _named(rows: Reader, request: Request) -> Counter[_Name]:
    """Return how many entries wrote each row that they name; the log itself was verified before."""
    found: Counter[_Name] = Counter()
    for n, line in rows.values(_CHANGES, about=request.id):
        told = parse_line(line_of(line, int(str(n)))).entry.x
        part = told.get("part")
        if isinstance(part, Mapping):
            found[str(part["type"]).replace("-", "_"), str(part["id"])] += 1
        for table in _TOLD:
            if table in told:
                found[table, str(told[table])] += 0
    return found


def _numbers_gone(rows: Reader, request: Request, named: Counter[str]) -> Iterator[Tampered]:
    """Give the numbers that are left out, where rows that entries name don't account for them."""
    if rows.get(RequestText, owner=request.id) is None:
        yield Tampered("request-number-gone", table=table_of(RequestText).name, number=1, ref=request.ref)
    for table, numbers in _NUMBERS.items():
        taken = {int(str(number)) for (number,) in rows.values(numbers, owner=request.id)}
        gone = sorted(set(range(1, max(taken, default=0) + 1)) - taken)
        if len(gone) > named[table]:
            for number in gone:
                yield Tampered("request-number-gone", table=table, number=number, ref=request.ref)


def _added(there: Sequence[Listed], sealed: str) -> Iterator[_Name]:
    if len(there) > _TRIED:
        return
    for place, (table, ident, *_) in enumerate(there):
        if digest((*there[:place], *there[place + 1 :])) == sealed:
            yield table, ident


def _altered(session: Session, rows: Reader, headline: Headline, told: set[_Name]) -> Iterator[Tampered]:
    """Give the rows that don't open, but for those that something was said of already."""
    for kind, content in PARTS.items():
        for row in rows.find(kind, order=("id",), owner=headline.request.id):
            try:
                unseal(session.post.id, headline.key, row, content)
            except Tampered:
                table, ident, ref = table_of(kind).name, str(row.id), headline.request.ref
                if (table, ident) not in told:
                    yield Tampered("request-part-altered", ref=ref, table=table, id=ident)
