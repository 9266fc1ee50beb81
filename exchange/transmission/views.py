"""What callers get of the register: one view of a transmission, with the keys that are documented."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from exchange.codes import Channel
from exchange.directory.services import service_of
from exchange.law.transfers import TransferBasis, transfer_law
from exchange.locale import Language
from exchange.requests.model import Leg, Request
from exchange.requests.transmissions import TransferContent, Transmission, TransmissionContent
from exchange.requests.views import moment
from exchange.store.rows import Reader
from exchange.transmission.message import parse_message
from exchange.transmission.model import ReceivedCover, SentCover


@dataclass(frozen=True)
class TransferView:
    """On which ground a departure left the European Union and Schengen; `cited` is its source by language."""

    basis: str | None
    instrument: str | None
    reason: str | None
    authorisation: str | None
    guarantees: str | None
    source: str
    cited: Mapping[str, str]
    named: Mapping[str, str]


@dataclass(frozen=True)
class TransmissionView:
    """A transmission as the register shows it; `from_` is printed as `from`."""

    transmission: str
    number: int
    year: int
    shown: str
    direction: str
    status: str
    nature: str
    channel: str
    from_: str | None
    to: str | None
    request: str | None
    leg: int | None
    sent_at: str | None
    received_at: str | None
    subject: str
    text: str
    their_ref: str | None
    answers: str | None
    handed: str | None
    reason: str | None
    oral: bool
    log_index: int
    witnessed: int | None
    proposed: Mapping[str, str | None] | None = None
    file: str | None = None
    sequence: int | None = None
    transfer: TransferView | None = None
    missing: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    points: tuple[str, ...] = ()
    subjects: tuple[SaidSubject, ...] = ()
    """What the message of a dispatch said besides: only where one transmission is shown."""


@dataclass(frozen=True)
class SaidSubject:
    """A person or a thing as a message named it: as the sender's program wrote it, checked by nobody here."""

    number: int
    type: str
    role: str | None
    fields: Mapping[str, str]


@dataclass(frozen=True)
class RegisterPage:
    """A page of the register, and the cursor of the next one."""

    items: tuple[TransmissionView, ...]
    next: str | None


def view_of(
    rows: Reader,
    row: Transmission,
    content: TransmissionContent,
    *,
    proposed: Mapping[str, str | None] | None = None,
    warnings: tuple[str, ...] = (),
) -> TransmissionView:
    """Return what is shown of a transmission."""
    request = rows.get(Request, id=row.request) if row.request else None
    leg = rows.get(Leg, id=row.leg) if row.leg else None
    letter = "A" if row.direction == "in" else "D"
    return TransmissionView(
        transmission=row.id,
        number=row.number,
        year=row.year,
        shown=f"{letter}-{row.number:04d}",
        direction=row.direction,
        status=row.status,
        nature=row.nature,
        channel=row.channel,
        from_=_name(rows, row.service_from) or content.from_text,
        to=_name(rows, row.service_to) or content.to_text,
        request=request.ref if request else None,
        leg=leg.number if leg else None,
        sent_at=moment(row.sent_at),
        received_at=moment(row.received_at),
        subject=content.subject,
        text=content.text,
        their_ref=content.their_ref,
        answers=row.answers,
        handed=content.handed,
        reason=content.reason,
        oral=content.oral,
        log_index=row.log_index,
        witnessed=row.witness_size,
        proposed=proposed,
        file=content.file,
        sequence=_sequence(rows, row),
        transfer=_transfer(content.transfer),
        warnings=warnings,
    )


def with_message(view: TransmissionView, content: TransmissionContent) -> TransmissionView:
    """Add what a dispatched message said besides its text: fields, points asked, persons and things."""
    if content.message is None:
        return view
    said = parse_message(content.message.encode())
    subjects = tuple(
        SaidSubject(number, one.type, one.role, one.fields) for number, one in enumerate(said.subjects, 1)
    )
    return replace(view, fields=said.fields, points=said.points, subjects=subjects)


def _name(rows: Reader, service: str | None) -> str | None:
    return service_of(rows, service).handle if service else None


def _transfer(content: TransferContent | None) -> TransferView | None:
    if content is None:
        return None
    law = transfer_law()
    basis = TransferBasis(content.basis) if content.basis else None
    cited = law.cited[basis] if basis else law.death_penalty_cited
    return TransferView(
        content.basis,
        content.instrument,
        content.reason,
        content.authorisation,
        content.guarantees,
        source=cited[Language.EN],
        cited={language.value: words for language, words in cited.items()},
        named={language.value: law.words[basis][language] if basis else "" for language in Language},
    )


def _sequence(rows: Reader, row: Transmission) -> int | None:
    """Return the number of a dispatch between its two posts; none for what went by other ways."""
    if row.channel != Channel.DISPATCH:
        return None
    if row.direction == "out":
        sent = rows.get(SentCover, id=row.id)
        return sent.sequence if sent else None
    received = rows.get(ReceivedCover, id=row.id)
    return received.sequence if received else None
