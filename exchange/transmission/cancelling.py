"""Cancelling a departure that has not left: it keeps its number in the register, and says why.

| a departure | is cancelled |
|---|---|
| draft, awaiting release | always |
| sealed: its file never left, or its phrase is lost | unless a later number went to the same partner |
| sent by a dispatch | the same, while its file lies where it was written: it is taken away |
| sent by another channel, or recorded by hand | on the word of who cancels it |
| acknowledged, refused, answered | never: somebody has it |

A dispatch took a number toward its partner, who warns of each one that is missing. So the number of the
cancelled one is given to the next dispatch, which is safe while nobody saw it: the partner then sees
each number once, without a gap. Were the file carried off in secret and received after all, its receipt
takes the number back as long as no other has it (`acknowledging`); else the partner sees one number used
twice, and our log says which of the two was cancelled. What the message did to its leg
is taken back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from exchange import typed
from exchange.codes import Direction, TransmissionStatus
from exchange.errors import Refused
from exchange.requests.arrivals import find_transmission, keep_unfiled, open_unfiled
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import NoKey
from exchange.requests.leg_rows import find_leg, refresh
from exchange.requests.model import Request
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.files import sync_folder
from exchange.store.journal import Journal
from exchange.store.rows import Reader, changed
from exchange.store.sealed import seal
from exchange.store.session import Session
from exchange.transmission.covers import CoverKind, cover_content, next_sequence
from exchange.transmission.model import SentCover
from exchange.transmission.papers import shown_number
from exchange.transmission.views import TransmissionView, view_of

_OP: Final = "transmission.cancelled"
_UNSENT: Final = frozenset(
    {TransmissionStatus.DRAFT, TransmissionStatus.AWAITING_RELEASE, TransmissionStatus.SEALED}
)


@dataclass(frozen=True)
class _Held:
    """A departure that may be cancelled, as one snapshot or transaction holds it."""

    row: Transmission
    content: TransmissionContent
    dossier: Dossier | None
    cover: SentCover | None

    @property
    def file(self) -> Path | None:
        """Its sealed file, where it has one and it was written."""
        path = Path(self.content.file) if self.cover and self.content.file else None
        return path if path and (path.exists() or _away(path).exists()) else None


def cancel(session: Session, number: str, reason: str) -> TransmissionView:
    """Cancel a departure that has not left, with the reason; raise Refused where somebody may have it."""
    why = typed.reason(reason)
    session.authorise(_OP)
    try:
        with session.reading() as rows:
            path = _held(session, rows, number).file
        with _taken_away(path), session.unit() as journal:
            return _cancelled(session, journal, _held(session, journal.rows, number), why)
    except NoKey as missing:
        session.refuse("no-access", _OP, missing.on)
        raise


def _held(session: Session, rows: Reader, number: str) -> _Held:
    row = find_transmission(session, rows, number)
    shown = shown_number(row)
    if row.direction != Direction.OUT:
        raise Refused("cancel-arrival", number=shown)
    status = TransmissionStatus(row.status)
    answered = rows.find(Transmission, limit=1, answers=row.id)
    if status not in (*_UNSENT, TransmissionStatus.SENT) or answered:
        raise Refused("cancel-too-late", number=shown, status=row.status)
    request = rows.get(Request, id=row.request) if row.request else None
    dossier = open_row(session, rows, request) if request else None
    content = dossier.unseal(row, TransmissionContent) if dossier else open_unfiled(session, rows, row)
    held = _Held(row, content, dossier, rows.get(SentCover, id=row.id, kind=CoverKind.DISPATCH.value))
    _refuse_followed(session, rows, held)
    if held.cover is not None and status is TransmissionStatus.SENT and held.file is None:
        raise Refused("cancel-file-gone", number=shown, path=str(content.file))
    return held


def _refuse_followed(session: Session, rows: Reader, held: _Held) -> None:
    """Raise Refused where a later number went to the same partner, who would miss this one for ever."""
    cover = held.cover
    if cover is None or cover.sequence is None or cover.sender != session.post.origin:
        return
    if cover.sequence + 1 != next_sequence(session, rows, cover.service):
        raise Refused("cancel-followed", number=shown_number(held.row), sequence=cover.sequence)


def _cancelled(session: Session, journal: Journal, held: _Held, why: str) -> TransmissionView:
    """Write the departure, its leg and its number as cancelled, with the entry, in the caller's unit."""
    content = held.content.model_copy(update={"reason": why})
    status = TransmissionStatus.CANCELLED.value
    if held.cover is not None:
        free = changed(held.cover, revision=held.cover.revision + 1, sequence=None)
        kept = cover_content(session, held.cover)
        journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), free, kept))
    if held.dossier is not None:
        row = held.dossier.replace(journal, held.row, content, status=status)
        _take_back(journal, held.dossier, row)
        held.dossier.save(journal, _OP, part=row, transmission=row.id)
        return view_of(journal.rows, row, content)
    row = changed(held.row, revision=held.row.revision + 1, status=status)
    row = keep_unfiled(session, journal, row, content, held.content)
    on = {"type": "transmission", "id": row.id}
    journal.append(_OP, on=on, c=row.commitment, transmission=row.id, rev=row.revision)
    return view_of(journal.rows, row, content)


def _take_back(journal: Journal, dossier: Dossier, row: Transmission) -> None:
    """Take back what the departure did to its leg."""
    if row.leg is None or row.leg not in dossier.legs:
        return
    leg, content = find_leg(journal.rows, dossier, row.leg)
    steps = tuple(
        step.model_copy(update={"withdrawn": True}) if step.cause == row.id else step
        for step in content.steps
    )
    if steps != content.steps:
        refresh(journal, dossier, leg, content.model_copy(update={"steps": steps}))


def _away(path: Path) -> Path:
    return path.with_name(f".{path.name}.cancelled")


@contextmanager
def _taken_away(path: Path | None) -> Iterator[None]:
    """Take a file out of its place while the unit is written: back where that fails, gone where it holds.

    Cut short in between, the file lies beside its place under a name that nobody carries off; cancelling
    again finds it there.
    """
    if path is None:
        yield
        return
    away = _away(path)
    try:
        if path.exists():
            path.replace(away)
            sync_folder(path.parent)
    except OSError as error:
        raise Refused("cancel-file-stays", path=str(path), why=error.strerror or "") from None
    try:
        yield
    except BaseException:
        away.replace(path)
        raise
    away.unlink(missing_ok=True)
    sync_folder(path.parent)
