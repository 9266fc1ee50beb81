"""Somebody with the store's key, and no grant, alters, swaps, removes or puts back rows by SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from exchange.errors import Tampered
from exchange.requests.inputs import Closing, NewEvent, NewLeg, NewRequest
from exchange.requests.model import Note, NoteContent, Request
from exchange.store.newest import newest_commitments
from exchange.store.rows import changed
from exchange.transmission.inputs import NewDispatch
from tests.attacks.intruder import Intruder
from tests.attacks.test_stale_sessions import refused
from tests.exchange.store.filled import FIRST, SECOND, filled_in, store_of
from tests.world import INVESTIGATOR, Seat, World

NEW = NewRequest(kind="trafficking", requester="ofast", title="Conteneur")
VERBS: tuple[Callable[[Seat], object], ...] = (
    lambda desk: desk.requests.show(FIRST),
    lambda desk: desk.requests.note(FIRST, "Suite."),
    lambda desk: desk.requests.close(FIRST, Closing(outcome="negative", reason="fini")),
    lambda desk: desk.legs.event(FIRST, "1", NewEvent("acknowledged", "now")),
    lambda desk: desk.legs.add(FIRST, NewLeg("dijin")),
    lambda desk: desk.transmissions.send(NewDispatch(FIRST, "dijin", Path("out"), channel="email")),
)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """Give a store with something of everything, locked."""
    with filled_in(tmp_path) as made:
        yield made


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE request SET handling = 'h1'",
        "UPDATE request SET marking = NULL, due_at = 9",
        "UPDATE request SET status = 'closed'",
        "UPDATE leg SET status = 'closed', waits_for = NULL",
        "UPDATE leg SET due_at = 9",
        "UPDATE leg SET service = (SELECT id FROM service WHERE handle = 'interpol-co')",
    ],
)
def test_no_verb_believes_a_column_changed_by_sql(
    world: World, change: str, verb: Callable[[Seat], object]
) -> None:
    world.sql(change)
    size = len(world.entries())
    assert refused(lambda: verb(world.desk())).exit == 5
    assert len(world.entries()) == size


def test_an_arrest_withdrawn_by_sql_is_found_when_the_agenda_is_asked(world: World) -> None:
    desk = world.desk()
    desk.legs.event(FIRST, "1", NewEvent("arrested", "now", country="CO"))
    world.sql("UPDATE leg_event SET at = at - 86400000 WHERE code = 'arrested'")
    assert refused(lambda: desk.due("30d")).exit == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("note", "note"), ("note", "subject"), ("leg", "request_text"), ("attachment", "leg_event")],
)
def test_sealed_columns_swapped_between_rows_or_tables_open_nothing(
    world: World, one: str, other: str
) -> None:
    first = sealed_of(world, one, "ASC")
    second = sealed_of(world, other, "DESC")
    put_sealed(world, one, first[0], second)
    put_sealed(world, other, second[0], first)
    desk = world.desk()
    errors = [refused(lambda ref=ref: desk.requests.show(ref)) for ref in (FIRST,)]  # type: ignore[misc]
    assert [error.exit for error in errors] == [5]


def sealed_of(world: World, table: str, order: str) -> tuple[str, bytes, str]:
    """Return id, seal and commitment of a row of the first request."""
    found = world.sql(
        f"SELECT t.id, t.sealed, t.commitment FROM {table} t JOIN request r ON r.id = t.owner "  # noqa: S608
        f"WHERE r.ref = ? ORDER BY t.id {order}",
        FIRST,
    )
    ident, sealed, commitment = found[0]
    assert isinstance(sealed, bytes)
    return str(ident), sealed, str(commitment)


def put_sealed(world: World, table: str, ident: str, row: tuple[str, bytes, str]) -> None:
    """Put another row's seal and commitment into a row."""
    statement = f"UPDATE {table} SET sealed = ?, commitment = ? WHERE id = ?"  # noqa: S608
    world.sql(statement, row[1], row[2], ident)


@pytest.mark.parametrize("table", ["note", "subject", "request_text", "leg", "leg_event", "attachment"])
def test_a_row_that_is_removed_is_missed(world: World, table: str) -> None:
    world.sql(f"DELETE FROM {table}")  # noqa: S608
    assert refused(lambda: world.desk().requests.show(FIRST)).reason == "request-rows-altered"


def test_a_request_that_is_removed_is_missed_while_its_number_was_given_out(world: World) -> None:
    world.sql("DELETE FROM request WHERE ref = ?", SECOND)
    assert refused(lambda: world.desk().requests.show(SECOND)).reason == "request-missing"


def test_one_requests_rows_put_back_to_yesterday_are_found(world: World) -> None:
    tables = ("request", "request_text", "leg", "note", "subject", "attachment", "leg_event")
    before = {table: world.sql(f"SELECT * FROM {table}") for table in tables}  # noqa: S608
    world.desk().requests.note(FIRST, "Ce qui ne doit pas rester.")
    for table, rows in before.items():
        world.sql(f"DELETE FROM {table}")  # noqa: S608
        for row in rows:
            marks = ",".join("?" * len(row))
            world.sql(f"INSERT INTO {table} VALUES ({marks})", *row)  # type: ignore[arg-type]  # noqa: S608
    assert refused(lambda: world.desk().requests.show(FIRST)).reason == "request-altered"
    assert refused(lambda: world.desk().requests.list()).reason == "request-altered"


