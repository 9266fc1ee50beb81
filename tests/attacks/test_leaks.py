"""Words that must stay sealed, looked for in every byte that is written and every error that is raised."""

from __future__ import annotations

import io
import os
import re
import traceback
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from exchange.audit.inputs import Selection
from exchange.desk import Desk
from exchange.errors import ExchangeError
from exchange.requests.inputs import NewRequest, Search
from exchange.store.vault import Vault
from exchange.transmission.inputs import NewDispatch, NewTransmission
from keys.identity import MemberKeys
from tests.attacks.intruder import Intruder
from tests.attacks.test_stale_sessions import refused
from tests.exchange.store.filled import log_of
from tests.world import HEAD, INVESTIGATOR, OFFICER, Seat, World, passphrase_of

CANARY = "Zirconium"
"""No word of ours, no word of base64 by chance."""
REF = "BOG-2026-00001"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a store in which every field that takes words holds the canary."""
    files = tmp_path / "files"
    files.mkdir()
    paper = files / f"{CANARY}.txt"
    paper.write_text(f"{CANARY} " * 99)
    with World.bogota(tmp_path) as made:
        desk = made.desk()
        write_canaries(desk, paper)
        desk.session.keep_roster()
        yield made


def write_canaries(desk: Seat, paper: Path) -> None:
    """Say the canary in each verb that takes words."""
    desk.services.add("dijin", f"Service {CANARY}", "CO", "police")
    desk.requests.open(
        NewRequest(
            kind="trafficking",
            requester="ofast",
            title=CANARY,
            to=("dijin",),
            text=CANARY,
            their_ref=CANARY,
            agent=CANARY,
            conditions=CANARY,
            points=(CANARY,),
            persons=({"family": CANARY.upper(), "born": "1980-05-17", "nationality": "COL"},),
        )
    )
    desk.requests.note(REF, CANARY)
    desk.attachments.add(REF, paper)
    desk.transmissions.record(
        NewTransmission(direction="in", channel="email", subject=CANARY, text=CANARY, their_ref=CANARY)
    )
    desk.requests.show(REF)
    desk.requests.assign(REF, INVESTIGATOR)
    for typed in (CANARY, f"{CANARY[:5]}*", f"{CANARY}x", f'"{CANARY} {CANARY}"'):
        desk.requests.search(Search(typed))
    desk.requests.complete(CANARY[:4])


def forms(word: str) -> tuple[bytes, ...]:
    """Return how a word may stand in a file."""
    data = word.encode()
    thirds = tuple(b64encode(b" " * pad + data)[4 * bool(pad) :][:8] for pad in range(3))
    return (data, data.upper(), data.lower(), word.encode("utf-16-le"), data.hex().encode(), *thirds)


def found_in(folder: Path, words: tuple[bytes, ...]) -> list[str]:
    """Return the files under a folder that hold one of the words, in content or in their name."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    return [
        str(path)
        for path in files
        if any(word in path.read_bytes() or word in str(path.name).encode() for word in words)
    ]


def test_no_word_of_content_stands_in_any_file_of_store_or_state(world: World) -> None:
    assert found_in(world.folder, forms(CANARY)) == []
    assert found_in(world.state, forms(CANARY)) == []
    world.lock_all()
    assert found_in(world.folder, forms(CANARY)) == []
    assert found_in(world.state, forms(CANARY)) == []


def test_no_passphrase_seed_or_key_stands_in_any_file(world: World) -> None:
    spy = Intruder(world, HEAD)
    for secret in (passphrase_of(HEAD).encode(), spy.seed, spy.store_key, world.founded.sheet.secret):
        kept = (secret, secret.hex().encode(), b64encode(secret))
        assert found_in(world.folder.parent, kept) == []


def test_no_word_of_content_stands_in_an_export_or_in_the_log(world: World) -> None:
    sink = io.BytesIO()
    log_of(world.desk()).export(sink, Selection())
    place = world.folder.parent / "export.zip"
    place.write_bytes(sink.getvalue())
    words = forms(CANARY)
    assert not any(word in line.body() for line in world.entries() for word in words)
    assert not any(word in place.read_bytes() for word in words)


def test_a_database_opened_with_the_stores_key_shows_no_content(world: World) -> None:
    """What every member may reach past the program: plain columns, and seals."""
    with world.raw() as raw:
        tables = [name for (name,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        dump = [value for name in tables for row in raw.execute(f"SELECT * FROM {name}") for value in row]  # noqa: S608
    said = b"\n".join(value if isinstance(value, bytes) else str(value).encode() for value in dump)
    assert dump and not any(word in said for word in forms(CANARY))


def test_no_temporary_file_is_left_where_others_could_read_it(world: World) -> None:
    modes = {path: path.stat().st_mode & 0o077 for path in world.folder.rglob("*")}
    assert [path for path, others in modes.items() if others] == []
    assert [path for path in world.state.rglob("*.json") if path.stat().st_mode & 0o077] == []


def test_what_is_shown_of_an_unlocked_desk_names_no_secret(world: World) -> None:
    desk = world.desk()
    session, spy = desk.session, Intruder(world, HEAD)
    secrets = [spy.seed, spy.store_key, *forms(CANARY)]
    with desk.session.reading() as rows:
        shown = [
            repr(value)
            for value in (
                desk,
                session,
                session.vault,
                session.vault.keys,
                session.vault.log,
                session.vault.office,
                session.vault.card,
                session.author,
                session.database,
                world.opened(),
                world.founded.sheet,
                rows,
            )
        ]
    text = "\n".join(shown)
    assert isinstance(session.vault, Vault)
    assert isinstance(session.vault.keys, MemberKeys)
    assert isinstance(desk, Desk)
    for secret in secrets:
        assert repr(secret)[2:-1] not in text
        assert secret.hex() not in text


def test_errors_and_their_traces_hold_no_word_of_content(world: World, tmp_path: Path) -> None:
    desk = world.desk()
    world.sql("UPDATE request SET handling = 'h1'")
    errors = [refused(lambda: desk.requests.show(REF)), refused(lambda: world.desk(HEAD, CANARY))]
    errors.append(
        refused(lambda: world.desk(OFFICER).transmissions.send(NewDispatch(REF, "dijin", tmp_path)))
    )
    for error in errors:
        assert isinstance(error, ExchangeError)
        told = "".join(traceback.format_exception(error)) + repr(error) + repr(error.arguments)
        assert not re.search(CANARY, told.replace(f'"{CANARY}', "").replace("CANARY", ""), re.IGNORECASE)


def test_no_passphrase_stands_in_the_environment_of_the_process(world: World) -> None:
    world.desk()
    environment = "\n".join(f"{name}={value}" for name, value in os.environ.items())
    assert passphrase_of(HEAD) not in environment
