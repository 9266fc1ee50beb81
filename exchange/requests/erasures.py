"""What is left of a request that was erased: its reference, its entry, what figures count, nothing it said.

Its row is sealed under the store key, which every member holds, and believed as far as the log has the
erasure that it names. While `status` is `erasing`, something of ours may still hold the request.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlmodel import Field

from exchange.codes import ErasureStatus
from exchange.directory.members import handles_by_id
from exchange.errors import NotFound, Tampered
from exchange.log.entry import Entry
from exchange.requests.model import Leg, Request
from exchange.requests.references import parse_reference
from exchange.store.journal import check_included, entry_at
from exchange.store.rows import Reader, SealedRow
from exchange.store.sealed import Content, unseal
from exchange.store.session import Session

OPERATION = "request.erased"
RESTORED = "backup.restored"


@dataclass(frozen=True)
class CountedLeg:
    """What figures count of a leg; what happened to it stands in the log."""

    id: str
    service: str
    basis: str
    created_at: int
    limit_at: int | None = None


@dataclass(frozen=True)
class Counted:
    """What figures count of a request: codes, services and moments."""

    id: str
    kind: str
    status: str
    urgency: str
    requesting_service: str
    received_at: int
    registered_at: int
    legs: tuple[CountedLeg, ...]


@dataclass(frozen=True)
class Message:
    """A message of the register that went with the request: its number is not given again."""

    id: str
    year: int
    number: int


class Erasure(SealedRow, table=True):
    """A request that was erased, by entry `log_index`; its id is the request's."""

    __tablename__ = "erasure"
    ref: str = Field(unique=True)
    status: str
    log_index: int


class ErasureContent(Content):
    """What figures count of it, its numbers in the register, and our files that are still to be removed."""

    counted: Counted
    messages: tuple[Message, ...] = ()
    files: tuple[str, ...] = ()


def counted(request: Request, legs: list[Leg]) -> Counted:
    """Return what figures count of a request."""
    return Counted(
        id=request.id,
        kind=request.kind,
        status=request.status,
        urgency=request.urgency,
        requesting_service=request.requesting_service,
        received_at=request.received_at,
        registered_at=request.registered_at,
        legs=tuple(CountedLeg(leg.id, leg.service, leg.basis, leg.created_at, leg.limit_at) for leg in legs),
    )


def erasures(session: Session, rows: Reader) -> Iterator[tuple[Erasure, ErasureContent]]:
    """Give every request that was erased, opened, the newest first."""
    key = session.vault.store_row_key()
    for row in rows.find(Erasure, order=("-log_index",)):
        yield row, unseal(session.post.id, key, row, ErasureContent)


def entry_of(rows: Reader, row: Erasure) -> Entry:
    """Return the entry by which a request was erased; raise Tampered where the log has no such one."""
    signed = entry_at(rows, row.log_index)
    check_included(rows, row.log_index, signed.leaf)
    if row.id not in erased_by(signed.entry):
        raise Tampered("row-not-vouched", table="erasure", id=row.id)
    return signed.entry


def erasure_of(rows: Reader, ref: str) -> tuple[Erasure, str | None]:
    """Return the erasure of a reference and its ground, None where a restore removed it again."""
    row = rows.get(Erasure, ref=str(parse_reference(ref)))
    if row is None:
        raise NotFound("request-unknown", ref=ref)
    entry = entry_of(rows, row)
    return row, str(entry.x["ground"]) if entry.op == OPERATION else None


def erased_by(entry: Entry) -> tuple[str, ...]:
    """Return the ids of the requests that an entry erased, or removed again from a restored backup."""
    if entry.op == OPERATION and entry.on is not None:
        return (entry.on["id"],)
    again = entry.x.get("erased") if entry.op == RESTORED else ()
    return tuple(map(str, again)) if isinstance(again, list | tuple) else ()


def refuse_erased(rows: Reader, ref: str) -> None:
    """Raise NotFound where a reference is an erased request's: by whom, when, on which ground."""
    row = rows.get(Erasure, ref=ref)
    if row is None:
        return
    entry = entry_of(rows, row)
    by = handles_by_id(rows).get(entry.by, entry.by)
    if entry.op != OPERATION:
        raise NotFound("request-erased-before", ref=ref, by=by, at=entry.at)
    reason = "request-erased" if row.status == ErasureStatus.ERASED else "request-erasing"
    raise NotFound(reason, ref=ref, by=by, at=entry.at, because=str(entry.x["ground"]))


def erased_message(
    session: Session, rows: Reader, given: str, year: int = 0, number: int = 0
) -> tuple[Erasure, Message] | None:
    """Return the message of that number, or of the id given, that went with an erased request."""
    for row, content in erasures(session, rows):
        for one in content.messages:
            if one.id == given or (one.year, one.number) == (year, number):
                return row, one
    return None


def refuse_erased_message(session: Session, rows: Reader, given: str, year: int, number: int) -> None:
    """Raise NotFound where a message of that number, or of the id given, went with an erased request."""
    found = erased_message(session, rows, given, year, number)
    if found is not None:
        row, one = found
        raise NotFound("transmission-erased", number=f"{one.year}-{one.number}", ref=row.ref)