def test_rows_put_back_with_a_forged_entry_line_are_found(world: World) -> None:
    """The line of the newest commitment is proven to stand in the tree before it is believed."""
    spy = Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        old, notes = rows.get(Request, ref=FIRST), {row.id for row in rows.find(Note)}
    assert old is not None
    newest = "(SELECT max(n) FROM log_entry WHERE about = ? AND commits = 1)"
    ((line,),) = world.sql(f"SELECT line FROM log_entry WHERE n = {newest}", old.id)  # noqa: S608
    desk = world.desk()
    desk.requests.note(FIRST, "Ce qui ne doit pas rester.")
    assert isinstance(line, bytes)
    world.sql(f"UPDATE log_entry SET line = ? WHERE n = {newest}", line, old.id)  # noqa: S608
    with spy.rows() as rows:
        for row in rows.find(Note):
            if row.id not in notes:
                rows.delete(Note, id=row.id)
        rows.replace(old)
        assert newest_commitments(rows, [old.id])[old.id].commitment == old.commitment
    assert refused(lambda: desk.requests.show(FIRST)).exit == 5


def test_an_assigned_investigator_cannot_change_the_columns_that_he_reads(world: World) -> None:
    """He holds the request's key: what the log commits to covers the plain columns too."""
    world.desk().requests.assign(FIRST, INVESTIGATOR)
    world.lock_all()
    desk = world.desk(INVESTIGATOR)
    spy = Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        row = rows.get(Request, ref=FIRST)
        assert row is not None
        key = spy.request_key(rows, row, desk)
        altered = spy.resealed_same(row, key, handling=None, due_at=1)
        assert altered.commitment != row.commitment
        rows.replace(changed(altered, commitment=row.commitment))
    assert refused(lambda: world.desk().requests.show(FIRST)).reason == "row-altered"
    with spy.rows() as rows:
        rows.replace(altered)
    assert refused(lambda: world.desk().requests.show(FIRST)).reason == "request-altered"


def test_an_assigned_investigator_cannot_put_words_into_anothers_note(world: World) -> None:
    world.desk().requests.assign(FIRST, INVESTIGATOR)
    world.lock_all()
    desk, spy = world.desk(INVESTIGATOR), Intruder(world, INVESTIGATOR)
    with spy.rows() as rows:
        row = rows.get(Request, ref=FIRST)
        assert row is not None
        note = rows.find(Note, owner=row.id)[0]
        rows.replace(spy.resealed(note, spy.request_key(rows, row, desk), NoteContent(text="Faux.")))
    for seat in (desk, world.desk()):
        assert refused(lambda seat=seat: seat.requests.show(FIRST)).exit == 5  # type: ignore[misc]


@pytest.mark.parametrize("change", ["attachment = 'x'", "number = number + 10", "sealed = zeroblob(99)"])
def test_a_chunk_moved_or_altered_gives_out_no_whole_file(world: World, change: str) -> None:
    world.sql(f"UPDATE chunk SET {change}")  # noqa: S608
    desk = world.desk()
    _, pieces = desk.attachments.get(FIRST, 1)
    with pytest.raises(Tampered):
        list(pieces)


@pytest.mark.parametrize(
    "counters", ["{}", "[1]", "nothing", '{"reference-2026": -5}', '{"reference-2026": "1"}', "[" * 9999]
)
def test_no_reference_is_given_out_twice_after_the_counters_were_turned_back(
    world: World, counters: str
) -> None:
    world.sql("UPDATE log_head SET counters = ?", counters)
    desk = world.desk()
    assert refused(lambda: desk.requests.open(NEW)).exit == 5
    assert refused(lambda: store_of(desk).check()).exit == 5


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE log_entry SET about = NULL",
        "UPDATE log_entry SET commits = 0",
        "UPDATE log_entry SET line = substr(line, 1, 9)",
        "UPDATE log_entry SET line = 'text'",
        "UPDATE log_node SET hash = zeroblob(32)",
        "UPDATE log_head SET root = zeroblob(32)",
        "UPDATE log_head SET size = size - 1",
        "UPDATE log_head SET size = size + 1",
        "DELETE FROM log_entry WHERE n = 20",
        "DELETE FROM log_head",
    ],
)
def test_a_log_altered_under_an_open_desk_or_before_it_opens_is_refused(world: World, change: str) -> None:
    live = world.desk()
    world.sql(change)
    assert refused(lambda: store_of(live).check()).exit == 5
    world.lock_all()
    assert refused(lambda: store_of(world.desk()).check()).exit == 5


def test_a_request_hidden_from_the_index_is_found_by_the_check_of_the_store(world: World) -> None:
    """Old rows and an index without the newest entry open again: that is what the check is for."""
    world.sql("UPDATE log_entry SET commits = 0 WHERE n = (SELECT max(n) FROM log_entry WHERE commits = 1)")
    assert refused(lambda: store_of(world.desk()).check()).reason == "log-index-altered"
