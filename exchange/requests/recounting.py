"""Counting open legs anew when the law under them changed, in the unit that changes it."""

from __future__ import annotations

from functools import partial
from typing import Final

import sqlalchemy as sa

from exchange.codes import Channel
from exchange.errors import Refused
from exchange.lawbook.area import LawTables
from exchange.requests.clocks import warned
from exchange.requests.dossier import Dossier, open_row
from exchange.requests.keyholding import may_open
from exchange.requests.leg_rows import refresh
from exchange.requests.model import Leg, LegContent, Request
from exchange.store.journal import Journal
from exchange.store.rows import Reader, table_of
from exchange.store.session import Session

_REQUEST: Final = table_of(Request)
_LEG: Final = table_of(Leg)
_UNDER: Final = (
    sa.select(_REQUEST)
    .where(
        _REQUEST.c.id.in_(
            sa.select(_LEG.c.owner).where(_LEG.c.basis == sa.bindparam("basis"), _LEG.c.status != "closed")
        )
    )
    .order_by(_REQUEST.c.id)
)


def recount(session: Session, journal: Journal, basis: str) -> int:
    """Count every open leg under `basis` anew; return how many there were.

    A request to which the member holds no key is counted anew by who next writes to it.
    """
    count = 0
    for row in journal.rows.select(Request, _UNDER, basis=basis):
        if not may_open(session, journal.rows, row):
            continue
        dossier = open_row(session, journal.rows, row)
        for leg in [leg for leg in dossier.legs.values() if leg.basis == basis and leg.status != "closed"]:
            refresh(journal, dossier, leg, _warned(journal.rows, dossier, leg))
            count += 1
        dossier.save(journal, "request.amended")
    return count


def _warned(rows: Reader, dossier: Dossier, leg: Leg) -> LegContent:
    """Return a leg's content with what is to be known of its basis by the law as it stands now."""
    request, content = dossier.request, dossier.unseal(leg, LegContent)
    sides = (dossier.service(rows, request.requesting_service), dossier.service(rows, leg.service))
    channel = Channel(leg.channel) if leg.channel else None
    try:
        found = warned(dossier.session, dossier.law(rows), request, leg.basis, sides, channel)
    except Refused:  # a text that wasn't in force on the day of the request says nothing of it
        return content
    return content.model_copy(update={"warnings": found.warnings, "binding": found.binding})


def law_tables(session: Session) -> LawTables:
    """Return the verbs on the law, with which open legs are counted anew."""
    return LawTables(session, partial(recount, session))
