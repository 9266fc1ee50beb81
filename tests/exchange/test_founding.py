"""Founding a post: there whole or not at all, its first entries, its keys, its directory."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from exchange.desk import Desk, Settings
from exchange.errors import Invalid, Refused
from exchange.founding import PostSetup
from tests.world import BOGOTA, CHEAP, HEAD, SetClock, World, accept_any, passphrase_of


@pytest.fixture
def new(tmp_path: Path) -> Iterator[World]:
    with World.new(tmp_path / "post", BOGOTA) as world:
        yield world


def found(path: Path, setup: PostSetup) -> None:
    """Found a post, its state folder beside it."""
    settings = Settings(path.parent / "state", SetClock(), parameters=CHEAP, floor=CHEAP, check=accept_any)
    Desk.found(path, setup, passphrase_of(HEAD), settings)


def test_the_first_entries_introduce_the_post_its_key_and_its_card(new: World) -> None:
    first, second, third, *others = new.entries()
    assert [first.op, second.op, third.op] == ["post.created", "compartment.added", "card.issued"]
    assert first.x["origin"] == new.founded.origin and first.by == first.x["member"]
    keys = first.x["keys"]
    assert isinstance(keys, list)
    assert [key["kind"] for key in keys if isinstance(key, dict)] == ["store", "log", "office", "card"]
    assert {entry.op for entry in others} == {"service.added"}


def test_the_origin_is_the_handle_and_the_hash_of_the_log_key(new: World) -> None:
    handle, _, tail = new.founded.origin.partition("/")
    assert handle == "asi-bogota" and len(tail) == 16 and int(tail, 16) >= 0
    assert new.desk().cards.show().shown.origin == new.founded.origin


def test_two_posts_share_no_key_id_or_origin(tmp_path: Path) -> None:
    one, two = World.new(tmp_path / "one", BOGOTA), World.new(tmp_path / "two", BOGOTA)
    assert one.founded.origin != two.founded.origin and one.founded.post != two.founded.post
    assert one.store_key() != two.store_key()


def test_the_directory_holds_the_french_services_and_interpol_of_each_host(new: World) -> None:
    handles = {service.handle for service in new.desk().services.list()}
    assert {"ofast", "dnpj", "dnpaf", "bepi", "interpol-co", "interpol-ec"} <= handles
    assert "interpol-es" not in handles


def test_the_folder_and_its_files_are_the_owners_alone(new: World) -> None:
    assert stat.S_IMODE(new.folder.stat().st_mode) == 0o700
    for path in new.folder.iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600, path


def test_nothing_of_the_post_is_readable_without_a_key(new: World) -> None:
    found_ = (new.folder / "exchange.db").read_bytes() + (new.folder / "keyring.json").read_bytes()
    for word in ("Ambassade", "Anne Martin", "ofast", "general", "CREATE TABLE"):
        assert word.encode() not in found_


@pytest.mark.parametrize("taken", ["a file", "a folder that holds something", "a store"])
def test_a_path_that_holds_anything_is_refused_and_left_alone(tmp_path: Path, taken: str) -> None:
    path = tmp_path / "store"
    if taken == "a file":
        path.write_bytes(b"x")
    elif taken == "a store":
        found(path, BOGOTA)
    else:
        path.mkdir()
        (path / "a").write_bytes(b"x")
    before = sorted((p.name, p.stat().st_mtime_ns) for p in tmp_path.rglob("*"))
    with pytest.raises(Refused, match="path-taken"):
        found(path, BOGOTA)
    assert sorted((p.name, p.stat().st_mtime_ns) for p in tmp_path.rglob("*")) == before


def test_an_empty_folder_becomes_the_store(tmp_path: Path) -> None:
    (tmp_path / "store").mkdir()
    found(tmp_path / "store", BOGOTA)
    assert (tmp_path / "store" / "keyring.json").exists()


WRONG = {
    "post-handle-form": ("", "ASI", "a b", "é", "a" * 41, "../x"),
    "prefix-needed": ("bogota", "asi-", "asi-b"),
}


@pytest.mark.parametrize(("reason", "handle"), [(r, h) for r, handles in WRONG.items() for h in handles])
def test_a_handle_that_isnt_one_founds_nothing(tmp_path: Path, reason: str, handle: str) -> None:
    with pytest.raises(Invalid, match=reason):
        found(tmp_path / "store", replace(BOGOTA, handle=handle))
    assert not (tmp_path / "store").exists()


@pytest.mark.parametrize(
    ("setup", "reason"),
    [
        (replace(BOGOTA, head_handle="Anne"), "handle-form"),
        (replace(BOGOTA, prefix="bog"), "prefix-form"),
        (replace(BOGOTA, prefix="B"), "prefix-form"),
        (replace(BOGOTA, prefix="BOGOTAXXX"), "prefix-form"),
        (replace(BOGOTA, prefix="BÖG"), "prefix-form"),
        (replace(BOGOTA, hosts=()), "host-missing"),
        (replace(BOGOTA, hosts=("CO", "XX")), "unknown-country"),
        (replace(BOGOTA, country="Atlantis"), "unknown-country"),
    ],
)
def test_what_a_post_cant_be_is_refused(tmp_path: Path, setup: PostSetup, reason: str) -> None:
    with pytest.raises(Invalid, match=reason):
        found(tmp_path / "store", setup)
    assert not (tmp_path / "store").exists()


def test_a_chosen_prefix_stands_in_every_reference(tmp_path: Path) -> None:
    with World.new(tmp_path / "post", replace(BOGOTA, handle="bogota", prefix="COL1")) as world:
        assert world.founded.prefix == "COL1"
        assert world.desk().session.post.prefix == "COL1"


def test_what_fails_half_way_leaves_nothing_behind(tmp_path: Path) -> None:
    class Stopped(SetClock):
        looks = 0

        def __call__(self) -> datetime:
            self.looks += 1
            if self.looks == 20:
                raise KeyboardInterrupt
            return super().__call__()

    settings = Settings(tmp_path / "state", Stopped(), parameters=CHEAP, floor=CHEAP, check=accept_any)
    with pytest.raises(KeyboardInterrupt):
        Desk.found(tmp_path / "store", BOGOTA, passphrase_of(HEAD), settings)
    assert [path.name for path in tmp_path.iterdir() if path.name != "state"] == []
