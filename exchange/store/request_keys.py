"""What the log says of a request's keys: each version's check, and to whom the request is assigned.

Keys of single requests are too many for a roster: their entries are read when a key is needed, each
one's place in the log proven. Version 1 is the key that the request was opened with; each rotation
makes the next one. An entry that jumps a version, or names one again, makes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import sqlalchemy as sa

from exchange.errors import Tampered
from exchange.log.entry import Entry, parse_line
from exchange.log.roles import Role
from exchange.log.roster import Roster
from exchange.store.journal import check_included, line_of
from exchange.store.model import KeyWrap, LogEntry
from exchange.store.rows import Reader, Value, table_of

ROTATIONS: Final = frozenset({"request.unassigned", "request.rekeyed"})
"""Operations that give a request its next key."""

_ENTRY: Final = table_of(LogEntry)
_ABOUT: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.commits == 1)
    .order_by(_ENTRY.c.n)
)
_OPENING: Final = _ABOUT.limit(1)
_KEYS: Final = (b'"keys":[',)  # no further field holds free text: a line without it makes no key
_CHANGES: Final = (
    sa.select(_ENTRY.c.n, _ENTRY.c.line)
    .where(_ENTRY.c.about == sa.bindparam("about"), _ENTRY.c.n > sa.bindparam("since"))
    .order_by(_ENTRY.c.n)
)
_ASSIGNS: Final = (b'"request.assigned"', b'"request.unassigned"')
_RENEWED: Final = (b'"member.renewed"',)
_MOVES: Final = (*_RENEWED, b'"member.role"')


def opening_check(rows: Reader, request: str) -> str | None:
    """Return the check of the key that a request was opened with; None where no entry opened it."""
    for entry in _vouched(rows, _OPENING, _KEYS, about=request):
        return _check(entry, 1) if entry.op == "request.opened" else None
    return None


def request_checks(rows: Reader, request: str) -> tuple[str, ...]:
    """Return the checks of a request's keys, from version 1 on."""
    found: list[str] = []
    for entry in _vouched(rows, _ABOUT, _KEYS, about=request):
        if entry.op in ROTATIONS if found else entry.op == "request.opened":
            check = _check(entry, len(found) + 1)
            if check is not None:
                found.append(check)
    return tuple(found)


def assignees(rows: Reader, request: str, roster: Roster) -> tuple[str, ...]:
    """Return the ids of the investigators to whom the log says that a request is assigned now.

    Who was renewed since counts under his new id; who was revoked or did other work since, no longer.
    """
    found: dict[str, tuple[str, int]] = {}
    for entry in _vouched(rows, _ABOUT, _ASSIGNS, about=request):
        given = str(entry.x["member"])
        if entry.op == "request.assigned":
            found[_newest_id(rows, given, roster)] = given, entry.n
        elif entry.op == "request.unassigned":
            found.pop(_newest_id(rows, given, roster), None)
    return tuple(now for now, (given, n) in found.items() if _still_holds(rows, given, n, roster))


def refuse_unassigned(rows: Reader, wrap: KeyWrap, roster: Roster) -> None:
    """Raise Tampered where a request's key is wrapped to somebody to whom the log doesn't say it is assigned.

    Whoever has the store's key can put back the wrap of an assignment that ended.
    """
    if wrap.member not in assignees(rows, wrap.object_id, roster):
        raise Tampered("key-not-vouched", kind=wrap.kind, version=wrap.version, n=wrap.entry)


def _newest_id(rows: Reader, member: str, roster: Roster) -> str:
    """Return the id that a member bears since he was last renewed."""
    known = roster.members.newest.get(member)
    if known is not None and known.until is not None:
        for entry in _vouched(rows, _CHANGES, _RENEWED, about=member, since=0):
            if entry.op == "member.renewed":
                return _newest_id(rows, str(entry.x["member"]), roster)
    return member


def _still_holds(rows: Reader, member: str, since: int, roster: Roster) -> bool:
    """Say whether a member still holds a key that was given to him then: an investigator all the while."""
    known = roster.members.newest.get(member)
    if known is None or known.role is not Role.INVESTIGATOR:
        return False
    for entry in _vouched(rows, _CHANGES, _MOVES, about=member, since=since):
        if entry.op == "member.role":
            return False  # his keys went with the work, also if he does it again
        if entry.op == "member.renewed":
            return _still_holds(rows, str(entry.x["member"]), entry.n, roster)
    return known.until is None


def _vouched(
    rows: Reader, statement: sa.Select[tuple[object, ...]], telling: Sequence[bytes], **about: Value
) -> Iterator[Entry]:
    """Give the entries found that hold one of the words, their places in the log proven."""
    for n, found in rows.values(statement, **about):
        place = int(str(n))
        line = line_of(found, place)
        if any(word in line for word in telling):
            signed = parse_line(line)
            check_included(rows, place, signed.leaf)
            yield signed.entry


def _check(entry: Entry, version: int) -> str | None:
    """Return the check that an entry gives for one version of its request's key: it makes no other's."""
    listed = entry.x.get("keys")
    for item in listed if isinstance(listed, list) else ():
        if isinstance(item, dict) and (item["kind"], item["version"]) == ("request", version):
            return str(item["check"])
    return None
