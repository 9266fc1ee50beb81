"""The numbered checks of what a partner sent, each a function, in the order in which they are made.

    opened ──1──▶ who ──2──▶ his office ──3──▶ in his log ──4──▶ his log goes on ──5──▶ for us
                                                                                          │6
    received ◀──8── number new ◀──7── parts right ◀── our witness ◀──────────────────────┘

1. it opens with an office identity of ours, present or retired (`container.open_container`);
2. the sender's card is one that we trust: `trust.check_sender`;
3. his office signed the cover: `check_office`;
4. the cover stands in the tree of a checkpoint that his log's two keys signed: `check_proof`;
5. that checkpoint extends all that we saw of his log: `continuity.check_log`;
6. it is addressed to us (`check_address`), a receipt to a dispatch of ours (`check_receipted`); his
   cosignature is over a checkpoint of ours: `check_cosignature`;
7. the cover commits to the parts (`check_parts`, `check_message`), and the parts are as listed, none
   missing, none more (`container.Incoming.parts`);
8. the sequence number is new: `check_number`; a receipt is: `check_receipt_new`.

A file passes from state to state or is refused as a whole; no check is left out because something
is missing. `check_dispatch` and `check_receipt` make 2 to 7 on the header alone, before any part is
read. 5 and 8 depend on what was seen meanwhile: whoever keeps the result makes them again, in the
same transaction, with what is known then.
"""

from __future__ import annotations

from dataclasses import dataclass

from exchange.clock import to_text
from exchange.errors import Carried, Conflict, Refused
from exchange.log.checkpoint import Checkpoint, CheckpointError
from exchange.log.merkle import ProofError
from exchange.transmission.container import Header
from exchange.transmission.continuity import TreeHead, check_log
from exchange.transmission.cosignature import Cosignature, verify_cosignature
from exchange.transmission.cover import (
    DispatchCover,
    Form,
    ReceiptCover,
    cover_hash,
    dispatch_cover,
    note_text,
    receipt_cover,
    verify_cover_note,
)
from exchange.transmission.incident import Incident, IncidentKind
from exchange.transmission.known import Receiver, SentDispatch
from exchange.transmission.message import Message
from exchange.transmission.parts import Parts
from exchange.transmission.sequence import Novelty, judge
from exchange.transmission.trust import Sender, check_sender
from keys.card import Card


@dataclass(frozen=True)
class CheckedDispatch:
    """A dispatch whose header holds; its parts may be staged, and nothing more until they end."""

    sender: Sender
    cover: DispatchCover
    cover_hash: str
    checkpoint: Checkpoint
    checkpoint_note: bytes
    proven: tuple[TreeHead, ...]
    cosignature: Cosignature | None
    parts: Parts


@dataclass(frozen=True)
class CheckedReceipt:
    """A receipt that holds, and the dispatch of ours that it answers."""

    sender: Sender
    cover: ReceiptCover
    cover_hash: str
    checkpoint: Checkpoint
    checkpoint_note: bytes
    proven: tuple[TreeHead, ...]
    cosignature: Cosignature | None
    dispatch: SentDispatch


def check_dispatch(header: Header, receiver: Receiver) -> CheckedDispatch:
    """Make checks 2 to 7 on the header of a dispatch.

    Raises Refused (not a dispatch, not trusted, not for us), Tampered, or Incident with its evidence.
    """
    if header.form is not Form.DISPATCH or header.parts is None:
        raise Refused("not-a-dispatch")
    sender = check_sender(header, receiver)
    check_office(header, sender.card)
    checkpoint = check_proof(header, sender.card)
    proven = check_log(header, sender, checkpoint, receiver)
    cover = dispatch_cover(header.cover)
    check_address(cover, sender.card, receiver)
    check_cosignature(header, sender.card, receiver)
    check_parts(cover, header.parts)
    return CheckedDispatch(
        sender,
        cover,
        cover_hash(header.cover.line),
        checkpoint,
        header.proof.checkpoint,
        proven,
        header.cosignature,
        header.parts,
    )


def check_receipt(header: Header, receiver: Receiver) -> CheckedReceipt:
    """Make checks 2 to 6 on the header of a receipt; errors as `check_dispatch`."""
    if header.form is not Form.RECEIPT:
        raise Refused("not-a-receipt")
    sender = check_sender(header, receiver)
    check_office(header, sender.card)
    checkpoint = check_proof(header, sender.card)
    proven = check_log(header, sender, checkpoint, receiver)
    cover = receipt_cover(header.cover)
    dispatch = check_receipted(cover, sender, receiver)
    check_cosignature(header, sender.card, receiver)
    return CheckedReceipt(
        sender,
        cover,
        cover_hash(header.cover.line),
        checkpoint,
        header.proof.checkpoint,
        proven,
        header.cosignature,
        dispatch,
    )


