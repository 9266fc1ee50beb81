"""Rows deleted past the program, with the store key at hand: whatever the table, the check misses them."""

# ruff: noqa: S608  (the names of our own tables, in a test that writes past the program)
from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from sqlmodel import SQLModel

from exchange.errors import Tampered
from exchange.requests.inputs import Amendment, NewRequest, Search
from exchange.store.log_times import ENOUGH
from tests.exchange.store.filled import FIRST, SECOND, fill, store_of
from tests.world import HEAD, INVESTIGATOR, World

SEALED = sorted(
    table.name for table in SQLModel.metadata.tables.values() if {"sealed", "commitment"} <= {*table.c.keys()}
)
FOUND = {"index-altered", "store-unreadable", "store-structure"}


@pytest.fixture
def rich(world: World, tmp_path: Path) -> World:
    """Give a post with rows also in the tables that few acts fill, locked."""
    desk = world.desk()
    fill(desk, tmp_path)
    third = desk.requests.open(NewRequest("trafficking", "ofast", "Tiers", to=("dijin",))).ref
    desk.requests.relate(FIRST, SECOND, "follows")
    desk.requests.amend(FIRST, Amendment(title="Autre titre"))
    desk.requests.assign(SECOND, INVESTIGATOR)
    desk.requests.search(Search("autre"))
    desk.requests.search(Search("reseau"))
    desk.erasing.erase(third, "court-order")
    world.lock_all()
    return world


def missed(world: World, statement: str, *values: str) -> str | None:
    """Return what the check says of a store after one statement; all is then as it was before."""
    places = (world.folder, world.state)
    for place in places:
        shutil.copytree(place, place.with_suffix(".kept"))
    world.sql(statement, *values)
    told = None
    try:
        store_of(world.desk()).check()
    except Tampered as error:
        told = error.reason
    world.lock_all()
    for place in places:
        shutil.rmtree(place)
        place.with_suffix(".kept").rename(place)
    return told


def test_a_row_of_any_sealed_table_deleted_by_sql_is_missed(rich: World) -> None:
    assert missed(rich, "SELECT 1") is None
    filled = [table for table in SEALED if rich.sql(f"SELECT count(*) FROM {table}") != [(0,)]]
    assert {"searched", "erasure", "request_relation", "request_revision", "leg_event"} <= {*filled}
    last = "DELETE FROM {0} WHERE id = (SELECT max(id) FROM {0})"
    assert [table for table in filled if missed(rich, last.format(table)) is None] == []


@pytest.mark.parametrize("kind", ["request", "compartment", "index", "log"])
def test_a_key_wrapped_to_somebody_else_and_deleted_by_sql_is_missed(rich: World, kind: str) -> None:
    statement = "DELETE FROM key_wrap WHERE kind = ? AND member <> (SELECT id FROM member WHERE handle = ?)"
    assert missed(rich, statement, kind, HEAD) == "wrap-missing"


@pytest.mark.parametrize(
    ("table", "where"),
    [
        ("word_index_config", "k = 'secure-delete'"),
        ("word_index_config", "k = 'version'"),
        ("word_index_data", "id = 1"),
        ("word_index_data", "id = (SELECT max(id) FROM word_index_data)"),
        ("word_index_idx", "term = (SELECT max(term) FROM word_index_idx)"),
    ],
)
def test_a_row_of_the_index_itself_deleted_by_sql_is_missed(rich: World, table: str, where: str) -> None:
    desk = rich.desk()
    for number in range(8):
        desk.requests.note(FIRST, " ".join(f"mot{number}x{other}" for other in range(80)))
    rich.lock_all()
    assert missed(rich, f"DELETE FROM {table} WHERE {where}") in FOUND


def test_a_search_in_an_index_that_was_altered_is_refused_as_tampering(rich: World) -> None:
    rich.sql("DELETE FROM word_index_config WHERE k = 'version'")
    with pytest.raises(Tampered, match="store-unreadable"):
        rich.desk().requests.search(Search("conteneur"))


def test_terms_forgotten_after_a_year_or_erased_with_what_they_showed_are_not_missed(
    world: World, tmp_path: Path
) -> None:
    desk = world.desk()
    fill(desk, tmp_path)
    for terms in ("conteneur", "introuvable"):
        desk.requests.search(Search(terms))
    world.clock.advance(days=367)
    desk.requests.search(Search("reseau"))
    for _ in range(ENOUGH):
        desk.requests.note(SECOND, "un an après")
    world.lock_all()
    desk = world.desk()
    desk.erasing.erase(SECOND, "court-order")
    assert world.sql("SELECT count(*) FROM searched") == [(0,)]
    store_of(desk).check()
