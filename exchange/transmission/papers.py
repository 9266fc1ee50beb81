"""Papers of a transmission, kept as attachments of its request: the bordereau that went with it."""

from __future__ import annotations

import base64
import hashlib
import os
from dataclasses import dataclass

from exchange.clock import to_moment
from exchange.codes import Channel, Nature
from exchange.directory.model import ServiceContent
from exchange.directory.services import service_content, service_of
from exchange.documents.bordereau import render
from exchange.documents.content import Bordereau
from exchange.documents.note_verbale import render_note
from exchange.documents.words import PaperLanguage
from exchange.ids import new_id
from exchange.requests.arrivals import find_transmission
from exchange.requests.attachments import Staged, chunks_of, refer
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import NoKey
from exchange.requests.model import Attachment, AttachmentContent, Chunk, Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader, make_row
from exchange.store.session import Session
from exchange.transmission.drafting import language_of, sender_of
from exchange.transmission.parts import sha256_text
from exchange.transmission.reading import open_transmission
from keys.seal import CHUNK, RowKey, seal_chunk


def shown_number(row: Transmission) -> str:
    """Return a register number as people see it: `A-1205` for an arrival, `D-0911` for a departure."""
    return f"{'A' if row.direction == 'in' else 'D'}-{row.number:04d}"


def paper_name(row: Transmission) -> str:
    """Return the name of a transmission's paper: the same for the same transmission."""
    return f"{row.year}-{shown_number(row)}.pdf"


def paper(bordereau: Bordereau, channel: Channel) -> bytes:
    """Return the PDF for a channel: a note verbale is a letter, everything else a bordereau."""
    return render_note(bordereau) if channel is Channel.NOTE_VERBALE else render(bordereau)


def keep_paper(journal: Journal, dossier: Dossier, row: Transmission, data: bytes) -> Staged:
    """Keep a paper as an attachment of its transmission, sealed, in the caller's unit."""
    ident, key = new_id(dossier.session.clock()), os.urandom(32)
    sealer = RowKey(key)
    pieces = [data[start : start + CHUNK] for start in range(0, len(data), CHUNK)]
    for number, piece in enumerate(pieces):
        last = number == len(pieces) - 1
        sealed = seal_chunk(sealer, ident, number, last, piece)
        journal.rows.insert(make_row(Chunk, attachment=ident, number=number, sealed=sealed))
    sha256 = base64.b64encode(hashlib.sha256(data).digest()).decode()
    staged = Staged(ident, paper_name(row), len(data), len(pieces), sha256, base64.b64encode(key).decode())
    refer(journal, dossier, staged, transmission=row.id)
    return staged


@dataclass(frozen=True)
class Printed:
    """A transmission's paper: the transmission's id, and the PDF."""

    transmission: str
    data: bytes


def bordereau(session: Session, number: str) -> Printed:
    """Return the bordereau of a transmission: the one that went with it, else one made now; logged."""
    session.authorise("document.made")
    try:
        with session.reading() as rows:
            row = find_transmission(session, rows, number)
            content = open_transmission(session, rows, row)
            kept = _kept(session, rows, row)
            made = None if kept else paper(_of_register(session, rows, row, content), Channel(row.channel))
    except NoKey as missing:
        session.refuse("no-access", "document.made", missing.on)
        raise
    data = b"".join(chunks_of(session, *kept)) if kept else made or b""
    with session.unit() as journal:
        journal.append(
            "document.made",
            on=object_of(journal.rows, row),
            why=session.purpose,
            kind="bordereau",
            sha256=sha256_text(data),
            transmission=row.id,
        )
    return Printed(row.id, data)


def object_of(rows: Reader, row: Transmission) -> dict[str, str]:
    """Return what an entry about a transmission is on: its request, or itself until it is filed."""
    request = rows.get(Request, id=row.request) if row.request else None
    if request is None:
        return {"type": "transmission", "id": row.id}
    return {"type": "request", "id": request.id, "ref": request.ref}


def _kept(session: Session, rows: Reader, row: Transmission) -> tuple[Attachment, AttachmentContent] | None:
    """Return the paper that was kept with a departure."""
    request = rows.get(Request, id=row.request) if row.request else None
    if request is None or row.direction != "out":
        return None
    dossier = open_row(session, rows, request)
    name = paper_name(row)
    for attachment in rows.find(Attachment, order=("-number",), transmission=row.id, owner=request.id):
        content = dossier.unseal(attachment, AttachmentContent)
        if content.name == name:
            return attachment, content
    return None


def _of_register(
    session: Session, rows: Reader, row: Transmission, content: TransmissionContent
) -> Bordereau:
    """Return what the register says of a message that went or came without a paper of ours."""
    ident = row.service_from if row.direction == "in" else row.service_to
    other = content.from_text if row.direction == "in" else content.to_text
    language, name = PaperLanguage.FR, other or "—"
    if ident is not None:
        service = service_of(rows, ident)
        known: ServiceContent = service_content(session, service)
        language, name = language_of(service, known), known.names.get("fr", service.handle)
    request = rows.get(Request, id=row.request) if row.request else None
    at = row.received_at if row.direction == "in" else row.sent_at
    return Bordereau(
        sender=sender_of(session),
        recipient=name if row.direction == "out" else session.post.content.name,
        number=shown_number(row),
        at=to_moment(at or row.registered_at),
        zone=session.post.zone,
        our_reference=request.ref if request else "",
        language=language,
        nature=Nature(row.nature).value,
        channel=row.channel,
        subject=content.subject,
        text=content.text,
        kind=request.kind if request else "",
        urgency=request.urgency if request else "routine",
        their_references=(content.their_ref,) if content.their_ref else (),
        return_code=content.paper_code or "",
        log_index=row.log_index,
    )
