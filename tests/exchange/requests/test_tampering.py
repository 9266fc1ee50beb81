"""Somebody with the store key writes to the database past the program: each change is found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from exchange.errors import Tampered
from exchange.requests.inputs import Amendment, Filter
from exchange.requests.model import Request
from exchange.requests.parts import PARTS
from exchange.store.rows import SealedRow, columns_of
from exchange.transmission.inputs import NewTransmission
from tests.exchange.requests.cases import DRUGS, ROSERO, ask, event
from tests.world import Seat, World

TABLES: tuple[type[SealedRow], ...] = (Request, *PARTS)
NAMES = {str(kind.__tablename__): columns_of(kind) for kind in TABLES}


def full(desk: Seat, place: Path) -> str:
    """Open a request that has a row in each of its tables."""
    file = place / "a.txt"
    file.write_bytes(b"a")
    dated = replace(DRUGS, due="2026-12-01", follow_up="2026-12-01")
    ref = ask(desk, "dijin", new=dated, persons=(ROSERO,), text="t", points=("p",), attach=(file,)).ref
    event(desk, ref, "acknowledged")
    desk.requests.note(ref, "n")
    desk.requests.amend(ref, Amendment(title="Autre"))
    desk.requests.relate(ref, ask(desk, "dijin").ref, None)
    desk.transmissions.record(NewTransmission("in", "phone", from_="dijin", request=ref))
    return ref


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """Make, once, a post with such a request; each test gets its own copy of it."""
    place = tmp_path_factory.mktemp("full")
    with World.bogota(place) as world:
        ref = full(world.desk(), place)
    assert all(world.sql(f"SELECT count(*) FROM {table}")[0][0] for table in NAMES)  # noqa: S608 - our tables
    return world, ref


@pytest.fixture
def world(made: tuple[World, str], tmp_path: Path) -> Iterator[World]:
    with World.copied(made[0], tmp_path) as copy:
        yield copy


@pytest.fixture
def ref(made: tuple[World, str], desk: Seat) -> str:
    """Give the request's reference, which opens as long as nobody altered it."""
    desk.requests.show(made[1])
    desk.requests.history(made[1])
    return made[1]


def look(desk: Seat, ref: str, table: str) -> object:
    """Look at a request by the verb that opens that table's rows."""
    return desk.requests.history(ref) if table == "request_revision" else desk.requests.show(ref)


def altered(value: object) -> str | int | bytes:
    """Return another value of the same type: bytes by XOR, so that the change is never none."""
    if isinstance(value, bytes):
        return value[:-1] + bytes((value[-1] ^ 0xFF,))
    if isinstance(value, int):
        return value + 1
    return "x" if value is None else f"{value}x"


OURS = "WHERE owner = (SELECT id FROM request WHERE ref = 'BOG-2026-00001')"
"""The rows of the request that is altered; another, to which it is related, stays as it is."""


@pytest.mark.parametrize("table", NAMES)
def test_no_column_of_a_request_or_its_parts_changes_unseen(
    world: World, desk: Seat, ref: str, table: str
) -> None:
    assert unseen(world, desk, ref, table, altered) == []


@pytest.mark.parametrize("table", NAMES)
def test_a_value_of_another_type_is_tampering_too(world: World, desk: Seat, ref: str, table: str) -> None:
    assert unseen(world, desk, ref, table, lambda value: b"\xff\xfe") == []


def unseen(
    world: World, desk: Seat, ref: str, table: str, change: Callable[[object], str | int | bytes]
) -> list[str]:
    """Change one column after the other, and back; return those whose change the desk did not see."""
    quiet = []
    with world.raw() as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        for column in NAMES[table]:
            read = f"SELECT rowid, {column} FROM {table} {OURS} LIMIT 1"  # noqa: S608 - names of our tables
            write = f"UPDATE {table} SET {column} = ? WHERE rowid = ?"  # noqa: S608
            number, value = connection.execute(read).fetchone()
            connection.execute(write, (change(value), number))
            try:
                look(desk, ref, table)
                quiet.append(column)
            except Tampered:
                pass
            connection.execute(write, (value, number))
            look(desk, ref, table)
    return quiet


