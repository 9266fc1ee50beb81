"""Unlocking a store, step by step; a step that fails gives nothing out.

1. The slot opens: Argon2id over the passphrase, then the seed, the member's own keys.
2. The database opens with a store key that is wrapped to the member: while the store is re-keyed, two.
3. The schema is this program's, or is brought up to date.
4. The log is not behind what this machine saw (the state folder), and extends it.
5. The roster (who holds which key and role) is the kept one, caught up, or the log replayed once.
6. A change of the keyring that was cut short is ended as the log says, and the slot is still one; the
   member is in the log, with this key, neither revoked nor past his day; the log knows the store's key.
7. His other keys open and are believed by the roster: the post's, then the compartments'.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Final

from exchange.clock import Clock
from exchange.errors import Locked, NotAuthorised, Tampered
from exchange.log.merkle import Edge, Lookup, edge_at, root_at
from exchange.log.roles import Role
from exchange.log.roster import Roster
from exchange.store.engine import Database
from exchange.store.folder import StoreFolder
from exchange.store.holding import earlier_store_keys
from exchange.store.journal import head_of, node_at, refuse_unvouched
from exchange.store.keyrings import settle_keyring
from exchange.store.model import Member, MemberContent, Post, PostContent
from exchange.store.rows import Reader
from exchange.store.schema import bring_up_to_date
from exchange.store.sealed import unseal
from exchange.store.session import Session
from exchange.store.slot_keys import unwrap_from_slot
from exchange.store.slots import Opened
from exchange.store.state import Seen, State
from exchange.store.store_key import refuse_unknown_store_key, settle_store_key
from exchange.store.vault import Vault
from exchange.store.views import MemberView, PostView
from keys.errors import SealError
from keys.identity import MemberKeys
from keys.keyring import Slot
from keys.seal import RowKey
from keys.wrap import kem_check

_ATTEMPTS: Final = 5
"""How often an unlock begins again because another desk wrote meanwhile."""


def open_session(folder: StoreFolder, opened: Opened, state_folder: Path, clock: Clock) -> Session:
    """Return the session of a member whose slot opened; steps 2 to 7.

    What another desk changes meanwhile (a role, a key, a member) is no tampering: they begin again.
    """
    keys = MemberKeys.from_seed(opened.seed, opened.slot.member)
    store_key, database = _open_database(folder, opened.slot, keys)
    try:
        for _ in range(_ATTEMPTS):
            size = _size(database)
            try:
                return _session(folder, opened, state_folder, clock, (keys, store_key, database))
            except Tampered as error:
                failure = error
                if _size(database) == size:
                    break
                if not folder.keyring().still_has(opened.slot):
                    raise _replaced(opened.slot) from None
        raise failure
    except Tampered as error:
        told: Tampered = importlib.import_module("exchange.store.first_wrong").first_wrong(database, error)
        database.close()
        raise told from None
    except BaseException:
        database.close()
        raise


def _size(database: Database) -> int:
    with database.reading() as rows:
        return head_of(rows).size


def _session(
    folder: StoreFolder,
    opened: Opened,
    state_folder: Path,
    clock: Clock,
    held: tuple[MemberKeys, bytes, Database],
) -> Session:
    keys, store_key, database = held
    state = State(state_folder, opened.slot.post)
    newest = state.newest()  # before the snapshot: what another desk commits meanwhile is no rollback
    with database.reading() as rows:
        edge, roster = _kept_roster(rows, state, keys)
        _refuse_rollback(rows, newest)
    settle_keyring(folder, database, opened.slot)
    settle_store_key(folder, keys, store_key)
    with database.reading() as rows:
        earlier = earlier_store_keys(rows, keys, opened.slot.post)
        post, member = _who(rows, opened.slot, RowKey(store_key, *earlier))
    session = Session(
        database,
        Vault(post.id, post.origin, member.id, keys, opened.seed, store_key, earlier_store_keys=earlier),
        state,
        clock,
        post,
        member,
        edge,
        roster,
    )
    session.catch_up()
    _check_member(session, folder, opened.slot)
    refuse_unknown_store_key(session, folder.keyring())
    if not opened.slot.provisional:
        with database.reading() as rows:
            session.hold_keys(rows)
    return session


def _open_database(folder: StoreFolder, slot: Slot, keys: MemberKeys) -> tuple[bytes, Database]:
    """Return the store's key and its open database, brought up to date.

    While the store is re-keyed a slot holds two keys; one read before that holds neither of today's.
    """
    try:
        return _first_that_opens(folder, slot, keys)
    except Tampered:
        now = folder.keyring().slot_of(slot.member)
        if now is None or _wrapped_in(now) == _wrapped_in(slot):
            raise
        return _first_that_opens(folder, now, keys)


def _first_that_opens(folder: StoreFolder, slot: Slot, keys: MemberKeys) -> tuple[bytes, Database]:
    failure = Tampered("keyring-damaged", path=str(folder.keyring_file))
    for wrapped in _wrapped_in(slot):
        try:
            key = unwrap_from_slot(keys, slot.post, wrapped)
        except SealError:
            continue
        database = Database(folder.database, key)
        try:
            bring_up_to_date(database)
            return key, database
        except Tampered as error:
            database.close()
            failure = error
        except BaseException:
            database.close()
            raise
    raise failure


def _wrapped_in(slot: Slot) -> tuple[bytes, ...]:
    following = slot.sealed_store_key_next
    return (slot.sealed_store_key,) if following is None else (slot.sealed_store_key, following)


def _kept_roster(rows: Reader, state: State, keys: MemberKeys) -> tuple[Edge, Roster]:
    kept = state.roster(keys.member_id, keys.state_key)
    if not isinstance(kept, Mapping):
        return Edge.EMPTY, Roster.EMPTY
    size = int(str(kept["size"]))
    if size > head_of(rows).size:
        raise Tampered("store-rolled-back", size=head_of(rows).size, seen=size)
    edge = edge_at(size, _lookup(rows))
    if edge.root().hex() != kept["root"]:
        raise Tampered("store-rewritten", size=size)
    return edge, Roster.from_json(kept["roster"])


def _refuse_rollback(rows: Reader, newest: Seen | None) -> None:
    if newest is None:
        return
    head = head_of(rows)
    if newest.size > head.size:
        raise Tampered("store-rolled-back", size=head.size, seen=newest.size)
    if root_at(newest.size, _lookup(rows)) != newest.root:
        raise Tampered("store-rewritten", size=newest.size)


def _who(rows: Reader, slot: Slot, key: RowKey) -> tuple[PostView, MemberView]:
    post = rows.get(Post, id=slot.post)
    member = rows.get(Member, id=slot.member)
    if post is None or member is None:
        raise Tampered("member-missing")
    content = unseal(post.id, key, post, PostContent)
    unseal(post.id, key, member, MemberContent)
    view = PostView(post.id, post.handle, post.prefix, post.origin, bool(post.four_eyes), content)
    return view, MemberView(member.id, member.handle, Role(member.role))


def _outdated(folder: StoreFolder, slot: Slot) -> Locked | Tampered:
    """Return why a slot isn't the log's: it changed while it was opened, or isn't the program's."""
    if folder.keyring().still_has(slot) and not slot.is_recovery:
        return Tampered("keyring-slot-other", handle=slot.handle)
    return _replaced(slot)


def _replaced(slot: Slot) -> Locked:
    return Locked("recovery-sheet-old" if slot.is_recovery else "wrong-passphrase")


def _check_member(session: Session, folder: StoreFolder, slot: Slot) -> None:
    known = session.roster.member(slot.member)
    if known.until is not None:
        raise NotAuthorised("member-revoked", handle=slot.handle)
    if known.kem != kem_check(session.vault.keys.kem_public) or known.provisional != slot.provisional:
        raise _outdated(folder, slot)
    if known.role != session.member.role:
        raise Tampered("member-altered", handle=slot.handle)
    with session.reading() as rows:
        row, post = rows.get(Member, id=slot.member), rows.get(Post, id=slot.post)
        for vouched in (row, post):
            if vouched is not None:
                refuse_unvouched(rows, vouched)
    if row is not None and row.until is not None and session.today.isoformat() > row.until:
        raise NotAuthorised("member-past-his-day", handle=slot.handle, until=date.fromisoformat(row.until))


def _lookup(rows: Reader) -> Lookup:
    def lookup(level: int, index: int) -> bytes:
        return node_at(rows, level, index)

    return lookup
