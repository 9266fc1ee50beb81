"""The directory's services as the desk gives them: a partner's new origin is an incident there."""

from __future__ import annotations

from exchange.directory.services import Services
from exchange.store.session import Session
from exchange.transmission.incidents import succeed


def services(session: Session) -> Services:
    """Return the verbs on services, by which a head lets a partner go on who restored a backup."""
    return Services(session, succeed)
