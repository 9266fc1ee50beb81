"""Unlocking a store, step by step; a step that fails gives nothing out.

1. The slot opens: Argon2id over the passphrase, then the seed, the member's own keys.
2. The database opens with the store key that is wrapped to the member.
3. The schema is this program's, or is brought up to date.
4. The log is not behind what this machine saw (the state folder), and extends it.
5. The roster (who holds which key and role) is the kept one, caught up, or the log replayed once.
6. A change of the keyring that was cut short is ended as the log says, and the slot is still one; the
   member is in the log, with this key, neither revoked nor past his day.
7. His other keys open and are believed by the roster: the post's, then the compartments'.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from exchange.clock import Clock
from exchange.errors import Locked, NotAuthorised, Tampered
from exchange.log.merkle import Edge, Lookup, edge_at, root_at
from exchange.log.operations import Role
from exchange.log.roster import Roster
from exchange.store.engine import Database
from exchange.store.folder import StoreFolder
from exchange.store.journal import head_of, node_at, refuse_unvouched
from exchange.store.keyrings import settle_keyring
from exchange.store.model import KeyWrap, Member, MemberContent, Post, PostContent
from exchange.store.rows import Reader
from exchange.store.schema import bring_up_to_date
from exchange.store.sealed import unseal
from exchange.store.session import MemberView, PostView, Session
from exchange.store.slots import Opened
from exchange.store.state import Seen, State
from exchange.store.tokens import WordKey
from exchange.store.vault import Vault, read_wrap
from keys.errors import SealError
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys
from keys.keyring import Slot
from keys.seal import RowKey
from keys.wrap import kem_check, unwrap


def open_session(folder: StoreFolder, opened: Opened, state_folder: Path, clock: Clock) -> Session:
    """Return the session of a member whose slot opened; steps 2 to 7."""
    keys = MemberKeys.from_seed(opened.seed, opened.slot.member)
    store_key, database = _open_database(folder, opened.slot, keys)
    try:
        bring_up_to_date(database)
        state = State(state_folder, opened.slot.post)
        newest = state.newest()  # before the snapshot: what another desk commits meanwhile is no rollback
        with database.reading() as rows:
            edge, roster = _kept_roster(rows, state, keys)
            _refuse_rollback(rows, newest)
        settle_keyring(folder, database, opened.slot)
        with database.reading() as rows:
            post, member = _who(rows, opened.slot, store_key)
        session = Session(
            database,
            Vault(post.id, post.origin, member.id, keys, opened.seed, store_key),
            state,
            clock,
            post,
            member,
            edge,
            roster,
        )
        session.catch_up()
        _check_member(session, opened.slot)
        if not opened.slot.provisional:
            load_keys(session)
        return session
    except BaseException:
        database.close()
        raise


def load_keys(session: Session) -> None:
    """Open every key that is wrapped to the member and put it into his vault (step 7)."""
    vault, roster = session.vault, session.roster
    found: dict[str, list[tuple[int, bytes]]] = {"log": [], "office": [], "card": []}
    with session.reading() as rows:
        for row in rows.find(KeyWrap, order=("kind", "object_id", "version"), member=vault.member):
            if row.kind == "request":
                continue
            key = read_wrap(rows, vault.keys, vault.post, row, roster)
            if row.kind in found:
                found[row.kind].append((row.version, key))
            elif row.kind == "compartment":
                vault.compartments.setdefault(row.object_id, {})[row.version] = key
            elif row.kind == "index":
                vault.indexes.setdefault(row.object_id, {})[row.version] = WordKey(key)
    if not found["log"]:
        raise Tampered("key-missing", kind="log")
    vault.log_keys = LogKeys.from_seed(max(found["log"])[1], vault.origin)
    offices = [OfficeKeys.from_seed(seed, vault.origin) for _, seed in sorted(found["office"], reverse=True)]
    if offices:
        vault.office, vault.retired_offices = offices[0], tuple(offices[1:])
    if found["card"]:
        vault.card = CardKeys.from_seed(max(found["card"])[1], vault.origin)


def _open_database(folder: StoreFolder, slot: Slot, keys: MemberKeys) -> tuple[bytes, Database]:
    try:
        store_key = unwrap(
            keys, slot.sealed_store_key, post=slot.post, kind="store", object_id=slot.post, version=1
        )
    except SealError:
        raise Tampered("keyring-damaged", path=str(folder.keyring_file)) from None
    return store_key, Database(folder.database, store_key)


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


def _who(rows: Reader, slot: Slot, store_key: bytes) -> tuple[PostView, MemberView]:
    key = RowKey(store_key)
    post = rows.get(Post, id=slot.post)
    member = rows.get(Member, id=slot.member)
    if post is None or member is None:
        raise Tampered("member-missing")
    content = unseal(post.id, key, post, PostContent)
    unseal(post.id, key, member, MemberContent)
    view = PostView(post.id, post.handle, post.prefix, post.origin, bool(post.four_eyes), content)
    return view, MemberView(member.id, member.handle, Role(member.role))


def _check_member(session: Session, slot: Slot) -> None:
    known = session.roster.member(slot.member)
    if known.until is not None:
        raise NotAuthorised("member-revoked", handle=slot.handle)
    if known.kem != kem_check(session.vault.keys.kem_public) or known.provisional != slot.provisional:
        raise Locked("wrong-passphrase")
    if known.role != session.member.role:
        raise Tampered("member-altered", handle=slot.handle)
    with session.reading() as rows:
        row, post = rows.get(Member, id=slot.member), rows.get(Post, id=slot.post)
        for vouched in (row, post):
            if vouched is not None:
                refuse_unvouched(rows, vouched)
    if row is not None and row.until is not None and session.clock().date().isoformat() > row.until:
        raise NotAuthorised("member-past-his-day", handle=slot.handle, until=row.until)


def _lookup(rows: Reader) -> Lookup:
    def lookup(level: int, index: int) -> bytes:
        return node_at(rows, level, index)

    return lookup
