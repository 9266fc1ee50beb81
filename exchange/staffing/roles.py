"""Another role for a member: the post's seeds that it holds given, those that it doesn't replaced."""

from __future__ import annotations

from exchange.directory.new_keys import NewKey, give
from exchange.errors import Conflict
from exchange.log.holdings import GRANTABLE, POST_KEYS
from exchange.log.roles import Role
from exchange.staffing.leaving import drop_compartments, owe_requests, refuse_headless, resealed, staff_member
from exchange.staffing.replacing import replace_stale
from exchange.store.folder import StoreFolder
from exchange.store.journal import Journal
from exchange.store.keyrings import changing
from exchange.store.model import KeyWrap, Member
from exchange.store.session import Session
from exchange.store.vault import read_wrap
from keys.card import Card
from keys.keyring import Keyring


def change_role(session: Session, folder: StoreFolder, handle: str, role: Role) -> Card | None:
    """Give a member another role; return the card where it is new. Raise Proposed under four eyes."""
    with session.reading() as rows:
        known = staff_member(session, rows, handle)
    on = {"type": "member", "id": known.id}
    proposed = session.seconded("member.role", on, role=role.value)
    with changing(folder, session) as change, session.unit() as journal:
        row = staff_member(session, journal.rows, handle)
        was, places = Role(row.role), session.roster.holdings.of(row.id)
        if was is role:
            raise Conflict("role-same", handle=handle, role=role.value)
        refuse_headless(session, journal.rows, row, places if was is Role.HEAD else ())
        row = resealed(session, row, role=role.value)
        n = journal.append(
            "member.role", on=on, c=row.commitment, member=row.id, role=role.value, proposed=proposed
        )
        journal.rows.replace(row)
        _take_away(journal, row, was, role, n)
        if role not in GRANTABLE:
            drop_compartments(journal, row.id, places)
        _give_seeds(session, journal, row, set(POST_KEYS[role]) - set(POST_KEYS[was]))
        card = replace_stale(session, journal)
        if was is Role.HEAD:  # heads alone have a recovery sheet
            change.take(journal, _without_sheet(change.keyring, row.id))
    return card


def _take_away(journal: Journal, row: Member, was: Role, role: Role, entry: int) -> None:
    for kind in set(POST_KEYS[was]) - set(POST_KEYS[role]):
        journal.rows.delete(KeyWrap, kind=kind, member=row.id)
    if was is Role.INVESTIGATOR:
        owe_requests(journal, row.id, entry)
        journal.rows.delete(KeyWrap, kind="request", member=row.id)


def _give_seeds(session: Session, journal: Journal, row: Member, kinds: set[str]) -> None:
    post, rows = session.post.id, journal.rows
    for held in rows.find(KeyWrap, member=session.member.id, object_id=post):
        if held.kind in kinds:
            key = read_wrap(rows, session.vault.keys, post, held, journal.roster)
            give(session, journal, NewKey(held.kind, post, held.version, key), held.entry, row.id)


def _without_sheet(keyring: Keyring, member: str) -> Keyring:
    slots = tuple(slot for slot in keyring.slots if not (slot.is_recovery and slot.member == member))
    return Keyring(keyring.post, slots)
