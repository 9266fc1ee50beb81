"""Which service of the directory a sender's words mean: its handle, its address, its name or initials."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parseaddr
from typing import Final

from exchange.directory.model import Service
from exchange.directory.services import service_content
from exchange.store.journal import vouched_row
from exchange.store.rows import Reader
from exchange.store.session import Session

_INITIALS: Final = re.compile(r"\(([^()]{2,20})\)")


def service_meant(session: Session, rows: Reader, given: str) -> Service | None:
    """Return the one service that is meant; None where none is, or more than one could be."""
    exact = vouched_row(rows, Service, "handle", given.strip().lower())
    if exact is not None:
        return exact
    name, address = parseaddr(given)
    wanted = {word.strip().casefold() for word in (name or given, address) if word}
    found = [row.id for row in rows.find(Service) if wanted & set(_called(session, row))]
    return vouched_row(rows, Service, "id", found[0]) if len(found) == 1 else None


def _called(session: Session, row: Service) -> Iterator[str]:
    """Give what a service is called by, folded."""
    content = service_content(session, row)
    yield from (address.casefold() for address in content.addresses.values())
    for name in content.names.values():
        yield name.casefold()
        yield _INITIALS.sub("", name).strip().casefold()
        yield from (initials.casefold() for initials in _INITIALS.findall(name))