def check_office(header: Header, card: Card) -> None:
    """3. Raise Tampered unless the office of `card` signed this cover, in this form."""
    expected = note_text(header.form, card.origin, header.cover.line)
    verify_cover_note(header.note, expected, card.office_keys[0])


def check_proof(header: Header, card: Card) -> Checkpoint:
    """4. Return the checkpoint that both log keys signed and whose tree holds the cover's entry."""
    entry = header.cover.entry
    try:
        checkpoint = header.proof.verify(header.cover.line, card.log_keys)
    except CheckpointError:
        raise Carried("checkpoint-signatures") from None
    except ProofError:
        raise Carried("proof-wrong") from None
    # The keys are named after the card's origin, so the checkpoint is of that log (`keys.card`).
    # A proof at another index would let the entry claim a place, and so a past, that isn't its own.
    if header.proof.index != entry.n:
        raise Carried("proof-wrong")
    return checkpoint


def check_address(cover: DispatchCover, card: Card, receiver: Receiver) -> None:
    """6. Raise Refused unless the cover is its sender's own and names a recipient of ours."""
    if cover.origin != card.origin:
        raise Carried("cover-origin")
    if not receiver.is_our_recipient(cover.recipient):
        raise Refused("dispatch-for-another")


def check_receipted(cover: ReceiptCover, sender: Sender, receiver: Receiver) -> SentDispatch:
    """6. Return the dispatch of ours that a receipt is for; raise Refused if it didn't go to its sender."""
    dispatch = receiver.sent_dispatch(cover.cover)
    if dispatch is None or dispatch.service != sender.partner.service:
        raise Refused("receipt-for-another")
    return dispatch


def check_cosignature(header: Header, card: Card, receiver: Receiver) -> None:
    """6. Raise Tampered for a wrong cosignature, Incident for one over a checkpoint that isn't ours."""
    cosignature = header.cosignature
    if cosignature is None:
        return
    verify_cosignature(cosignature, card.office_keys[1])
    ours = cosignature.checkpoint
    if receiver.lost_root(ours.origin, ours.size):
        return  # it was ours, and went with the store that was lost: nothing is left to compare
    if receiver.our_root(ours.origin, ours.size) != ours.root:
        raise Incident(
            IncidentKind.FOREIGN_CHECKPOINT, card.origin, (cosignature.note, header.proof.checkpoint)
        )


def check_parts(cover: DispatchCover, parts: Parts) -> None:
    """7. Raise Tampered unless the cover commits to this `parts.json`."""
    if cover.parts != parts.digest():
        raise Carried("parts-differ")


def check_message(checked: CheckedDispatch, message: Message) -> None:
    """7. Raise Tampered where `message.json` says another thing than the cover in the sender's log."""
    cover, conditions = checked.cover, message.conditions
    due_at = None if message.due_at is None else to_text(message.due_at)
    answers = None if message.answers is None else str(message.answers)
    pairs = (
        (cover.transmission, str(message.transmission)),
        (cover.ref, message.ref),
        (cover.kind, message.kind),
        (cover.urgency, message.urgency),
        (cover.handling, conditions.handling),
        (cover.marking, conditions.marking),
        (cover.due_at, due_at),
        (None if checked.parts.answers is None else str(checked.parts.answers), answers),
        (checked.parts.their_refs, message.their_refs),
    )
    if any(logged != told for logged, told in pairs):
        raise Carried("message-differs")


def check_number(checked: CheckedDispatch, receiver: Receiver) -> tuple[range, ...]:
    """8. Return the numbers still missing below; raise Conflict for a repeat, Incident for a reuse."""
    origin, number = checked.checkpoint.origin, checked.cover.sequence
    judgement = judge(number, checked.cover_hash, receiver.seen_numbers(origin))
    if judgement.novelty is Novelty.DUPLICATE:
        raise Conflict("dispatch-duplicate", origin=origin, number=number)
    if judgement.novelty is Novelty.REUSED:
        earlier = receiver.checkpoint_of_number(origin, number)
        evidence = (checked.checkpoint_note, *(() if earlier is None else (earlier,)))
        raise Incident(IncidentKind.NUMBER_REUSED, origin, evidence)
    return judgement.missing


def check_receipt_new(checked: CheckedReceipt) -> None:
    """8. Raise Conflict when the same receipt came before."""
    if checked.cover_hash in checked.dispatch.receipts:
        raise Conflict("receipt-duplicate", origin=checked.checkpoint.origin)
