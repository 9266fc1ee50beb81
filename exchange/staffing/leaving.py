"""Leaving the post, and losing a grant: wraps deleted, every key replaced that the member held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from exchange.directory.grants import check_grantee
from exchange.directory.members import find_member
from exchange.directory.new_keys import give_to_holders, next_of_compartments
from exchange.directory.places import compartment_named, names_of
from exchange.errors import Conflict, NotFound, Refused
from exchange.log.holdings import COMPARTMENT_KEYS
from exchange.log.roles import Role
from exchange.staffing.replacing import replace_stale
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal
from exchange.store.keyrings import changing
from exchange.store.model import KeyWrap, Member, MemberContent, RekeyDue
from exchange.store.rows import Reader, Value, changed, make_row
from exchange.store.sealed import seal, unseal
from exchange.store.session import Session
from keys.card import Card


def revoke(session: Session, folder: StoreFolder, handle: str) -> Card | None:
    """Take a member out of the post at once; return the new card. Raise Refused, Conflict, NotFound."""
    with changing(folder, session) as change, session.unit() as journal:
        row = staff_member(session, journal.rows, handle)
        mine = session.roster.holdings.of(session.member.id)
        places = session.roster.holdings.of(row.id)
        refuse_headless(session, journal.rows, row, places)
        keys = next_of_compartments(journal.roster, (place for place in places if place in mine))
        row = resealed(session, row, status="revoked")
        n = journal.append(
            "member.revoked",
            on={"type": "member", "id": row.id},
            c=row.commitment,
            member=row.id,
            keys=[key.check for key in keys],
        )
        journal.rows.replace(row)
        owe_requests(journal, row.id, n)
        journal.rows.delete(KeyWrap, member=row.id)
        give_to_holders(session, journal, keys, n)
        card = replace_stale(session, journal)
        change.take(journal, change.keyring.without(row.id))
    return card


def withdraw(session: Session, handle: str, compartment: str) -> None:
    """Take a compartment from a member; raise Refused for the last head who holds it, NotFound."""
    with session.reading() as rows:
        place = compartment_named(session, rows, compartment)
    if place not in session.vault.compartments:
        session.refuse("no-grant", "grant.withdrawn", {"type": "compartment", "id": place})
    with session.unit() as journal:
        row = check_grantee(journal.rows, handle)
        if row.id not in session.roster.holdings.grants[place]:
            raise NotFound("not-granted", handle=handle, compartment=compartment)
        if row.id == session.member.id:
            raise Refused("own-grant", compartment=compartment)
        keys = next_of_compartments(journal.roster, (place,))
        n = journal.append(
            "grant.withdrawn",
            on={"type": "compartment", "id": place},
            to=(row.id,),
            member=row.id,
            keys=[key.check for key in keys],
        )
        drop_compartments(journal, row.id, (place,))
        give_to_holders(session, journal, keys, n)


def staff_member(session: Session, rows: Reader, handle: str) -> Member:
    """Return another member who is still there; raise NotFound, Conflict, Refused for oneself.

    No head can take himself out: who leaves last would leave a post that nobody can open.
    """
    row = find_member(rows, handle)
    if row.status == "revoked":
        raise Conflict("member-left", handle=handle)
    if row.id == session.member.id:
        heads = [
            one.id for one in session.roster.members.newest.values() if one.active and one.role is Role.HEAD
        ]
        raise Refused("last-head" if heads == [row.id] else "own-membership", handle=handle)
    return row


def refuse_headless(session: Session, rows: Reader, row: Member, places: Sequence[str]) -> None:
    """Raise Refused where a compartment would have no active head left who holds it."""
    members, grants = session.roster.members, session.roster.holdings.grants
    alone = [
        place
        for place in places
        if not any(members[one].active and members[one].role is Role.HEAD for one in grants[place] - {row.id})
    ]
    if alone:
        names = names_of(session, rows)
        raise Refused(
            "compartment-headless", handle=row.handle, compartments=", ".join(names[one] for one in alone)
        )


def resealed(session: Session, row: Member, **plain: Value) -> Member:
    """Return a member's row with other plain columns."""
    key = session.vault.store_row_key()
    content = unseal(session.post.id, key, row, MemberContent)
    return seal(session.post.id, key, changed(row, revision=row.revision + 1, **plain), content)


def owe_requests(journal: Journal, member: str, entry: int) -> None:
    """Note the requests that were assigned to a member: their keys are to be replaced."""
    for held in journal.rows.find(KeyWrap, kind="request", member=member):
        if journal.rows.get(RekeyDue, request=held.object_id) is None:
            journal.rows.insert(make_row(RekeyDue, request=held.object_id, entry=entry))


def drop_compartments(journal: Journal, member: str, places: Iterable[str]) -> None:
    """Delete a member's wraps of some compartments' keys."""
    for place in places:
        for kind in COMPARTMENT_KEYS:
            journal.rows.delete(KeyWrap, kind=kind, object_id=place, member=member)
