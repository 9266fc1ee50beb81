"""The verbs on transmissions, as the desk offers them."""

from __future__ import annotations

from exchange.store.session import Session
from exchange.transmission import reading, recording
from exchange.transmission.inputs import Filing, NewTransmission, RegisterFilter
from exchange.transmission.views import RegisterPage, TransmissionView


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
