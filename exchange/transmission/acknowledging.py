"""Receiving a receipt: the departure that it answers becomes acknowledged, and our log has a witness."""

from __future__ import annotations

from exchange.clock import to_millis
from exchange.requests.keyholding import NoKey
from exchange.requests.transmissions import TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import changed
from exchange.store.sealed import seal
from exchange.store.session import Session
from exchange.transmission.check import CheckedReceipt, check_receipt, check_receipt_new
from exchange.transmission.container import Header, Incoming
from exchange.transmission.continuity import TreeHead
from exchange.transmission.covers import cover_content
from exchange.transmission.known_store import KnownStore
from exchange.transmission.model import SentCover
from exchange.transmission.partners import take_card
from exchange.transmission.receipt import Acknowledgement, Receipted, acknowledge, contradicted, departure
from exchange.transmission.seen import keep_outside, remember, witness
from exchange.transmission.views import TransmissionView, view_of


def receive_receipt(session: Session, incoming: Incoming) -> Receipted:
    """Receive a receipt that opened; raise Conflict where the same came before."""
    session.authorise("receipt.received")
    with session.reading() as rows:
        check_receipt_new(check_receipt(incoming.header, KnownStore(session, rows)))
    for part in incoming.parts():  # none, and nothing after them: the seal holds to its end
        part.read(0)
    try:
        with session.unit() as journal:
            view, origin, heads = _keep(session, journal, incoming.header)
    except NoKey as missing:
        session.refuse("no-access", "receipt.received", missing.on)
        raise
    keep_outside(session, origin, heads)
    return Receipted(**vars(view))


def _keep(
    session: Session, journal: Journal, header: Header
) -> tuple[TransmissionView, str, tuple[TreeHead, ...]]:
    """Check again, then keep what the receipt says and proves, in the caller's unit."""
    checked = check_receipt(header, KnownStore(session, journal.rows))
    check_receipt_new(checked)
    service = checked.sender.partner.service
    row, dossier = departure(session, journal.rows, checked.dispatch.transmission)
    content = dossier.unseal(row, TransmissionContent)
    heads = remember(session, journal, checked.proven, checked.checkpoint, checked.checkpoint_note)
    witnessed = witness(session, journal, service, checked.cosignature, header.card_bytes)
    if checked.sender.is_new_card:
        take_card(session, journal, service, header.card_bytes)
    _count(session, journal, row.id, checked)
    at, was = to_millis(header.cover.entry.at), row.status
    said = Acknowledgement(at, checked.cover.verdict, witnessed)
    row = acknowledge(journal, dossier, row, content, said)
    dossier.save(
        journal,
        "receipt.received",
        part=row,
        transmission=row.id,
        cover=checked.cover_hash,
        verdict=checked.cover.verdict.value,
        reason=checked.cover.reason,
        channel=row.channel,
        size=witnessed,
    )
    view = view_of(journal.rows, row, content, warnings=contradicted(was))
    return view, checked.checkpoint.origin, heads


def _count(session: Session, journal: Journal, transmission: str, checked: CheckedReceipt) -> None:
    """Keep which receipt came for a dispatch, so that the same one is known again."""
    sent = journal.rows.get(SentCover, id=transmission)
    if sent is None:
        return
    content = cover_content(session, sent)
    content = content.model_copy(update={"receipts": (*content.receipts, checked.cover_hash)})
    sent = changed(sent, revision=sent.revision + 1)
    journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), sent, content))
