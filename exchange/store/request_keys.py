"""What the log says of a request's keys: each version's check, and to whom the request is assigned.

Keys of single requests are too many for a roster: their entries are read when a key is needed, each
one's place in the log proven. Version 1 is the key that the request was opened with; each rotation
makes the next one. An entry that jumps a version, or names one again, makes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import sqlalchemy as sa

from exchange.log.entry import Entry
from exchange.log.roles import Role
from exchange.log.roster import Roster
from exchange.store.journal import check_included, entry_at, line_of
from exchange.store.model import LogEntry
from exchange.store.rows import Reader, table_of

ROTATIONS: Final = frozenset({"request.unassigned", "request.rekeyed"})
"""Operations that give a request its next key."""

_ENTRY: Final = table_of(LogEntry)
_ABOUT: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.commits == 1)
    .order_by(_ENTRY.c.n)
)
_OPENING: Final = _ABOUT.limit(1)
_KEYS: Final = b'"keys":['  # no further field holds free text: a line without it makes no key
_RENEWALS: Final = sa.select(_ENTRY.c.n).where(_ENTRY.c.about == sa.bindparam("about")).order_by(_ENTRY.c.n)


def opening_check(rows: Reader, request: str) -> str | None:
    """Return the check of the key that a request was opened with; None where no entry opened it."""
    for entry in _vouched(rows, _OPENING, request):
        return _check(entry, 1) if entry.op == "request.opened" else None
    return None


def request_checks(rows: Reader, request: str) -> tuple[str, ...]:
    """Return the checks of a request's keys, from version 1 on."""
    found: list[str] = []
    for entry in _vouched(rows, _ABOUT, request):
        if entry.op in ROTATIONS if found else entry.op == "request.opened":
            check = _check(entry, len(found) + 1)
            if check is not None:
                found.append(check)
    return tuple(found)


def assignees(rows: Reader, request: str, roster: Roster) -> tuple[str, ...]:
    """Return the ids of the investigators to whom the log says that a request is assigned now.

    Who was renewed since counts under his new id; who was revoked or does other work now, no longer.
    """
    found: dict[str, None] = {}
    for entry in _vouched(rows, _ABOUT, request):
        if entry.op == "request.assigned":
            found[str(entry.x["member"])] = None
        elif entry.op == "request.unassigned":
            found.pop(str(entry.x["member"]), None)
    now = (_present(rows, member, roster) for member in found)
    return tuple(dict.fromkeys(member for member in now if member is not None))


def _present(rows: Reader, member: str, roster: Roster) -> str | None:
    """Return the id under which a member works now; None where he no longer may hold a request's key."""
    known = roster.members.newest.get(member)
    if known is None:
        return None
    if known.until is None:
        return member if known.role is Role.INVESTIGATOR else None
    for (n,) in rows.values(_RENEWALS, about=member):
        signed = entry_at(rows, int(str(n)))
        if signed.entry.op == "member.renewed":
            check_included(rows, signed.entry.n, signed.leaf)
            return _present(rows, str(signed.entry.x["member"]), roster)
    return None


def _vouched(rows: Reader, statement: sa.Select[tuple[object, ...]], request: str) -> Iterator[Entry]:
    """Give the entries on a request that tell of its keys, their places in the log proven."""
    for n, line in rows.values(statement, about=request):
        place = int(str(n))
        if _KEYS in line_of(line, place):
            signed = entry_at(rows, place)
            check_included(rows, place, signed.leaf)
            yield signed.entry


def _check(entry: Entry, version: int) -> str | None:
    """Return the check that an entry gives for one version of its request's key: it makes no other's."""
    listed = entry.x.get("keys")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and (item["kind"], item["version"]) == ("request", version):
            return str(item["check"])
    return None
