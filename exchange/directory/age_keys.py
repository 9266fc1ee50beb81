"""Trusting the age recipient of a service that has no card: compared by its fingerprint, like a card.

The fingerprint is that of the recipient's own text (`age1pq1…`), the same digits and words. Stock `age`
opens what is sealed to it from version 1.3 on.
"""

from __future__ import annotations

from exchange.directory.services import (
    Services,
    ServiceView,
    find_service,
    replace_service,
    service_content,
)
from exchange.errors import Invalid, Refused
from exchange.store.session import Session
from keys.age import Recipient
from keys.encoding import b64
from keys.errors import FormatError
from keys.fingerprint import Fingerprint


def parse_key(age: str) -> str:
    """Return a recipient in its one form; raise Invalid for anything but `age1pq1…`."""
    try:
        return str(Recipient.parse(age.strip()))
    except FormatError:
        raise Invalid("age-key-form") from None


def key_fingerprint(age: str) -> Fingerprint:
    """Return what two people compare of a recipient; raise Invalid for anything but `age1pq1…`."""
    return Fingerprint.of(parse_key(age))


class AgeKeys:
    """The verbs on age recipients of services without a card."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def read(self, age: str) -> Fingerprint:
        """Return what to compare of a recipient before it is trusted."""
        return key_fingerprint(age)

    def trust(self, handle: str, age: str, compared: str) -> ServiceView:
        """Trust a recipient whose fingerprint was compared.

        Raise Refused where it differs or a card stands, Proposed under four eyes.
        """
        session, fingerprint = self._session, key_fingerprint(age)
        session.authorise("service.added")
        if not fingerprint.matches(compared):
            raise Refused("age-fingerprint-differs", handle=handle)
        with session.reading() as rows:
            service = find_service(rows, handle).id
        hashed = b64(fingerprint.digest)
        on = {"type": "service", "id": service}
        proposed = session.seconded("service.trusted", on, age=hashed)
        with session.unit() as journal:
            row = find_service(journal.rows, handle)
            known = service_content(session, row)
            if known.card is not None:
                raise Refused("service-has-card", handle=handle)
            content = known.model_copy(update={"age": parse_key(age)})
            row = replace_service(session, journal, row, content, trust="trusted", trusted_by=journal.size)
            journal.append(
                "service.trusted", on=on, c=row.commitment, service=row.id, age=hashed, proposed=proposed
            )
        return Services(session).show(handle)
