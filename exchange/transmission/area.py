"""The verbs on transmissions, as the desk offers them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from exchange.later import Later
from exchange.store.session import Session
from exchange.transmission.inputs import Filing, NewDispatch, NewTransmission, RegisterFilter
from exchange.transmission.views import RegisterPage, TransmissionView

if TYPE_CHECKING:
    from exchange.transmission import (
        cancelling,
        intending,
        papers,
        reading,
        receipt,
        receiving,
        recording,
        releasing,
        sending,
    )
else:
    cancelling = Later("exchange.transmission.cancelling")
    intending = Later("exchange.transmission.intending")
    papers = Later("exchange.transmission.papers")
    reading = Later("exchange.transmission.reading")
    receipt = Later("exchange.transmission.receipt")
    receiving = Later("exchange.transmission.receiving")
    recording = Later("exchange.transmission.recording")
    releasing = Later("exchange.transmission.releasing")
    sending = Later("exchange.transmission.sending")


class Transmissions:
    """The register, dispatches and receipts."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def record(self, new: NewTransmission) -> TransmissionView:
        """Register what came or went without this program."""
        return recording.record(self._session, new)

    def file(self, number: str, filing: Filing) -> TransmissionView:
        """Put an arrival under its request."""
        return recording.file(self._session, number, filing)

    def set_aside(self, number: str, reason: str) -> TransmissionView:
        """Put an arrival aside, with the reason."""
        return recording.set_aside(self._session, number, reason)

    def list(self, wanted: RegisterFilter | None = None) -> RegisterPage:
        """Return a page of the register."""
        return reading.list_transmissions(self._session, wanted or RegisterFilter())

    def show(self, number: str) -> TransmissionView:
        """Return one transmission."""
        return reading.show(self._session, number)

    def intended(self, new: NewDispatch) -> intending.Intended:
        """Return what a departure would disclose, to whom and on which basis; raise what `send` refuses."""
        return intending.intended(self._session, new)

    def send(self, new: NewDispatch, confirm: sending.Confirm | None = None) -> sending.Sent:
        """Send about a request: sealed to a card, a key or a phrase, or as paper to carry."""
        return sending.send(self._session, new, confirm)

    def receive(self, path: Path, receipts: Path | None = None) -> receipt.Receipted:
        """Take in a dispatch or a receipt, whole or not at all; our receipt goes into `receipts`."""
        return receiving.receive(self._session, path, receipts)

    def receipt(self, number: str, out: Path) -> receipt.Receipted:
        """Write our receipt of an arrival into `out`; the same one each time."""
        return receipt.make_receipt(self._session, number, out)

    def paper_receipt(self, number: str, code: str, at: str) -> TransmissionView:
        """Record their receipt by the code that came back on the bordereau."""
        return receipt.paper_receipt(self._session, number, code, at)

    def cancel(self, number: str, reason: str) -> TransmissionView:
        """Cancel a departure that has not left, with the reason; raise Refused where somebody may have it."""
        return cancelling.cancel(self._session, number, reason)

    def bordereau(self, number: str) -> papers.Printed:
        """Return the bordereau of a transmission, as a PDF."""
        return papers.bordereau(self._session, number)

    def rebuild_lost(self) -> tuple[int, ...]:
        """Build again the files that were sealed and never left; return their register numbers."""
        return releasing.rebuild_lost(self._session)
