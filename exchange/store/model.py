"""The store's own tables: the log, its tree, its head, and the keys wrapped to members."""

from __future__ import annotations

import sqlalchemy as sa
from sqlmodel import Field

from exchange.store.rows import Row, SealedRow
from exchange.store.sealed import Content


class LogHead(Row, table=True):
    """The one row that every append reads and writes: size, root, edge, and the next numbers.

    `edge` holds the hashes of the complete subtrees, left to right; `counters` is JSON, a number
    for each gapless series (`reference-2026`, `register-2026`).
    """

    __tablename__ = "log_head"
    id: int = Field(primary_key=True)
    size: int
    root: bytes
    edge: bytes
    counters: str


class LogEntry(Row, table=True):
    """An entry's line as it was signed; `about` and `commits` are an index, checked against the line."""

    __tablename__ = "log_entry"
    __table_args__ = (sa.Index("log_entry_about", "about", "commits", "n"),)
    n: int = Field(primary_key=True)
    line: bytes
    leaf: bytes
    about: str | None = None
    commits: int = 0


class LogNode(Row, table=True):
    """The hash of a complete subtree of 2**level leaves, from level 1 on."""

    __tablename__ = "log_node"
    level: int = Field(primary_key=True)
    position: int = Field(primary_key=True)
    hash: bytes


class KeyWrap(Row, table=True):
    """A key wrapped by HPKE to a member; believed only with the check of entry `entry`."""

    __tablename__ = "key_wrap"
    __table_args__ = (sa.Index("key_wrap_member", "member", "kind"),)
    kind: str = Field(primary_key=True)
    object_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    member: str = Field(primary_key=True)
    entry: int
    wrapped: bytes


class Post(SealedRow, table=True):
    """The post that owns the store; one row."""

    __tablename__ = "post"
    handle: str
    prefix: str
    origin: str
    four_eyes: int
    created_at: int = Field(sa_type=sa.BigInteger)
    card_serial: int


class PostContent(Content):
    """What the post is called and where it serves."""

    name: str
    country: str
    hosts: tuple[str, ...]
    zones: tuple[str, ...]
    card: str = ""


class RetiredLog(SealedRow, table=True):
    """What the log's keys left when entry `n` retired them."""

    __tablename__ = "retired_log"
    n: int = Field(unique=True)


class RetiredLogContent(Content):
    """The last checkpoint under the retired keys (none after a restore), and their card, as files."""

    checkpoint: str | None = None
    card: str


class RekeyDue(Row, table=True):
    """A request whose key a member still knows who may no longer: entry `entry` took the right from him."""

    __tablename__ = "rekey_due"
    request: str = Field(primary_key=True)
    entry: int


class Member(SealedRow, table=True):
    """A person with keys; `status` is provisional, active or revoked.

    `formerly`: the ids that he had before his membership was renewed, the last one last, a space between.
    """

    __tablename__ = "member"
    handle: str = Field(unique=True)
    role: str
    status: str
    until: str | None = None
    formerly: str | None = None


class MemberContent(Content):
    """A member's name and public keys; the keys are believed only with the log's hashes of them."""

    name: str
    vkey: str
    kem: str


class Compartment(SealedRow, table=True):
    """A need-to-know set of requests; its key is wrapped to the members granted."""

    __tablename__ = "compartment"
    created_at: int = Field(sa_type=sa.BigInteger)


class CompartmentContent(Content):
    """A compartment's name."""

    name: str
