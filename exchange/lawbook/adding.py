"""A head adds a legal basis: checked whole, then kept with its entry, in the caller's unit.

Under a code that is known, a text must begin later than the one that stands there: requests received
before keep that one. A text that only stood in for what nobody had read yet gives way to any; one
that a head added is corrected by another of the same beginning, and while it isn't in force yet by one
that begins earlier: a slip in its day would bar the right one.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from exchange.clock import to_millis
from exchange.codes.parsing import nearest_codes
from exchange.errors import Conflict, Invalid, Refused
from exchange.ids import new_id
from exchange.law.bases import every_ground
from exchange.law.counting import day_of
from exchange.law.fields import Place, line_of
from exchange.law.model import Basis
from exchange.law.reader import load_law, parse_bases
from exchange.lawbook.model import LawText, LawTextContent
from exchange.lawbook.reading import SERIES, added, basis_in, law_of
from exchange.store.journal import Journal
from exchange.store.rows import changed
from exchange.store.sealed import new_row, seal
from exchange.store.session import Session
from keys.encoding import b64

LIMIT: Final = 1024 * 1024
_AHEAD: Final = timedelta(days=2 * 366)
"""No text is promulgated longer before it comes into force: a later day is a slip, and bars nearer ones."""


@dataclass(frozen=True)
class GivenText:
    """A file that holds one legal basis, and nothing amiss."""

    text: str
    sha256: str
    basis: Basis


def parse_given(data: bytes) -> GivenText:
    """Return the basis in a file; raise Invalid with the line and what is amiss there."""
    text = _text(data)
    bases = parse_bases(text)
    if len(bases) > 1:
        line = line_of(text, Place(2), "code")
        raise Invalid("law-one-basis", line=line, where=bases[1].code)
    (basis,) = bases
    known = every_ground(load_law())
    strange = next((ground for ground in basis.grounds if ground not in known), None)
    if strange is not None:
        line, near = line_of(text, Place(1), "grounds"), nearest_codes(strange, sorted(known))
        raise Invalid("law-ground-unknown", line=line, given=strange[:40], nearest=near)
    return GivenText(text, b64(hashlib.sha256(data).digest()), basis)


def add_text(session: Session, journal: Journal, given: GivenText) -> LawText:
    """Keep a text with its entry; raise Refused where another stands in its place, Conflict for the same."""
    _refuse_far(session, given.basis)
    row = _place(session, journal, given)
    content = LawTextContent(text=given.text, sha256=given.sha256, by=session.member.id)
    row = seal(session.post.id, session.vault.store_row_key(), row, content)
    if row.revision == 1:
        journal.rows.insert(row)
    else:
        journal.rows.replace(row)
    journal.append(
        "law.added",
        on={"type": "law", "id": row.id},
        c=row.commitment,
        law=row.code,
        sha256=given.sha256,
        number=row.number,
    )
    return row


def _place(session: Session, journal: Journal, given: GivenText) -> LawText:
    """Return the row for a text, still to be sealed: a new one, or the one that it corrects."""
    basis, now = given.basis, to_millis(session.clock())
    corrected = None
    for row, content in added(session, journal.rows):
        if row.code != basis.code:
            continue
        if content.sha256 == given.sha256:
            raise Conflict("law-known", basis=basis.code)
        stands = basis_in(content.text).valid_from
        if stands == basis.valid_from:
            return changed(row, revision=row.revision + 1, added_at=now)
        if _is_early(basis, stands, day_of(session.clock(), session.post.zone)):
            corrected = row  # the last of those that are still to come
    known = law_of(session, journal.rows, without=corrected).bases.get(basis.code)
    if known is not None and not _gives_way(known, basis):
        raise Refused(
            "law-not-newer", basis=basis.code, since=known.valid_from or "…", given=basis.valid_from or "…"
        )
    if corrected is not None:
        return changed(corrected, revision=corrected.revision + 1, added_at=now)
    return new_row(
        LawText,
        new_id(session.clock()),
        session.post.id,
        number=journal.next_number(SERIES),
        code=basis.code,
        added_at=now,
    )


def _refuse_far(session: Session, basis: Basis) -> None:
    latest = day_of(session.clock(), session.post.zone) + _AHEAD
    if basis.valid_from is not None and basis.valid_from > latest:
        raise Refused("law-far-ahead", basis=basis.code, given=basis.valid_from, latest=latest)


def _is_early(basis: Basis, stands: date | None, today: date) -> bool:
    """Say whether a text begins before another that is not in force yet."""
    return basis.valid_from is not None and stands is not None and max(today, basis.valid_from) < stands


def _gives_way(known: Basis, new: Basis) -> bool:
    if known.to_check or known.days_unknown:
        return True
    return new.valid_from is not None and (known.valid_from is None or known.valid_from < new.valid_from)


def _text(data: bytes) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Invalid("law-not-text", line=line) from None
    if len(data) > LIMIT:
        raise Invalid("law-too-long")
    return text
