"""Sending about a request: the departure, its entry and all that its file needs in one unit; then the file.

The entry `transmission.sent` is the cover of the dispatch: it commits to the parts, names the
recipient by hash and takes the next number toward him. The file is built after the commit
(`releasing`), so what left is always in the log, and what is in the log can always be built again.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from exchange import typed
from exchange.clock import to_millis, to_text
from exchange.codes import Direction, TransmissionStatus
from exchange.directory.services import service_content
from exchange.errors import Refused
from exchange.ids import new_id
from exchange.requests.access import editing, looking
from exchange.requests.attachments import Staged, refer, stage_file
from exchange.requests.dossier import Dossier
from exchange.requests.inputs import NewLeg
from exchange.requests.leg_rows import add_leg, text_of
from exchange.requests.model import Leg, LegContent
from exchange.requests.transmissions import TransferContent, Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.transmission.build import OutgoingFile, dispatch_file_name, list_parts
from exchange.transmission.cover import recipient_hash
from exchange.transmission.covers import CoverKind, keep_cover, next_sequence, office_of
from exchange.transmission.drafting import (
    WHOLE,
    Draft,
    Numbered,
    bordereau_of,
    due_of,
    language_of,
    message_of,
    reference,
    return_code,
)
from exchange.transmission.inputs import NewDispatch
from exchange.transmission.message import Message, render_message
from exchange.transmission.model import ReceivedCover
from exchange.transmission.papers import keep_paper, paper, paper_name, shown_number
from exchange.transmission.parts import Parts, render_parts
from exchange.transmission.planning import Plan, plan_send
from exchange.transmission.register import Plain, enter, move_leg
from exchange.transmission.releasing import folder_for, release, write_file
from exchange.transmission.transferring import content_of
from exchange.transmission.views import TransmissionView, view_of
from keys.age import Phrase
from keys.passphrase import generate


@dataclass(frozen=True)
class Sent(TransmissionView):
    """A departure that left: the file or paper in `file`; the phrase to be said, where it has one.

    `conditions` is the text of its restrictions (H3), which its recipient is bound by.
    """

    phrase: str | None = None
    conditions: str | None = None


Confirm = Callable[[str], bool]
"""Shows the text of restrictions (H3) to who sends, and says whether he confirms."""


@dataclass(frozen=True)
class _Written:
    """What the unit wrote: the departure, its leg, its number toward the recipient, its paper."""

    row: Transmission
    content: TransmissionContent
    leg: Leg | None
    sequence: int | None
    paper: bytes


def send(session: Session, new: NewDispatch, confirm: Confirm | None = None) -> Sent:
    """Send about a request; what it returns left, is durable and in the log.

    Raise Refused where conditions of use, a missing key or channel stop it, Tampered where an
    incident stops the partner; nothing is kept then. Restrictions are shown by `confirm` first.
    """
    session.authorise("transmission.sent")
    office_of(session)
    folder = folder_for(new.out)
    with looking(session, new.request, "transmission.sent") as (rows, dossier):
        plan = plan_send(session, rows, dossier, new)  # refused before anything is staged
        conditions = text_of(rows, dossier).conditions if plan.confirms else None
    if confirm is not None and conditions and not confirm(conditions):
        raise Refused("conditions-not-confirmed", ref=new.request)
    staged = tuple(stage_file(session, path) for path in new.attach)
    with editing(session, new.request, "transmission.sent") as (journal, dossier):
        plan = plan_send(session, journal.rows, dossier, new)
        written = _write(session, journal, dossier, plan, new, staged, folder)
        view = view_of(
            journal.rows,
            written.row,
            written.content,
            warnings=plan.warnings,
        )
    phrase = None
    if plan.is_dispatch:
        language = "fr" if language_of(plan.service, service_content(session, plan.service)) == "fr" else "en"
        phrase = generate(language) if new.phrase else None
        release(session, written.row.id, Phrase(phrase) if phrase else None)
    else:
        session.state.settle()
        write_file(folder / paper_name(written.row), lambda sink: _whole(sink.write(written.paper)))
    told = {**vars(view), "status": TransmissionStatus.SENT.value}
    return Sent(**{**told, "sequence": written.sequence, "phrase": phrase, "conditions": conditions})


def _write(
    session: Session,
    journal: Journal,
    dossier: Dossier,
    plan: Plan,
    new: NewDispatch,
    staged: Sequence[Staged],
    folder: Path,
) -> _Written:
    """Insert the departure with all that belongs to it, and its entry, in the caller's unit."""
    leg = _add_leg(journal, dossier, plan) if plan.adds_leg else plan.leg
    answered = _answered(journal.rows, dossier, plan)
    draft = _draft(session, journal.rows, dossier, plan, new, leg, answered)
    message = message_of(journal.rows, dossier, draft)
    now = session.clock()
    plain = Plain(
        Direction.OUT,
        TransmissionStatus.SEALED if plan.is_dispatch else TransmissionStatus.SENT,
        plan.nature,
        plan.channel,
        service_to=plan.service.id,
        request=dossier.request.id,
        leg=leg.id if leg else None,
        answers=answered.id if answered else None,
        sent_at=to_millis(now),
    )
    content = TransmissionContent(
        subject=draft.subject,
        text=new.text or "",
        their_ref=draft.their_refs[0] if draft.their_refs else None,
        paper_code=return_code(),
        file=str(folder / dispatch_file_name()) if plan.is_dispatch else None,
        transfer=content_of(plan.transfer),
    )
    row = enter(session, journal, plain, content, dossier=dossier, ident=draft.transmission)
    for file in staged:
        refer(journal, dossier, file, transmission=row.id)
    numbered = Numbered(shown_number(row), now, row.log_index, staged, content.paper_code or "")
    printed = paper(bordereau_of(session, dossier, draft, message, numbered), plan.channel)
    keep_paper(journal, dossier, row, printed)
    parts = _parts(printed, message, staged, draft)
    told = {"message": render_message(message).decode(), "parts": render_parts(parts).decode()}
    told["file"] = content.file or str(folder / paper_name(row))
    content = content.model_copy(update=told)
    row = dossier.replace(journal, row, content)
    leg = move_leg(journal, dossier, leg, plain, row.id, named=bool(new.leg)) if leg else None
    sequence = _log(session, journal, dossier, plan, row, draft, parts)
    return _Written(row, content, leg, sequence, printed)


