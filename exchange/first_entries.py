"""The first entries of a post's log, and the rows and wraps that they vouch for."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Self

from exchange.clock import Clock, to_millis
from exchange.directory.cards import Seals, card_check, issue_card
from exchange.directory.starting import insert_seeds
from exchange.ids import new_id
from exchange.law.zones import zones_of
from exchange.log.merkle import EMPTY_ROOT, Edge
from exchange.log.roles import Role
from exchange.log.roster import Roster
from exchange.search.folding import FOLDING
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
from exchange.store.session import Session
from exchange.store.state import State
from exchange.store.vault import Vault
from exchange.store.views import MemberView, PostView
from exchange.store.words import WordState
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
        rows.insert(make_row(WordState, id=1, folding=FOLDING, generation=0))
    view = PostView(post, setup.handle, str(setup.prefix), origin, setup.four_eyes, content)
    head = MemberView(member, setup.head_handle, Role.HEAD)
    state = State(means.state, post)
    return Session(database, vault, state, means.clock, view, head, Edge.EMPTY, Roster.EMPTY)


def write_first_entries(session: Session, setup: PostSetup, seeds: Seeds) -> None:
    """Write `post.created`, the first compartment, the card and the directory, in one unit."""
    post, keys, compartment = session.post, session.vault.keys, new_id(session.clock())
    card = issue_card(session, 1, _seals(session, seeds))
    own_row, place = _post_row(session, setup, card), _compartment_row(session, compartment)
    with session.unit() as journal:
        _post_created(session, journal, setup, seeds)
        general = journal.append(
            "compartment.added",
            on={"type": "compartment", "id": compartment},
            c=place.commitment,
            keys=[
                _check("compartment", compartment, seeds.compartment),
                _check("index", compartment, seeds.index),
            ],
        )
        for kind, key in (("log", seeds.log), ("office", seeds.office), ("card", seeds.card)):
            _insert_wrap(journal, keys, kind, post.id, key, 0, post.id)
        for kind, key in (("compartment", seeds.compartment), ("index", seeds.index)):
            _insert_wrap(journal, keys, kind, compartment, key, general, post.id)
        on = {"type": "post", "id": post.id}
        journal.append("card.issued", on=on, c=own_row.commitment, serial=1, card=card_check(card))
        for row in (own_row, place, _head_row(session, setup)):
            journal.rows.insert(row)
        insert_seeds(session, journal, setup.hosts)


def _seals(session: Session, seeds: Seeds) -> Seals:
    origin = session.post.origin
    return Seals(
        LogKeys.from_seed(seeds.log, origin),
        OfficeKeys.from_seed(seeds.office, origin),
        CardKeys.from_seed(seeds.card, origin),
    )


def _post_created(session: Session, journal: Journal, setup: PostSetup, seeds: Seeds) -> None:
    post, member, keys = session.post, session.member, session.vault.keys
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
        keys=[
            _check("store", post.id, seeds.store),
            _check("log", post.id, seeds.log),
            _check("office", post.id, seeds.office),
            _check("card", post.id, seeds.card),
        ],
    )


def _post_row(session: Session, setup: PostSetup, card: bytes) -> Post:
    post = session.post
    row = new_row(
        Post,
        post.id,
        post.id,
        handle=post.handle,
        prefix=post.prefix,
        origin=post.origin,
        four_eyes=int(setup.four_eyes),
        created_at=to_millis(session.clock()),
        card_serial=1,
    )
    content = post.content.model_copy(update={"card": card.decode()})
    return seal(post.id, session.vault.store_row_key(), row, content)


def _head_row(session: Session, setup: PostSetup) -> Member:
    keys, role = session.vault.keys, Role.HEAD.value
    row = new_row(
        Member,
        session.member.id,
        session.post.id,
        handle=setup.head_handle,
        role=role,
        status="active",
        until=None,
    )
    content = MemberContent(name=setup.head_name, vkey=str(keys.sign.vkey), kem=b64(keys.kem_public))
    return seal(session.post.id, session.vault.store_row_key(), row, content)


def _compartment_row(session: Session, compartment: str) -> Compartment:
    row = new_row(Compartment, compartment, session.post.id, created_at=to_millis(session.clock()))
    return seal(session.post.id, session.vault.store_row_key(), row, CompartmentContent(name=GENERAL))


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
