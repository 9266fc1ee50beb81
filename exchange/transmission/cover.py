"""The cover of a dispatch or receipt: the sender's log entry, and the office's note over it.

`cover.log` is the entry's line and a line feed; hashes, leaf and note are over the line without it.
`cover.note` is a signed note whose text has three lines: the format, the sender's origin, base64
SHA-256 of the line. Only the office key signs it: the log's own keys, which every member of the
sending post holds, can't make a dispatch.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Final

from exchange.errors import Carried, Refused
from exchange.log.entry import EntryError, SignedEntry, parse_line
from exchange.log.operations import OPERATIONS
from exchange.transmission.parts import sha256_text
from keys.canonical import JSON
from keys.errors import FormatError, SignatureError
from keys.note import Ed25519Signer, Note, VerifierKey, parse_note

COVER_LIMIT: Final = 64 * 1024
NOTE_LIMIT: Final = 4096


class Form(StrEnum):
    """The two sealed files, by the first line of their note."""

    DISPATCH = "exchange-dispatch: v1"
    RECEIPT = "exchange-receipt: v1"

    @property
    def op(self) -> str:
        """The operation of the entry in `cover.log`."""
        return "transmission.sent" if self is Form.DISPATCH else "receipt.sent"


class Verdict(StrEnum):
    """What a receipt says of the dispatch."""

    ACCEPTED = "accepted"
    REFUSED = "refused"


@dataclass(frozen=True)
class DispatchCover:
    """What `transmission.sent` says of a dispatch, in `x`."""

    transmission: str
    origin: str
    recipient: str
    """Base64 SHA-256 of the recipient string (`age1pq1…`) that the file is sealed to."""
    sequence: int
    parts: str
    """Base64 SHA-256 of `parts.json`."""
    nature: str | None = None
    ref: str | None = None
    kind: str | None = None
    urgency: str | None = None
    handling: str | None = None
    marking: str | None = None
    due_at: str | None = None

    def fields(self) -> dict[str, JSON]:
        """Return the fields for `x` of the entry; what isn't said is left out."""
        return {name: value for name, value in asdict(self).items() if value is not None}


@dataclass(frozen=True)
class ReceiptCover:
    """What `receipt.sent` says, in `x`."""

    cover: str
    """Base64 SHA-256 of the received cover line."""
    received_at: str
    verdict: Verdict
    reason: str | None
    role: str

    def fields(self) -> dict[str, JSON]:
        """Return the fields for `x` of the entry; an acceptance has no reason."""
        reason: dict[str, JSON] = {} if self.reason is None else {"reason": self.reason}
        told = {"cover": self.cover, "received_at": self.received_at, "verdict": str(self.verdict)}
        return {**told, **reason, "role": self.role}


def recipient_hash(recipient: str) -> str:
    """Return base64 SHA-256 of a recipient string, as covers name who a dispatch is for."""
    return sha256_text(recipient.encode("ascii"))


def cover_hash(line: bytes) -> str:
    """Return base64 SHA-256 of a cover line (without line feed), as notes and receipts name it."""
    return sha256_text(line)


def render_cover_log(line: bytes) -> bytes:
    """Return the bytes of `cover.log`."""
    return line + b"\n"


def parse_cover_log(data: bytes) -> SignedEntry:
    """Return the entry in `cover.log`; raise Tampered for anything but one entry and a line feed."""
    if not data.endswith(b"\n") or b"\n" in data[:-1]:
        raise Carried("cover-malformed")
    try:
        return parse_line(data[:-1])
    except EntryError:
        raise Carried("cover-malformed") from None


def note_text(form: Form, origin: str, line: bytes) -> str:
    """Return the text that the office signs."""
    return f"{form}\n{origin}\n{cover_hash(line)}\n"


def sign_cover(form: Form, origin: str, line: bytes, office: Ed25519Signer) -> bytes:
    """Return the bytes of `cover.note`."""
    text = note_text(form, origin, line)
    return Note(text, (office.sign(text),)).render()


def form_of(data: bytes) -> Form:
    """Return which form `cover.note` says to be; raise Tampered for another."""
    first = _parse(data).text.partition("\n")[0]
    if first not in list(Form):
        raise Carried("note-malformed")
    return Form(first)


def verify_cover_note(data: bytes, expected: str, office: VerifierKey) -> None:
    """Raise Tampered unless `data` is a note of exactly the text `expected`, signed by `office` alone."""
    note = _parse(data)
    if note.text != expected or len(note.lines) != 1:
        raise Carried("note-malformed")
    line = note.lines[0]
    if line.name != office.name or line.key_id != office.key_id:
        raise Carried("note-signature")
    try:
        office.verify(note.text, line.signature)
    except SignatureError:
        raise Carried("note-signature") from None


def dispatch_cover(signed: SignedEntry) -> DispatchCover:
    """Return what the entry says of a dispatch; raise Tampered where a field is missing."""
    x = _fields(signed, Form.DISPATCH)
    sequence = x.get("sequence")
    if not isinstance(sequence, int) or sequence < 1:
        raise Carried("cover-fields")
    return DispatchCover(
        transmission=_text(x, "transmission"),
        origin=_text(x, "origin"),
        recipient=_text(x, "recipient"),
        sequence=sequence,
        parts=_text(x, "parts"),
        nature=_optional(x, "nature"),
        ref=_optional(x, "ref"),
        kind=_optional(x, "kind"),
        urgency=_optional(x, "urgency"),
        handling=_optional(x, "handling"),
        marking=_optional(x, "marking"),
        due_at=_optional(x, "due_at"),
    )


def receipt_cover(signed: SignedEntry) -> ReceiptCover:
    """Return what the entry says of a received dispatch; raise Tampered for other fields."""
    x = _fields(signed, Form.RECEIPT)
    verdict = _text(x, "verdict")
    reason = _optional(x, "reason")
    if verdict not in list(Verdict) or (verdict == Verdict.REFUSED) != (reason is not None):
        raise Carried("cover-fields")
    return ReceiptCover(
        _text(x, "cover"), _text(x, "received_at"), Verdict(verdict), reason, _text(x, "role")
    )


def _fields(signed: SignedEntry, form: Form) -> Mapping[str, JSON]:
    entry = signed.entry
    if entry.op != form.op or OPERATIONS[form.op].shape.first_problem(entry.x) is not None:
        raise Carried("cover-fields")
    return entry.x


def _text(x: Mapping[str, JSON], name: str) -> str:
    value = x.get(name)
    if not isinstance(value, str):
        raise Carried("cover-fields")
    return value


def _optional(x: Mapping[str, JSON], name: str) -> str | None:
    value = x.get(name)
    return value if isinstance(value, str) else None


def _parse(data: bytes) -> Note:
    if len(data) > NOTE_LIMIT:
        raise Refused("archive-header-too-big", limit=NOTE_LIMIT)
    try:
        return parse_note(data)
    except FormatError:
        raise Carried("note-malformed") from None
