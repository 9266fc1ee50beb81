"""Founding a post: a new store, its first head, its keys, the log's first entries, the directory.

Everything is built in a folder beside the wanted one and renamed into place at the end: a store is
there whole or not at all. A path that holds anything is refused.
"""

from __future__ import annotations

import secrets
import shutil
from dataclasses import dataclass
from pathlib import Path

from exchange import typed
from exchange.countries import parse_country
from exchange.directory.renewal import wrapped_store_key
from exchange.directory.services import HANDLE
from exchange.errors import Invalid, Refused
from exchange.first_entries import Means, PostSetup, Seeds, first_session, write_first_entries
from exchange.ids import new_id
from exchange.store.engine import Database, create
from exchange.store.files import make_private, place_durably
from exchange.store.folder import StoreFolder
from exchange.store.schema import make_schema
from keys.keyring import Keyring, create_recovery_slot, create_slot
from keys.passphrase import normalise
from keys.recovery import RecoverySheet, new_sheet

__all__ = ["Founded", "Means", "PostSetup", "found"]


@dataclass(frozen=True)
class Founded:
    """A post that was founded: where, under which origin, and the sheet to print and put away."""

    folder: Path
    post: str
    origin: str
    prefix: str
    sheet: RecoverySheet


def found(path: Path, setup: PostSetup, means: Means) -> Founded:
    """Found a post in `path`; raise Refused where anything is there, Invalid for what can't be."""
    setup = _checked(setup)
    if path.exists() and (not path.is_dir() or any(path.iterdir())):
        raise Refused("path-taken", path=str(path))
    make_private(path.absolute().parent)
    building = path.absolute().with_name(f".{path.name}.{secrets.token_hex(6)}")
    building.mkdir(mode=0o700)
    try:
        founded = _build(StoreFolder(building), setup, means)
        if path.exists():
            path.rmdir()
        place_durably(building, path.absolute())
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise
    return Founded(path.absolute(), *founded)


def _build(folder: StoreFolder, setup: PostSetup, means: Means) -> tuple[str, str, str, RecoverySheet]:
    now = means.clock()
    post, member, seeds = new_id(now), new_id(now), Seeds.drawn()
    create(folder.database, seeds.store)
    database = Database(folder.database, seeds.store)
    try:
        make_schema(database)
        session = first_session(database, setup, means, post, member, seeds)
        write_first_entries(session, setup, seeds)
    finally:
        database.close()
    sheet = new_sheet(means.language)
    wrapped = wrapped_store_key(session, session.vault.keys)
    slot = create_slot(
        post=post,
        member=member,
        handle=setup.head_handle,
        seed=seeds.member,
        key_file=means.key_file,
        passphrase=normalise(means.passphrase),
        sealed_store_key=wrapped,
        parameters=means.parameters,
    )
    spare = create_recovery_slot(
        post=post,
        member=member,
        handle=setup.head_handle,
        seed=seeds.member,
        secret=sheet.secret,
        sealed_store_key=wrapped,
    )
    folder.write_keyring(Keyring(post, (slot, spare)))
    return post, session.post.origin, session.post.prefix, sheet


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
        typed.name(setup.name),
        parse_country(setup.country, "country"),
        tuple(parse_country(host, "host") for host in setup.hosts),
        setup.head_handle,
        typed.name(setup.head_name, "head-name"),
        prefix,
        setup.four_eyes,
    )


def _prefix_of(handle: str) -> str:
    _, hyphen, rest = handle.partition("-")
    if not hyphen or len(rest) < 3:
        raise Invalid("prefix-needed", given=handle)
    return rest[:3].upper()