def test_a_list_that_was_shown_before_sees_what_changed_since(world: World, desk: Seat, ref: str) -> None:
    shown = desk.requests.list(Filter()).items
    for column in NAMES["request"]:
        ((value,),) = world.sql(f"SELECT {column} FROM request WHERE ref = ?", ref)  # noqa: S608
        with world.raw() as connection:
            connection.execute("PRAGMA foreign_keys = OFF")
            change = f"UPDATE request SET {column} = ? WHERE rowid = (SELECT min(rowid) FROM request)"  # noqa: S608
            connection.execute(change, (altered(value),))
            with pytest.raises(Tampered):
                desk.requests.list(Filter())
            connection.execute(change, (value,))
        assert desk.requests.list(Filter()).items == shown


def test_nothing_is_derived_from_a_leg_that_was_altered(world: World, desk: Seat, ref: str) -> None:
    before = world.ops()
    with world.raw() as connection:
        for column in NAMES["leg"]:
            number, value = connection.execute(f"SELECT rowid, {column} FROM leg {OURS}").fetchone()  # noqa: S608
            change = f"UPDATE leg SET {column} = ? WHERE rowid = ?"  # noqa: S608
            connection.execute(change, (altered(value), number))
            with pytest.raises(Tampered):
                desk.requests.note(ref, "x")
            connection.execute(change, (value, number))
    assert world.ops() == before
    desk.requests.note(ref, "x")


@pytest.mark.parametrize("table", [name for name in NAMES if name != "request"])
def test_no_part_of_a_request_can_be_deleted_unseen(world: World, desk: Seat, ref: str, table: str) -> None:
    world.sql(f"DELETE FROM {table}")  # noqa: S608
    with pytest.raises(Tampered, match="request-rows-altered"):
        desk.requests.show(ref)


def test_a_deleted_request_is_missing_not_unknown(world: World, desk: Seat) -> None:
    ref = ask(desk).ref
    world.sql("DELETE FROM request")
    with pytest.raises(Tampered, match="request-missing"):
        desk.requests.show(ref)


def test_a_row_put_back_as_it_was_before_is_found(world: World, desk: Seat, ref: str) -> None:
    for table in NAMES:
        with world.raw() as connection:
            connection.execute(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")  # noqa: S608
    event(desk, ref, "decided")
    desk.legs.status(ref, "1", "answered", "x")
    for table in ("leg", "request"):
        with world.raw() as connection:
            connection.execute(f"CREATE TABLE new_{table} AS SELECT * FROM {table}")  # noqa: S608
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
            connection.execute(f"INSERT INTO {table} SELECT * FROM old_{table}")  # noqa: S608
        with pytest.raises(Tampered):
            desk.requests.show(ref)
        with world.raw() as connection:
            connection.execute(f"DELETE FROM {table}")  # noqa: S608
            connection.execute(f"INSERT INTO {table} SELECT * FROM new_{table}")  # noqa: S608
        desk.requests.show(ref)


def test_a_whole_request_put_back_as_it_was_before_is_found(world: World, desk: Seat, ref: str) -> None:
    for table in NAMES:
        world.sql(f"CREATE TABLE old_{table} AS SELECT * FROM {table}")  # noqa: S608
    desk.requests.note(ref, "ce qui gêne")
    for table in NAMES:
        world.sql(f"DELETE FROM {table}")  # noqa: S608
        world.sql(f"INSERT INTO {table} SELECT * FROM old_{table}")  # noqa: S608
    with pytest.raises(Tampered, match="request-altered"):
        desk.requests.show(ref)
    with pytest.raises(Tampered, match="request-altered"):
        desk.requests.list()


def test_rows_of_two_requests_cant_be_exchanged(world: World, desk: Seat) -> None:
    first, second = ask(desk, "dijin"), ask(desk, "dijin")
    world.sql(
        "UPDATE request SET sealed = (SELECT sealed FROM request WHERE id = ?),"
        " commitment = (SELECT commitment FROM request WHERE id = ?) WHERE id = ?",
        first.id,
        first.id,
        second.id,
    )
    with pytest.raises(Tampered):
        desk.requests.show(second.ref)


def test_the_entry_that_commits_cant_be_taken_away(world: World, desk: Seat) -> None:
    opened = ask(desk)
    world.sql("UPDATE log_entry SET about = 'x' WHERE n = ?", opened.log_index)
    with pytest.raises(Tampered):
        desk.requests.show(opened.ref)


def test_tampering_changes_nothing_and_adds_nothing_to_the_log(world: World, desk: Seat) -> None:
    ref = ask(desk).ref
    world.sql("UPDATE request SET handling = 'H0'")
    before = world.ops()
    for act in (lambda: desk.requests.show(ref), lambda: desk.requests.list(), lambda: desk.legs.list(ref)):
        with pytest.raises(Tampered):
            act()
    assert world.ops() == before
