"""Compartments by name: sealed under the store key, so that every member may read which there are."""

from __future__ import annotations

from collections.abc import Mapping

from exchange.errors import NotFound
from exchange.store.journal import refuse_unvouched
from exchange.store.model import Compartment, CompartmentContent
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session


def names_of(session: Session, rows: Reader) -> Mapping[str, str]:
    """Return the name of each compartment by its id, the oldest first; raise Tampered for a moved one."""
    return {row.id: name_of(session, rows, row) for row in rows.find(Compartment, order=("created_at", "id"))}


def name_of(session: Session, rows: Reader, row: Compartment) -> str:
    """Return a compartment's name; raise Tampered where the log doesn't vouch for it."""
    refuse_unvouched(rows, row)  # a name moved to another id would open a compartment to its readers
    return unseal(session.post.id, session.vault.store_row_key(), row, CompartmentContent).name


def compartment_named(session: Session, rows: Reader, name: str | None) -> str:
    """Return the id of a compartment by name (by default the first, `general`); raise NotFound."""
    if name is None and (first := _first(session, rows)):
        return first.id
    found = names_of(session, rows)
    for place, known in found.items():
        if known == name:
            return place
    raise NotFound("compartment-unknown", given=str(name)[:40], nearest=", ".join(sorted(found.values())))


def _first(session: Session, rows: Reader) -> Compartment | None:
    """Return the oldest compartment, which no later one changes: looked for once a session."""
    known = rows.vouched.row(Compartment, "first", "")
    if known is not None:
        return known
    found = rows.find(Compartment, order=("created_at", "id"), limit=1)
    for row in found:
        name_of(session, rows, row)  # opened for its date, by which it is the first
        rows.vouched.keep_row("first", "", row)
    return found[0] if found else None
