"""Receiving a receipt: the departure that it answers becomes acknowledged, and our log has a witness."""

from __future__ import annotations

from collections.abc import Mapping

from exchange.clock import to_millis
from exchange.codes import Channel
from exchange.requests.erasures import erased_message
from exchange.requests.keyholding import NoKey
from exchange.requests.transmissions import Transmission, TransmissionContent
from exchange.store.journal import Journal
from exchange.store.rows import changed
from exchange.store.sealed import seal
from exchange.store.session import Session
from exchange.transmission.check import CheckedReceipt, check_receipt, check_receipt_new
from exchange.transmission.container import Header, Incoming
from exchange.transmission.continuity import TreeHead
from exchange.transmission.covers import cover_content, number_seen
from exchange.transmission.erased import acknowledge_erased
from exchange.transmission.known_store import KnownStore
from exchange.transmission.model import SentCover
from exchange.transmission.partners import take_card
from exchange.transmission.receipt import Acknowledgement, Receipted, acknowledge, contradicted, departure
from exchange.transmission.seen import keep_outside, remember, witness
from exchange.transmission.views import TransmissionView, view_of
from keys.canonical import JSON


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
    service, ident = checked.sender.partner.service, checked.dispatch.transmission
    there = journal.rows.get(Transmission, id=ident) is not None
    gone = None if there else erased_message(session, journal.rows, ident)
    heads = remember(session, journal, checked.proven, checked.checkpoint, checked.checkpoint_note)
    witnessed = witness(session, journal, service, checked.cosignature, header.card_bytes)
    if checked.sender.is_new_card:
        take_card(session, journal, service, header.card_bytes)
    _count(session, journal, ident, checked)
    told: dict[str, JSON] = {
        "transmission": ident,
        "cover": checked.cover_hash,
        "verdict": checked.cover.verdict.value,
        "reason": checked.cover.reason,
        "channel": Channel.DISPATCH.value,
        "size": witnessed,
    }
    if gone is not None:
        view = acknowledge_erased(session, journal, gone, checked, told)
    else:
        said = Acknowledgement(to_millis(header.cover.entry.at), checked.cover.verdict, witnessed)
        view = _acknowledged(session, journal, ident, said, told)
    return view, checked.checkpoint.origin, heads


def _acknowledged(
    session: Session, journal: Journal, ident: str, said: Acknowledgement, told: Mapping[str, JSON]
) -> TransmissionView:
    """Acknowledge a departure that is there, with its leg, and log what the receipt says of it."""
    row, dossier = departure(session, journal.rows, ident)
    content, was = dossier.unseal(row, TransmissionContent), row.status
    row = acknowledge(journal, dossier, row, content, said)
    dossier.save(journal, "receipt.received", part=row, to=(), title=None, **told)
    return view_of(journal.rows, row, content, warnings=contradicted(was))


def _count(session: Session, journal: Journal, transmission: str, checked: CheckedReceipt) -> None:
    """Keep which receipt came for a dispatch, so that the same one is known again."""
    sent = journal.rows.get(SentCover, id=transmission)
    if sent is None:
        return
    content = cover_content(session, sent)
    content = content.model_copy(update={"receipts": (*content.receipts, checked.cover_hash)})
    sent = changed(sent, revision=sent.revision + 1, sequence=number_seen(journal.rows, sent))
    journal.rows.replace(seal(session.post.id, session.vault.store_row_key(), sent, content))
