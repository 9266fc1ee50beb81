"""Grants: a member's keys to a compartment, wrapped to him by somebody who holds them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from exchange.directory.members import find_member, member_kem
from exchange.directory.places import compartment_named, names_of
from exchange.directory.renewal import insert_wrap
from exchange.errors import Conflict, Refused
from exchange.log.holdings import COMPARTMENT_KEYS, GRANTABLE
from exchange.log.roles import Role
from exchange.store.journal import Journal
from exchange.store.model import KeyWrap, Member
from exchange.store.rows import Reader
from exchange.store.session import Session
from exchange.store.vault import read_wrap


@dataclass(frozen=True)
class GrantView:
    """Who holds the key of which compartment."""

    compartment: str
    handle: str
    role: str


class Grants:
    """The verbs on grants."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def list(self) -> tuple[GrantView, ...]:
        """Return every grant, as the log tells them."""
        with self._session.reading() as rows:
            members = {row.id: row for row in rows.find(Member)}
            names = names_of(self._session, rows)
            grants = self._session.roster.holdings.grants
        return tuple(
            GrantView(names[place], members[member].handle, members[member].role)
            for place in names
            for member in sorted(grants[place], key=lambda one: members[one].handle)
        )

    def give(self, handle: str, compartment: str) -> GrantView:
        """Give a member the key of a compartment; raise NotAuthorised, logged, to who holds it not."""
        session = self._session
        session.authorise("grant.given")
        place = self._held(compartment, "grant.given")
        with session.unit() as journal:
            member = check_grantee(journal.rows, handle)
            if member.id in session.roster.holdings.grants[place]:
                raise Conflict("already-granted", handle=handle, compartment=compartment)
            give_grant(session, journal, place, member)
        return GrantView(compartment, handle, member.role)

    def _held(self, compartment: str, op: str) -> str:
        """Return the id of a compartment that this member holds."""
        session = self._session
        with session.reading() as rows:
            place = compartment_named(session, rows, compartment)
        if place not in session.vault.compartments:
            session.refuse("no-grant", op, {"type": "compartment", "id": place})
        return place


def check_grantee(rows: Reader, handle: str) -> Member:
    """Return a member who may hold compartments; raise NotFound, Refused for another role."""
    member = find_member(rows, handle)
    if member.status == "revoked":
        raise Refused("member-left", handle=handle)
    if Role(member.role) not in GRANTABLE:
        raise Refused("role-without-grants", handle=handle, role=member.role)
    return member


def give_grant(session: Session, journal: Journal, place: str, member: Member) -> None:
    """Log a grant and wrap every version of the compartment's keys, in the caller's unit."""
    on = {"type": "compartment", "id": place}
    journal.append("grant.given", on=on, to=(member.id,), member=member.id)
    wrap_held(session, journal, held_of(session, journal.rows, (place,)), member)


def held_of(session: Session, rows: Reader, places: Iterable[str]) -> list[KeyWrap]:
    """Return the wraps of some compartments' keys, all versions, that the member at work holds."""
    wanted = set(places)
    held = rows.find(KeyWrap, order=("kind", "object_id", "version"), member=session.member.id)
    return [row for row in held if row.kind in COMPARTMENT_KEYS and row.object_id in wanted]


def wrap_held(session: Session, journal: Journal, held: Iterable[KeyWrap], member: Member) -> None:
    """Wrap keys that the member at work holds to another one; raise Tampered for one not vouched for."""
    public = member_kem(session, member, journal.roster)
    for row in held:
        key = read_wrap(journal.rows, session.vault.keys, session.post.id, row, journal.roster)
        insert_wrap(session, journal, row, public, member.id, key)
