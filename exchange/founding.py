"""Founding a post: a new store, its first head, its keys, the log's first entries, the directory.

Everything is built in a folder beside the wanted one and renamed into place at the end: a store is
there whole or not at all. A path that holds anything is refused.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from exchange.clock import Clock, to_millis
from exchange.countries import parse_country
from exchange.directory.cards import card_check, issue_card
from exchange.directory.services import HANDLE, insert_seeds
from exchange.errors import Invalid, Refused
from exchange.ids import new_id
from exchange.law.zones import zones_of
from exchange.log.merkle import EMPTY_ROOT, Edge
from exchange.log.operations import Role
from exchange.log.roster import Roster
from exchange.store.engine import Database, create
from exchange.store.files import make_private, sync_folder
from exchange.store.folder import StoreFolder
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
from exchange.store.schema import bring_up_to_date
from exchange.store.sealed import new_row, seal
from exchange.store.session import MemberView, PostView, Session
from exchange.store.state import State
from exchange.store.vault import Vault
from keys.canonical import JSON
from keys.encoding import b64
from keys.identity import CardKeys, LogKeys, MemberKeys, OfficeKeys, new_seed, origin_of
from keys.kdf import KdfParameters
from keys.keyring import Keyring, create_recovery_slot, create_slot
from keys.passphrase import normalise
from keys.recovery import RecoverySheet, new_sheet
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


@dataclass(frozen=True)
class Founded:
    """A post that was founded: where, under which origin, and the sheet to print and put away."""

    folder: Path
    post: str
    origin: str
    prefix: str
    sheet: RecoverySheet


@dataclass(frozen=True, repr=False)
class _Seeds:
    member: bytes
    store: bytes
    log: bytes
    office: bytes
    card: bytes
    compartment: bytes
    index: bytes


def found(
    path: Path,
    setup: PostSetup,
    passphrase: str,
    state_folder: Path,
    clock: Clock,
    parameters: KdfParameters,
    language: str,
    key_file: bytes | None = None,
) -> Founded:
    """Found a post in `path`; raise Refused where anything is there, Invalid for what can't be."""
    setup = _checked(setup)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refused("path-taken", path=str(path))
    make_private(path.absolute().parent)
    building = path.absolute().with_name(f".{path.name}.{secrets.token_hex(6)}")
    building.mkdir(mode=0o700)
    try:
        founded = _build(
            StoreFolder(building), setup, passphrase, state_folder, clock, parameters, language, key_file
        )
        if path.exists():
            path.rmdir()
        building.rename(path)
        sync_folder(path.absolute().parent)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return Founded(path.absolute(), *founded)


def _build(
    folder: StoreFolder,
    setup: PostSetup,
    passphrase: str,
    state_folder: Path,
    clock: Clock,
    parameters: KdfParameters,
    language: str,
    key_file: bytes | None,
) -> tuple[str, str, str, RecoverySheet]:
    now = clock()
    post, member = new_id(now), new_id(now)
    seeds = _Seeds(*(new_seed() for _ in range(7)))
    origin = origin_of(setup.handle, seeds.log)
    keys = MemberKeys.from_seed(seeds.member, member)
    content = PostContent(
        name=setup.name,
        country=setup.country,
        hosts=setup.hosts,
        zones=tuple(zones_of(host)[0] for host in setup.hosts),
    )
    view = PostView(post, setup.handle, str(setup.prefix), origin, setup.four_eyes, content)
    create(folder.database, seeds.store)
    database = Database(folder.database, seeds.store)
    try:
        bring_up_to_date(database)
        vault = Vault(
            post,
            origin,
            member,
            keys,
            seeds.member,
            seeds.store,
            LogKeys.from_seed(seeds.log, origin),
            OfficeKeys.from_seed(seeds.office, origin),
            (),
            CardKeys.from_seed(seeds.card, origin),
        )
        head = MemberView(member, setup.head_handle, Role.HEAD)
        session = Session(
            database, vault, State(state_folder, post), clock, view, head, Edge.EMPTY, Roster.EMPTY
        )
        with database.writing() as rows:
            rows.insert(make_row(LogHead, id=1, size=0, root=EMPTY_ROOT, edge=b"", counters="{}"))
        _first_unit(session, setup, seeds, now)
    finally:
        database.close()
    sheet = new_sheet(language)
    wrapped = _wrapped(keys, "store", post, post, seeds.store)
    folder.write_keyring(
        Keyring(
            post,
            (
                create_slot(
                    post=post,
                    member=member,
                    handle=setup.head_handle,
                    seed=seeds.member,
                    key_file=key_file,
                    passphrase=normalise(passphrase),
                    sealed_store_key=wrapped,
                    parameters=parameters,
                ),
                create_recovery_slot(
                    post=post,
                    member=member,
                    handle=setup.head_handle,
                    seed=seeds.member,
                    secret=sheet.secret,
                    sealed_store_key=wrapped,
                ),
            ),
        )
    )
    return post, origin, str(setup.prefix), sheet


def _first_unit(session: Session, setup: PostSetup, seeds: _Seeds, now: datetime) -> None:
    post, member, keys = session.post, session.member, session.vault.keys
    compartment = new_id(now)
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


def _wrapped(keys: MemberKeys, kind: str, object_id: str, post: str, key: bytes) -> bytes:
    return wrap(
        keys.kem_public, key, post=post, kind=kind, object_id=object_id, version=1, member=keys.member_id
    )


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
            wrapped=_wrapped(keys, kind, object_id, post, key),
        )
    )


def _checked(setup: PostSetup) -> PostSetup:
    if not (1 <= len(setup.handle) <= 40) or any(
        c not in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in setup.handle
    ):
        raise Invalid("post-handle-form", given=setup.handle[:60])
    if not HANDLE.fullmatch(setup.head_handle):
        raise Invalid("handle-form", given=setup.head_handle[:60])
    prefix = setup.prefix or _prefix_of(setup.handle)
    if not (prefix.isascii() and prefix.isalnum() and prefix.isupper() and 2 <= len(prefix) <= 8):
        raise Invalid("prefix-form", given=prefix[:20])
    if not setup.hosts:
        raise Invalid("host-missing")
    return PostSetup(
        setup.handle,
        setup.name,
        parse_country(setup.country, "country"),
        tuple(parse_country(host, "host") for host in setup.hosts),
        setup.head_handle,
        setup.head_name,
        prefix,
        setup.four_eyes,
    )


def _prefix_of(handle: str) -> str:
    _, hyphen, rest = handle.partition("-")
    if not hyphen or len(rest) < 3:
        raise Invalid("prefix-needed", given=handle)
    return rest[:3].upper()
