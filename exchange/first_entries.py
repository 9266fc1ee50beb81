"""The first entries of a post's log, and the rows and wraps that they vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from exchange.clock import Clock, to_millis
from exchange.directory.cards import card_check, issue_card
from exchange.directory.services import insert_seeds
from exchange.ids import new_id
from exchange.law.zones import zones_of
from exchange.log.merkle import EMPTY_ROOT, Edge
from exchange.log.operations import Role
from exchange.log.roster import Roster
from exchange.store.engine import Database
from exchange.store.journal import Journal
from exchange.store.model import (
    Compartment,
    CompartmentContent,
    KeyWrap,
    LogHead,
    Member,
    MemberContent,
    Post,
    PostContent,
)
from exchange.store.rows import make_row
from exchange.store.sealed import new_row, seal
from exchange.store.session import MemberView, PostView, Session
from exchange.store.state import State
from exchange.store.vault import Vault
from keys.canonical import JSON
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys, new_seed, origin_of
from keys.kdf import KdfParameters
from keys.wrap import kem_check, key_check, wrap

GENERAL: Final = "general"


@dataclass(frozen=True)
class PostSetup:
    """What `init` is told of a post and its first head."""

    handle: str
    name: str
    country: str
    hosts: tuple[str, ...]
    head_handle: str
    head_name: str
    prefix: str | None = None
    four_eyes: bool = False


@dataclass(frozen=True, repr=False)
class Means:
    """What founding takes besides: the head's passphrase (and key file), the machine's folder and clock."""

    passphrase: str
    state: Path
    clock: Clock
    parameters: KdfParameters
    language: str = "fr"
    key_file: bytes | None = None


@dataclass(frozen=True, repr=False)
class Seeds:
    """The random secrets of a new post and its head."""

    member: bytes
    store: bytes
    log: bytes
    office: bytes
    card: bytes
    compartment: bytes
    index: bytes

    @classmethod
    def drawn(cls) -> Self:
        """Draw them all."""
        return cls(*(new_seed() for _ in range(7)))


def first_session(
    database: Database, setup: PostSetup, means: Means, post: str, member: str, seeds: Seeds
) -> Session:
    """Return the head's session over an empty log, all keys in his vault."""
    origin = origin_of(setup.handle, seeds.log)
    content = PostContent(
        name=setup.name,
        country=setup.country,
        hosts=setup.hosts,
        zones=tuple(zones_of(host)[0] for host in setup.hosts),
    )
    vault = Vault(
        post,
        origin,
        member,
        MemberKeys.from_seed(seeds.member, member),
        seeds.member,
        seeds.store,
        LogKeys.from_seed(seeds.log, origin),
        OfficeKeys.from_seed(seeds.office, origin),
        (),
        CardKeys.from_seed(seeds.card, origin),
    )
    with database.writing() as rows:
        rows.insert(make_row(LogHead, id=1, size=0, root=EMPTY_ROOT, edge=b"", counters="{}"))
    view = PostView(post, setup.handle, str(setup.prefix), origin, setup.four_eyes, content)
    head = MemberView(member, setup.head_handle, Role.HEAD)
    state = State(means.state, post)
    return Session(database, vault, state, means.clock, view, head, Edge.EMPTY, Roster.EMPTY)


def write_first_entries(session: Session, setup: PostSetup, seeds: Seeds) -> None:
    """Write `post.created`, the first compartment, the card and the directory, in one unit."""
    post, member, keys = session.post, session.member, session.vault.keys
    compartment = new_id(session.clock())
    own: list[JSON] = [
        _check("store", post.id, seeds.store),
        _check("log", post.id, seeds.log),
        _check("office", post.id, seeds.office),
        _check("card", post.id, seeds.card),
    ]
    with session.unit() as journal:
        journal.append(
            "post.created",
            on={"type": "post", "id": post.id},
            post=post.id,
            origin=post.origin,
            member=member.id,
            role=member.role.value,
            vkey=str(keys.sign.vkey),
            kem=kem_check(keys.kem_public),
            four_eyes=setup.four_eyes,
            keys=own,
        )
        general = journal.append(
            "compartment.added",
            on={"type": "compartment", "id": compartment},
            keys=[
                _check("compartment", compartment, seeds.compartment),
                _check("index", compartment, seeds.index),
            ],
        )
        for kind, key in (("log", seeds.log), ("office", seeds.office), ("card", seeds.card)):
            _insert_wrap(journal, keys, kind, post.id, key, 0, post.id)
        for kind, key in (("compartment", seeds.compartment), ("index", seeds.index)):
            _insert_wrap(journal, keys, kind, compartment, key, general, post.id)
        card = issue_card(session, serial=1)
        journal.append("card.issued", on={"type": "post", "id": post.id}, serial=1, card=card_check(card))
        _insert_rows(session, journal, setup, compartment, card)
        insert_seeds(session, journal, setup.hosts)


def _insert_rows(session: Session, journal: Journal, setup: PostSetup, compartment: str, card: bytes) -> None:
    post, keys, key = session.post, session.vault.keys, session.vault.store_row_key()
    now = to_millis(session.clock())
    rows = (
        (
            new_row(
                Post,
                post.id,
                post.id,
                handle=post.handle,
                prefix=post.prefix,
                origin=post.origin,
                four_eyes=int(setup.four_eyes),
                created_at=now,
                card_serial=1,
            ),
            post.content.model_copy(update={"card": card.decode()}),
        ),
        (
            new_row(
                Member,
                session.member.id,
                post.id,
                handle=setup.head_handle,
                role=Role.HEAD.value,
                status="active",
                until=None,
            ),
            MemberContent(name=setup.head_name, vkey=str(keys.sign.vkey), kem=b64(keys.kem_public)),
        ),
        (
            new_row(Compartment, compartment, post.id, created_at=now),
            CompartmentContent(name=GENERAL),
        ),
    )
    for row, content in rows:
        journal.rows.insert(seal(post.id, key, row, content))


def _check(kind: str, object_id: str, key: bytes) -> dict[str, JSON]:
    return {"kind": kind, "id": object_id, "version": 1, "check": key_check(key)}


def _insert_wrap(
    journal: Journal, keys: MemberKeys, kind: str, object_id: str, key: bytes, entry: int, post: str
) -> None:
    journal.rows.insert(
        make_row(
            KeyWrap,
            kind=kind,
            object_id=object_id,
            version=1,
            member=keys.member_id,
            entry=entry,
            wrapped=wrap(
                keys.kem_public,
                key,
                post=post,
                kind=kind,
                object_id=object_id,
                version=1,
                member=keys.member_id,
            ),
        )
    )