def _log(
    session: Session,
    journal: Journal,
    dossier: Dossier,
    plan: Plan,
    row: Transmission,
    draft: Draft,
    parts: Parts,
) -> int | None:
    """Append the entry that is the cover; keep the checkpoint under which the file will prove it."""
    request, due = dossier.request, due_of(draft)
    transfer = content_of(plan.transfer) or TransferContent()
    sequence = recipient = None
    if plan.addressee is not None:  # what a phrase seals no exchange reads: its number would be missed
        sequence = next_sequence(session, journal.rows, plan.service.id)
        recipient = recipient_hash(str(plan.addressee.recipient))
    n = dossier.save(
        journal,
        "transmission.sent",
        part=row,
        to=(plan.service.id,),
        transmission=row.id,
        channel=row.channel,
        year=row.year,
        number=row.number,
        nature=row.nature,
        leg=row.leg,
        origin=session.post.origin if plan.is_dispatch else None,
        recipient=recipient,
        sequence=sequence,
        ref=request.ref,
        kind=request.kind,
        urgency=request.urgency,
        handling=request.handling,
        marking=request.marking,
        due_at=to_text(due) if due else None,
        transfer=transfer.basis,
        instrument=transfer.instrument,
        guarantees=transfer.guarantees,
        parts=parts.digest() if plan.is_dispatch else None,
        phrase=True if plan.is_dispatch and recipient is None else None,
    )
    if plan.is_dispatch:
        to = plan.service.id
        keep_cover(
            session, journal, CoverKind.DISPATCH, row.id, n, to, recipient=recipient, sequence=sequence
        )
    return sequence


def _add_leg(journal: Journal, dossier: Dossier, plan: Plan) -> Leg:
    leg = add_leg(journal, dossier, NewLeg(to=plan.service.handle, channel=plan.channel.value))
    dossier.save(journal, "leg.added", part=leg, leg=leg.id, number=leg.number)
    return leg


def _answered(rows: Reader, dossier: Dossier, plan: Plan) -> Transmission | None:
    """Return the newest message of this service in the request, where a departure answers one."""
    if plan.nature in WHOLE:
        return None
    found = rows.find(
        Transmission,
        order=("-year", "-number"),
        limit=1,
        owner=dossier.request.id,
        direction="in",
        service_from=plan.service.id,
    )
    return found[0] if found else None


def _draft(
    session: Session,
    rows: Reader,
    dossier: Dossier,
    plan: Plan,
    new: NewDispatch,
    leg: Leg | None,
    answered: Transmission | None,
) -> Draft:
    whole = plan.nature in WHOLE
    text = new.text if new.text is not None else text_of(rows, dossier).text if whole else ""
    subject = typed.line(new.subject or "", "subject") or dossier.content.title
    theirs = rows.get(ReceivedCover, id=answered.id) if answered else None
    return Draft(
        transmission=new_id(session.clock()),
        nature=plan.nature,
        channel=plan.channel,
        subject=subject,
        text=typed.block(text),
        service=plan.service,
        content=service_content(session, plan.service),
        leg=leg,
        their_refs=_their_refs(dossier, plan, leg),
        answers=theirs.theirs if theirs else None,
    )


def _their_refs(dossier: Dossier, plan: Plan, leg: Leg | None) -> tuple[str, ...]:
    if plan.service.id == dossier.request.requesting_service:
        return tuple(reference(text) for text in dossier.content.their_refs[:16])
    if leg is None or leg.service != plan.service.id:
        return ()
    known = dossier.unseal(dossier.legs[leg.id], LegContent).their_ref
    return (reference(known),) if known else ()


def _parts(printed: bytes, message: Message, staged: Sequence[Staged], draft: Draft) -> Parts:
    files = [OutgoingFile(file.name, file.size, file.sha256, ()) for file in staged]
    return list_parts(
        printed, render_message(message), files, their_refs=draft.their_refs, answers=draft.answers
    )


def _whole(written: int) -> None:
    """Take note that a buffered file took all of it: `write` says how much, and means everything."""
