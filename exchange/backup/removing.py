"""Removing a request from the database: its key, rows, words, searches; what is kept of it and why.

In the caller's unit, whose entry says so: an erasure, or a restore that finds the request in an old backup.
"""

from __future__ import annotations

from exchange.codes import ErasureStatus
from exchange.requests.dossier import Dossier
from exchange.requests.erasures import Erasure, ErasureContent, Message, counted
from exchange.requests.indexing import forget_request
from exchange.requests.listed import listed, unlist
from exchange.requests.model import Attachment, Chunk, Request
from exchange.requests.parts import PARTS
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap, RekeyDue
from exchange.store.rows import Rows
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session
from exchange.transmission.model import SentCover


def remove(session: Session, journal: Journal, dossier: Dossier) -> ErasureContent:
    """Delete all rows of a request and keep what is returned, by the entry that the unit appends next."""
    forget_request(session, journal, dossier)  # what stood in the index is known by the content alone
    kept = _left_of(journal, dossier)
    _delete_rows(journal.rows, dossier, [message.id for message in kept.messages])
    row = new_row(
        Erasure,
        dossier.request.id,
        session.post.id,
        ref=dossier.request.ref,
        status=ErasureStatus.ERASING.value,
        log_index=journal.size,
    )
    journal.rows.insert(seal(session.post.id, session.vault.store_row_key(), row, kept))
    return kept


def _left_of(journal: Journal, dossier: Dossier) -> ErasureContent:
    thread = dossier.find(journal.rows, Transmission, TransmissionContent, "year", "number")
    return ErasureContent(
        counted=counted(dossier.request, sorted(dossier.legs.values(), key=lambda leg: leg.number)),
        messages=tuple(Message(row.id, row.year, row.number) for row, _ in thread),
        files=tuple(content.file for _, content in thread if content.file is not None),
    )


def _delete_rows(rows: Rows, dossier: Dossier, messages: list[str]) -> None:
    ident = dossier.request.id
    for attachment in rows.find(Attachment, owner=ident):
        rows.delete(Chunk, attachment=attachment.id)
    for kind in PARTS:
        rows.delete(kind, owner=ident)
    for message in messages:  # a cancelled departure's number is free again: only its row says why
        cover = rows.get(SentCover, id=message)
        if cover is not None and cover.sequence is None and cover.kind == "dispatch":
            rows.delete(SentCover, id=message)
    rows.delete(KeyWrap, kind="request", object_id=ident)
    rows.delete(RekeyDue, request=ident)
    before = listed(dossier.request, dossier.content)
    unlist(rows, before, lambda service: dossier.service(rows, service).country)
    rows.delete(Request, id=ident)
