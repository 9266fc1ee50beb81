"""A post in memory: its keys, its log, its partners; it sends and receives through the public doors."""

from __future__ import annotations

import copy
import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from exchange.log.checkpoint import Checkpoint, sign_checkpoint
from exchange.log.entry import make_entry, sign
from exchange.log.merkle import Edge, leaf_hash, root_at
from exchange.transmission.build import (
    Cover,
    Outgoing,
    OutgoingFile,
    list_parts,
    write_dispatch,
    write_receipt,
)
from exchange.transmission.check import (
    CheckedDispatch,
    CheckedReceipt,
    check_dispatch,
    check_message,
    check_number,
    check_receipt,
    check_receipt_new,
)
from exchange.transmission.container import Incoming, open_container
from exchange.transmission.cover import (
    DispatchCover,
    Form,
    ReceiptCover,
    Verdict,
    cover_hash,
    recipient_hash,
)
from exchange.transmission.known import Partner, SentDispatch
from exchange.transmission.message import LIMIT, Message, parse_message, render_message
from exchange.transmission.prove import LogAt, SeenBy, prove_cover, sizes_shown
from exchange.transmission.readme import readme
from keys.canonical import JSON
from keys.card import Card
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys, origin_of
from tests.exchange.transmission.memory import Knowledge, Memory

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
PDF = b"%PDF-1.7 a bordereau\n"


def uuid(number: int) -> str:
    """Return a fixed id."""
    return f"01900000-0000-7000-8000-{number:012x}"


def seed(text: str) -> bytes:
    """Return a fixed seed."""
    return hashlib.sha256(text.encode()).digest()


def attachment(name: str, data: bytes) -> OutgoingFile:
    """Return a file to send, in two chunks."""
    digest = b64(hashlib.sha256(data).digest())
    return OutgoingFile(name, len(data), digest, [data[:7], data[7:]])


@dataclass(frozen=True)
class Received:
    """What came out of a dispatch."""

    checked: CheckedDispatch
    message: Message
    files: Mapping[str, bytes]
    missing: tuple[range, ...]


