"""Arrivals as rows: found by their register number, opened, filed into a request.

Until it is filed an arrival is sealed under its compartment's key; filed, it is one of the request's
rows, sealed under the request's key, and so are its attachments (each re-seals only its own row).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final
from zoneinfo import ZoneInfo

from exchange.codes import UNFILED, TransmissionStatus
from exchange.errors import Invalid, NotFound, Refused, Tampered
from exchange.log.shapes import is_id
from exchange.requests.dossier import Dossier
from exchange.requests.erasures import refuse_erased_message
from exchange.requests.model import Attachment, AttachmentContent
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.requests.wording import unfiled, words_of
from exchange.store.journal import Journal, vouched_commitment
from exchange.store.rows import Reader
from exchange.store.sealed import seal, unseal
from exchange.store.session import Session

_NUMBER: Final = re.compile(r"(?:([AD])-)?(?:(\d{4})-)?0*(\d{1,9})")
_LETTERS: Final = {"A": "in", "D": "out"}


def find_transmission(session: Session, rows: Reader, number: str) -> Transmission:
    """Return the transmission of a register number (`1205`, `2026-1205`, `A-1205`) or id."""
    place = (0, 0)
    if is_id(number):
        row = rows.get(Transmission, id=number)
    else:
        found = _NUMBER.fullmatch(number.strip().upper())
        if found is None:
            raise Invalid("number-form", given=number[:40])
        year = int(found[2]) if found[2] else session.clock().astimezone(ZoneInfo(session.post.zone)).year
        place = (year, int(found[3]))
        row = rows.get(Transmission, year=year, number=place[1])
        if row is not None and found[1] and row.direction != _LETTERS[found[1]]:
            row = None
    if row is None:
        refuse_erased_message(session, rows, number, *place)
        raise NotFound("transmission-unknown", given=number[:40])
    return row


def open_unfiled(session: Session, rows: Reader, row: Transmission) -> TransmissionContent:
    """Return the content of a transmission that no request holds; raise NotAuthorised, Tampered."""
    key = session.vault.compartment_row_key(row.compartment, row.key_version)
    content = unseal(session.post.id, key, row, TransmissionContent)
    if vouched_commitment(rows, row.id) != (row.commitment, row.revision):
        raise Tampered("row-altered", table="transmission", id=row.id)
    return content


def keep_unfiled(
    session: Session,
    journal: Journal,
    row: Transmission,
    content: TransmissionContent,
    before: TransmissionContent | None = None,
) -> Transmission:
    """Write a message that no request holds, sealed under its compartment; return its row.

    With what it said `before` it is written over its row. The one way in: the index is told here.
    """
    key = session.vault.compartment_row_key(row.compartment, row.key_version)
    row = seal(session.post.id, key, row, content)
    if before is None:
        journal.rows.insert(row)
    else:
        journal.rows.replace(row)
    words = words_of(session.folder, (content,))
    if before is None:
        journal.index.enter(unfiled(session, row), words)
    else:
        old = words_of(session.folder, (before,))
        journal.index.change(unfiled(session, row), words - old, old - words)
    return row


def open_arrival(session: Session, rows: Reader, row: Transmission) -> TransmissionContent:
    """Return the content of an arrival that no request holds: to be sorted, or set aside and thought over.

    Raise Refused for one that a request holds.
    """
    if row.status not in UNFILED:
        raise Refused("already-sorted", number=row.number, status=row.status)
    return open_unfiled(session, rows, row)


def file_arrival(
    session: Session,
    journal: Journal,
    dossier: Dossier,
    row: Transmission,
    *,
    leg: str | None = None,
    nature: str | None = None,
    answers: str | None = None,
) -> Transmission:
    """Make an arrival one of the request's rows, with its attachments, in the caller's unit."""
    content = open_arrival(session, journal.rows, row)
    filed = dossier.adopt(
        journal,
        row,
        content,
        status=TransmissionStatus.FILED.value,
        request=dossier.request.id,
        leg=leg,
        nature=nature or row.nature,
        answers=answers or row.answers,
        compartment=dossier.request.compartment,
    )
    for attachment in journal.rows.find(Attachment, order=("number",), transmission=row.id):
        key = session.vault.compartment_row_key(attachment.owner, attachment.key_version)
        sealed = unseal(session.post.id, key, attachment, AttachmentContent)
        number = 1 + dossier.count(Attachment)
        dossier.adopt(journal, attachment, sealed, number=number)
    return filed


@dataclass(frozen=True)
class Travelling:
    """What travels with a dispatched message and binds whoever works on it: conditions, points asked."""

    handling: str | None = None
    marking: str | None = None
    conditions: str | None = None
    points: tuple[str, ...] = ()


def travelling(content: TransmissionContent) -> Travelling:
    """Return what came with an arrival; nothing for one that was no dispatch."""
    if content.message is None:
        return Travelling()
    said = json.loads(content.message)
    found = said.get("conditions") or {}
    return Travelling(
        found.get("handling"), found.get("marking"), found.get("text"), tuple(said.get("points") or ())
    )
