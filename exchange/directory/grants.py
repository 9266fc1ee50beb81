"""Grants: a member's key to a compartment, wrapped to him by somebody who holds it."""

from __future__ import annotations

from dataclasses import dataclass

from exchange.directory.members import find_member, member_kem
from exchange.directory.renewal import insert_wrap
from exchange.errors import Conflict, NotFound, Refused
from exchange.log.operations import Role
from exchange.store.journal import refuse_unvouched
from exchange.store.model import Compartment, CompartmentContent, KeyWrap, Member
from exchange.store.rows import Reader
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.store.vault import read_wrap

GRANTABLE = frozenset({Role.HEAD, Role.OFFICER})


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
        """Return every grant."""
        with self._session.reading() as rows:
            members = {row.id: row for row in rows.find(Member)}
            names = {row.id: self._name(rows, row) for row in rows.find(Compartment)}
            wraps = rows.find(KeyWrap, order=("object_id", "member"), kind="compartment")
        return tuple(
            GrantView(names[wrap.object_id], members[wrap.member].handle, members[wrap.member].role)
            for wrap in wraps
        )

    def give(self, handle: str, compartment: str) -> GrantView:
        """Give a member the key of a compartment."""
        session = self._session
        session.authorise("grant.given")
        with session.unit() as journal:
            rows = journal.rows
            member, ident = find_member(rows, handle), self.named(rows, compartment)
            if Role(member.role) not in GRANTABLE:
                raise Refused("role-without-grants", handle=handle, role=member.role)
            if rows.get(KeyWrap, kind="compartment", object_id=ident, member=member.id):
                raise Conflict("already-granted", handle=handle, compartment=compartment)
            held = rows.find(KeyWrap, object_id=ident, member=session.member.id)
            if not held:
                raise NotFound("compartment-unknown", given=compartment[:40], nearest="-")
            journal.append(
                "grant.given", on={"type": "compartment", "id": ident}, to=(member.id,), member=member.id
            )
            for wrap in held:
                key = read_wrap(rows, session.vault.keys, session.post.id, wrap, session.roster)
                insert_wrap(session, journal, wrap, member_kem(session, member), member.id, key)
        return GrantView(compartment, handle, member.role)

    def named(self, rows: Reader, name: str) -> str:
        """Return the id of a compartment; raise NotFound with those that there are."""
        found = {self._name(rows, row): row.id for row in rows.find(Compartment)}
        if name not in found:
            raise NotFound("compartment-unknown", given=name[:40], nearest=", ".join(sorted(found)))
        return found[name]

    def _name(self, rows: Reader, row: Compartment) -> str:
        session = self._session
        refuse_unvouched(rows, row)  # a name moved to another id would open a compartment to its readers
        return unseal(session.post.id, session.vault.store_row_key(), row, CompartmentContent).name