class Post(Knowledge):
    """A post with one member."""

    def __init__(self, handle: str, number: int, *, keys: str = "") -> None:
        super().__init__()
        self.service = uuid(number)
        self.member = MemberKeys.from_seed(seed(f"{handle} member"), uuid(number + 100))
        log_seed = seed(f"{handle} log {keys}")
        self.origin = origin_of(handle, log_seed)
        self.log = LogKeys.from_seed(log_seed, self.origin)
        self.office = OfficeKeys.from_seed(seed(f"{handle} office {keys}"), self.origin)
        self.card_keys = CardKeys.from_seed(seed(f"{handle} card {keys}"), self.origin)
        self.card = self.make_card(1)
        self.lines: list[bytes] = []
        self.edge = Edge.EMPTY
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.sequences: dict[str, int] = {}
        self.witnessed: dict[int, bytes] = {}
        self.signed: dict[Checkpoint, bytes] = {}
        self.append("store.checked")

    def make_card(self, serial: int) -> Card:
        handle = self.origin.split("/")[0]
        return Card(
            handle=handle,
            prefix="BOG",
            type="embassy",
            origin=self.origin,
            name=f"Poste {handle}",
            country="FR",
            hosts=("CO",),
            languages=("fr", "es"),
            contact="",
            log_keys=self.log.vkeys,
            office_keys=self.office.vkeys,
            card_key=self.card_keys.sign.vkey,
            recipient=self.office.age.recipient,
            valid_from=date(2026, 11, 1),
            serial=serial,
        )

    def copy(self) -> Post:
        """Return this post as it stands, as a stolen or restored copy goes on from it."""
        other = copy.copy(self)
        for name in ("lines", "nodes", "memories", "partners", "shown", "sequences", "sent", "witnessed"):
            setattr(other, name, copy.deepcopy(getattr(self, name)))
        return other

    def trust(self, other: Post) -> None:
        """Trust the card of `other`, compared elsewhere."""
        self.partners[other.service] = Partner(other.service, other.card)

    def append(self, op: str, x: Mapping[str, JSON] | None = None) -> bytes:
        """Append an entry to the log and return its line."""
        on = {"type": "request", "id": uuid(7)} if op == "transmission.sent" else None
        entry = make_entry(
            n=len(self.lines), root=self.edge.root(), at=NOW, by=self.member.member_id, op=op, on=on, x=x
        )
        line = sign(entry, self.member.sign)
        self.edge, nodes = self.edge.append(leaf_hash(line))
        self.nodes.update({(node.level, node.index): node.hash for node in nodes})
        self.lines.append(line)
        return line

    def lookup(self, level: int, index: int) -> bytes:
        return self.nodes[level, index]

    def root(self, size: int) -> bytes:
        """Return the root of the first `size` entries."""
        return root_at(size, self.lookup)

    def checkpoint(self) -> Checkpoint:
        """Return the present checkpoint, unsigned."""
        return Checkpoint(self.origin, len(self.lines), self.edge.root())

    def checkpoint_bytes(self) -> bytes:
        """Return the present checkpoint, signed by both keys."""
        checkpoint = self.checkpoint()
        if checkpoint not in self.signed:  # ML-DSA signatures differ each time
            self.signed[checkpoint] = sign_checkpoint(checkpoint, self.log, int(NOW.timestamp())).render()
        return self.signed[checkpoint]

    def cover(self, to: Post, form: Form, line: bytes) -> Cover:
        """Return the common members for `line`, which is the log's last entry."""
        shown = self.shown.setdefault(to.service, [])
        theirs = self.memories.get(to.origin, Memory())
        size = theirs.newest
        seen = SeenBy(
            sizes_shown(shown, None),
            None if size is None else Checkpoint(to.origin, size, theirs.roots[size]),
        )
        shown.append(len(self.lines))
        return prove_cover(
            form,
            line,
            len(self.lines) - 1,
            LogAt(self.checkpoint(), self.checkpoint_bytes(), self.lookup),
            seen,
            office=self.office,
            card=self.card.render(self.card_keys.sign),
            at_seconds=int(NOW.timestamp()),
        )

    def message(self, transmission: str) -> Message:
        """Return a message of this post."""
        return Message.model_validate_json(
            f'{{"transmission":"{transmission}","nature":"request","kind":"trafficking","urgency":"urgent",'
            f'"ref":"BOG-2026-00042","subject":"Demande","text":"Texte\\n"}}'
        )

    def draft(
        self,
        to: Post,
        files: Sequence[OutgoingFile] = (),
        *,
        sequence: int | None = None,
        message: bytes | None = None,
    ) -> Outgoing:
        """Log a transmission to `to` and return the dispatch to be written."""
        number = self.sequences.get(to.origin, 0) + 1 if sequence is None else sequence
        self.sequences[to.origin] = number
        transmission = uuid(1000 + number)
        if message is None:
            message = render_message(self.message(transmission))
        parts = list_parts(PDF, message, files)
        cover = DispatchCover(
            transmission=transmission,
            origin=self.origin,
            recipient=recipient_hash(str(to.card.recipient)),
            sequence=number,
            parts=parts.digest(),
            ref="BOG-2026-00042",
            kind="trafficking",
            urgency="urgent",
        )
        line = self.append("transmission.sent", cover.fields())
        self.sent[cover_hash(line)] = SentDispatch(transmission, to.service)
        return Outgoing(self.cover(to, Form.DISPATCH, line), readme("es"), parts, PDF, message, files)

    def send(self, to: Post, files: Sequence[OutgoingFile] = ()) -> bytes:
        """Return a dispatch to `to`."""
        return sealed(self.draft(to, files), to)

    def open(self, data: bytes) -> Incoming:
        """Open a file with this post's office identity."""
        return open_container(io.BytesIO(data), [self.office.age])

    def receive(self, data: bytes) -> Received:
        """Receive a dispatch whole, and remember what it proved."""
        incoming = self.open(data)
        checked = check_dispatch(incoming.header, self)
        files: dict[str, bytes] = {}
        message: Message | None = None
        for part in incoming.parts():
            if part.is_message:
                message = parse_message(part.read(LIMIT))
            else:
                files[part.file_name] = b"".join(part.chunks())
        assert message is not None
        check_message(checked, message)
        missing = check_number(checked, self)
        self.remember(checked.proven, checked.checkpoint, checked.checkpoint_note)
        memory = self.memories[checked.checkpoint.origin]
        memory.numbers[checked.cover.sequence] = checked.cover_hash
        memory.checkpoint_of[checked.cover.sequence] = checked.checkpoint.size
        return Received(checked, message, files, missing)

    def receipt(self, to: Post, received: Received, reason: str | None = None) -> bytes:
        """Return the receipt of what was received."""
        verdict = Verdict.ACCEPTED if reason is None else Verdict.REFUSED
        hashed, at = received.checked.cover_hash, "2026-11-23T09:30:00.000Z"
        line = self.append("receipt.sent", ReceiptCover(hashed, at, verdict, reason, "officer").fields())
        return sealed_receipt(self.cover(to, Form.RECEIPT, line), to)

    def receive_receipt(self, data: bytes) -> CheckedReceipt:
        """Receive a receipt whole, and remember what it proved."""
        incoming = self.open(data)
        checked = check_receipt(incoming.header, self)
        assert list(incoming.parts()) == []
        check_receipt_new(checked)
        self.remember(checked.proven, checked.checkpoint, checked.checkpoint_note)
        known = self.sent[checked.cover.cover]
        self.sent[checked.cover.cover] = replace(known, receipts=known.receipts | {checked.cover_hash})
        if checked.cosignature is not None:
            self.witnessed[checked.cosignature.checkpoint.size] = checked.cosignature.note
        return checked

    def is_our_recipient(self, recipient: str) -> bool:
        return recipient == recipient_hash(str(self.office.age.recipient))

    def lost_root(self, origin: str, size: int) -> bool:
        return False  # this one was never restored

    def our_root(self, origin: str, size: int) -> bytes | None:
        signed = {size for sizes in self.shown.values() for size in sizes}
        return self.root(size) if origin == self.origin and size in signed else None


def sealed(outgoing: Outgoing, to: Post) -> bytes:
    """Return the dispatch's file."""
    sink = io.BytesIO()
    write_dispatch(outgoing, to.office.age.recipient, sink)
    return sink.getvalue()


def sealed_receipt(cover: Cover, to: Post) -> bytes:
    """Return the receipt's file."""
    sink = io.BytesIO()
    write_receipt(cover, to.office.age.recipient, sink)
    return sink.getvalue()


def two_posts() -> tuple[Post, Post]:
    """Return two posts that trust each other's card."""
    bogota, quito = Post("asi-bogota", 1), Post("asi-quito", 2)
    bogota.trust(quito)
    quito.trust(bogota)
    return bogota, quito
