"""The file of a dispatch, made from what its transaction kept: the first time, and again if it was lost.

    logged and committed ──▶ sealed ──▶ file built beside its place, fsync, rename ──▶ sent

Everything that the file holds is in the store before it is built (its entry, checkpoint, message,
parts, paper, attachments), so a crash in between loses nothing: what is still `sealed` at the next
unlock is built again under the same entry, and logged like the first time.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from exchange.codes import TransmissionStatus
from exchange.directory.services import service_content, service_of
from exchange.errors import Refused, Tampered
from exchange.requests.attachments import chunks_of
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.erasures import refuse_erased
from exchange.requests.keyholding import may_open
from exchange.requests.model import Attachment, AttachmentContent, Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.files import sync_folder
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.build import Outgoing, OutgoingFile, write_dispatch
from exchange.transmission.cover import Form
from exchange.transmission.covers import prove, show_again
from exchange.transmission.drafting import language_of
from exchange.transmission.model import SentCover
from exchange.transmission.partners import addressee_of
from exchange.transmission.parts import parse_parts
from exchange.transmission.readme import readme
from keys.age import Phrase, Recipient
from keys.encoding import b64


@dataclass(frozen=True)
class Held:
    """A departure whose file is still to be made, as the store holds it."""

    row: Transmission
    content: TransmissionContent
    request: Request
    outgoing: Outgoing
    recipient: Recipient | None

    @property
    def path(self) -> Path:
        """Where the file goes."""
        if self.content.file is None:
            raise Tampered("row-altered", table="transmission", id=self.row.id)
        return Path(self.content.file)


def release(session: Session, transmission: str, phrase: Phrase | None = None) -> Transmission:
    """Build the file of a sealed departure and mark it sent; raise Refused where it can't be written."""
    show_again(session, transmission)
    session.state.settle()
    with session.reading() as rows:
        held = held_file(session, rows, transmission)
    recipient = phrase or held.recipient
    if recipient is None:
        raise Refused("phrase-lost", number=held.row.number)
    try:
        digest = write_file(held.path, lambda sink: write_dispatch(held.outgoing, recipient, sink))
    except Refused as error:
        if phrase is None:
            raise
        raise Refused("phrase-not-written", number=held.row.number, **error.arguments) from None
    return _mark_sent(session, held, digest)


def rebuild_lost(session: Session) -> tuple[int, ...]:
    """Build again what was sealed and never left, where this member can; return the register numbers."""
    if session.vault.office is None or session.read_only:
        return ()
    with session.reading() as rows:
        waiting = rows.find(Transmission, order=("year", "number"), status=TransmissionStatus.SEALED.value)
        mine = [row for row in waiting if _mine(session, rows, row)]
    return tuple(row.number for row in mine if _rebuilt(session, row))


def held_file(session: Session, rows: Reader, transmission: str) -> Held:
    """Return a departure with all that its file is made of."""
    row = rows.get(Transmission, id=transmission)
    sent = rows.get(SentCover, id=transmission)
    request = rows.get(Request, id=row.request) if row and row.request else None
    if row is None or sent is None or request is None:
        raise Tampered("row-altered", table="transmission", id=transmission)
    dossier = open_row(session, rows, request)
    content = dossier.unseal(row, TransmissionContent)
    service = service_of(rows, sent.service)
    addressee = addressee_of(session, rows, service) if sent.recipient is not None else None
    parts = parse_parts((content.parts or "").encode("utf-8"))
    paper, files = _files(session, rows, dossier, row, len(parts.members) - 2)
    outgoing = Outgoing(
        cover=prove(session, rows, Form.DISPATCH, sent, service.origin),
        readme=readme(language_of(service, service_content(session, service)).value),
        parts=parts,
        bordereau=paper,
        message=(content.message or "").encode("utf-8"),
        attachments=files,
    )
    return Held(row, content, request, outgoing, addressee.recipient if addressee else None)


def folder_for(out: Path) -> Path:
    """Return the folder in which files are written, made where there is none; raise Refused."""
    folder = out.absolute()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused("dispatch-not-written", path=str(folder), why=error.strerror or "") from None
    return folder


def write_file(path: Path, write: Callable[[BinaryIO], None]) -> str:
    """Write a file beside its place, then give it its name durably; return base64 SHA-256 of it."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(6)}.tmp")
    try:
        handle = os.open(temporary, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
        with os.fdopen(handle, "w+b") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
            file.seek(0)
            digest = hashlib.file_digest(file, "sha256").digest()
        temporary.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        with suppress(OSError):  # where no folder is, nothing can be removed either
            temporary.unlink()
        raise Refused("dispatch-not-written", path=str(path), why=error.strerror or "") from None
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return b64(digest)


def _files(
    session: Session, rows: Reader, dossier: Dossier, row: Transmission, count: int
) -> tuple[bytes, list[OutgoingFile]]:
    """Return the paper of a departure, read, and its files, to be read as they are written."""
    found = rows.find(Attachment, order=("number",), owner=dossier.request.id, transmission=row.id)
    opened = [(one, dossier.unseal(one, AttachmentContent)) for one in found]
    if len(opened) != count + 1:
        raise Tampered("row-altered", table="transmission", id=row.id)
    files = [
        OutgoingFile(content.name, one.size, content.sha256, chunks_of(session, one, content))
        for one, content in opened[:-1]
    ]
    return b"".join(chunks_of(session, *opened[-1])), files


def _mark_sent(session: Session, held: Held, digest: str) -> Transmission:
    with session.unit() as journal:
        row = journal.rows.get(Transmission, id=held.row.id)
        request = journal.rows.get(Request, id=held.request.id)
        if row is None or request is None:
            held.path.unlink(missing_ok=True)
            refuse_erased(journal.rows, held.request.ref)  # meanwhile, with the file still to come
            raise Tampered("row-altered", table="transmission", id=held.row.id)
        if row.status != TransmissionStatus.SEALED:  # another desk was faster
            return row
        dossier = open_row(session, journal.rows, request)
        content = dossier.unseal(row, TransmissionContent)
        row = dossier.replace(journal, row, content, status=TransmissionStatus.SENT.value)
        dossier.save(journal, "document.made", part=row, kind="dispatch", sha256=digest, transmission=row.id)
        return row


def _mine(session: Session, rows: Reader, row: Transmission) -> bool:
    request = rows.get(Request, id=row.request) if row.request else None
    return request is not None and may_open(session, rows, request)


def _rebuilt(session: Session, row: Transmission) -> bool:
    """Build one file again; what can't be (its folder gone, its partner stopped) stays sealed."""
    try:
        release(session, row.id)
    except (Refused, Tampered) as error:
        if error.reason in ("dispatch-not-written", "phrase-lost", "trust-withdrawn", "origin-stopped"):
            return False
        raise
    return True
