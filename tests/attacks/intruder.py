"""A member who works past the program: his own keys, the store's key, raw rows and raw log entries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TypeVar

from exchange.log.entry import SignedEntry, make_entry, parse_line, sign
from exchange.log.merkle import leaf_hash
from exchange.requests.model import Request, RequestContent
from exchange.store.engine import Database
from exchange.store.folder import StoreFolder
from exchange.store.journal import edge_of, head_of, index_of
from exchange.store.model import (
    Compartment,
    CompartmentContent,
    KeyWrap,
    LogEntry,
    LogNode,
    Member,
    MemberContent,
)
from exchange.store.rows import Rows, SealedRow, Value, changed, make_row
from exchange.store.sealed import Content, seal, unseal
from exchange.store.slots import open_with_passphrase
from exchange.store.vault import read_wrap
from keys.canonical import JSON
from keys.identity import MemberKeys
from keys.seal import RowKey
from keys.wrap import unwrap, wrap
from tests.world import CHEAP, Seat, World, passphrase_of

R = TypeVar("R", bound=SealedRow)
C = TypeVar("C", bound=Content)


class Intruder:
    """A member of the post with a debugger and no respect for verbs."""

    def __init__(self, world: World, handle: str, passphrase: str | None = None) -> None:
        self.world = world
        folder = StoreFolder(world.folder)
        opened = open_with_passphrase(folder, handle, passphrase or passphrase_of(handle), None, CHEAP)
        self.post = opened.slot.post
        self.id = opened.slot.member
        self.seed = opened.seed
        self.keys = MemberKeys.from_seed(opened.seed, self.id)
        self.store_key = unwrap(
            self.keys,
            opened.slot.sealed_store_key,
            post=self.post,
            kind="store",
            object_id=self.post,
            version=1,
        )

    @contextmanager
    def rows(self) -> Iterator[Rows]:
        """Give the raw rows, to be written at will."""
        database = Database(self.world.folder / "exchange.db", self.store_key)
        try:
            with database.writing() as rows:
                yield rows
        finally:
            database.close()

    def open_row(self, row: SealedRow, kind: type[C]) -> C:
        """Open a row under the store key, which every member holds."""
        return unseal(self.post, RowKey(self.store_key), row, kind)

    def reseal(self, row: R, content: Content, **plain: Value) -> R:
        """Seal a row anew under the store key, with other plain columns."""
        return seal(self.post, RowKey(self.store_key), changed(row, **plain), content)

    def request_key(self, rows: Rows, row: Request, desk: Seat) -> bytes:
        """Return the key of a request assigned to him, from his own wrap."""
        found = rows.find(KeyWrap, kind="request", object_id=row.id, member=self.id)[0]
        session = desk.session
        return read_wrap(rows, session.vault.keys, self.post, found, session.roster)

    def resealed(self, row: R, key: bytes, content: Content, **plain: Value) -> R:
        """Seal a row anew under a request's key."""
        return seal(self.post, RowKey(key), changed(row, **plain), content)

    def resealed_same(self, row: Request, key: bytes, **plain: Value) -> Request:
        """Seal a request's own row with the content that it has, under other plain columns."""
        content = unseal(self.post, RowKey(key), row, RequestContent)
        return self.resealed(row, key, content, **plain)

    def named(self, row: Compartment, name: str) -> CompartmentContent:
        """Return a compartment's content under another name."""
        return self.open_row(row, CompartmentContent).model_copy(update={"name": name})

    def rename_member(self, handle: str, to: str, **plain: Value) -> None:
        """Give a member's row another handle (and other columns), well sealed."""
        with self.rows() as rows:
            row = rows.get(Member, handle=handle)
            assert row is not None
            rows.replace(self.reseal(row, self.open_row(row, MemberContent), handle=to, **plain))

    def swap_handles(self, one: str, other: str) -> None:
        """Let two members' rows change their handles."""
        self.rename_member(one, "passing")
        self.rename_member(other, one)
        self.rename_member("passing", other)

    def wrapped(self, key: bytes, kem_public: bytes, member: str, kind: str, ident: str, n: int = 1) -> bytes:
        """Wrap a key of his choice to anyone: base mode authenticates nobody."""
        return wrap(kem_public, key, post=self.post, kind=kind, object_id=ident, version=n, member=member)

    def append(
        self,
        op: str,
        on: Mapping[str, str] | None = None,
        *,
        by: str | None = None,
        c: str | None = None,
        why: str | None = None,
        to: Sequence[str] = (),
        **x: JSON,
    ) -> SignedEntry:
        """Append an entry past every check, signed with his own key, tree and head made to fit."""
        with self.rows() as rows:
            return append_raw(rows, self, op, on, by=by or self.id, c=c, why=why, to=to, x=x)


def append_raw(
    rows: Rows,
    who: Intruder,
    op: str,
    on: Mapping[str, str] | None,
    *,
    by: str,
    x: Mapping[str, JSON],
    c: str | None = None,
    why: str | None = None,
    to: Sequence[str] = (),
) -> SignedEntry:
    """Append one entry and make leaf, nodes, index and head agree with it."""
    head = head_of(rows)
    edge = edge_of(head)
    at = who.world.clock()
    entry = make_entry(
        n=edge.size, root=edge.root(), at=at, by=by, op=op, on=on, why=why, to=tuple(to), c=c, x=x
    )
    return append_line(rows, sign(entry, who.keys.sign))


def append_line(rows: Rows, line: bytes) -> SignedEntry:
    """Append a line as it is, whoever signed it."""
    head, signed = head_of(rows), parse_line(line)
    entry = signed.entry
    edge, nodes = edge_of(head).append(leaf_hash(line))
    about, commits = index_of(entry)
    rows.insert(make_row(LogEntry, n=entry.n, line=line, leaf=nodes[0].hash, about=about, commits=commits))
    for node in nodes[1:]:
        rows.insert(make_row(LogNode, level=node.level, position=node.index, hash=node.hash))
    rows.replace(changed(head, size=edge.size, root=edge.root(), edge=b"".join(edge.hashes)))
    return signed


def size_of(rows: Rows) -> int:
    """Return the index of the next entry."""
    return head_of(rows).size
