"""A receipt for a dispatch whose request was erased since: kept as far as there is anything to keep.

The partner did receive it, which our log says; his log and cosignature are proven and kept as always. No
departure is left that it could acknowledge, and nothing is said of what went.
"""

from __future__ import annotations

from collections.abc import Mapping

from exchange.clock import to_text
from exchange.codes import Channel, Direction, TransmissionStatus
from exchange.directory.services import service_of
from exchange.requests.erasures import Erasure, Message
from exchange.store.journal import Journal, entry_at
from exchange.store.session import Session
from exchange.transmission.check import CheckedReceipt
from exchange.transmission.cover import Verdict
from exchange.transmission.model import SentCover
from exchange.transmission.views import TransmissionView
from keys.canonical import JSON


def acknowledge_erased(
    session: Session,
    journal: Journal,
    gone: tuple[Erasure, Message],
    checked: CheckedReceipt,
    told: Mapping[str, JSON],
) -> TransmissionView:
    """Log what a receipt says of a departure that was erased; return what the log knows of it."""
    erasure, message = gone
    on = {"type": "request", "id": erasure.id, "ref": erasure.ref}
    n = journal.enter("receipt.received", told, on=on, why=session.purpose)
    sent = journal.rows.get(SentCover, id=message.id)
    entry = None if sent is None else entry_at(journal.rows, sent.entry).entry
    refused = checked.cover.verdict is Verdict.REFUSED
    size = told["size"]
    return TransmissionView(
        transmission=message.id,
        number=message.number,
        year=message.year,
        shown=f"D-{message.number:04d}",
        direction=Direction.OUT.value,
        status=(TransmissionStatus.REFUSED if refused else TransmissionStatus.ACKNOWLEDGED).value,
        nature=str(entry.x["nature"]) if entry else "",
        channel=Channel.DISPATCH.value,
        from_=None,
        to=service_of(journal.rows, checked.dispatch.service).handle,
        request=erasure.ref,
        leg=None,
        sent_at=to_text(entry.at) if entry else None,
        received_at=None,
        subject="",
        text="",
        their_ref=None,
        answers=None,
        handed=None,
        reason=None,
        oral=False,
        log_index=n,
        witnessed=size if isinstance(size, int) else None,
        warnings=("receipt-of-erased",),
    )
